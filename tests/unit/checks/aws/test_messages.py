"""What a failed check says was seen: values and names, the first of many."""

from typing import Any

import pytest

from posture.domain.asset import Asset
from posture.domain.aws.assets.ec2 import Instance
from posture.domain.aws.assets.ec2_template import LaunchTemplate
from posture.domain.aws.assets.iam import IamGroup, IamPolicy, IamRole, IamUser
from posture.domain.aws.assets.security_group import SecurityGroup
from tests.unit.checks.aws import (
    ec2_instance,
    ec2_security_group,
    ec2_template,
    iam,
    iam_policies,
    iam_roles,
)
from tests.unit.checks.aws.ec2_security_group import EVERYTHING, MACHINE, lets_in, tcp
from tests.unit.checks.aws.ec2_template import PLAIN, of, version
from tests.unit.checks.aws.iam_federation import GITHUB, WEB, provider
from tests.unit.checks.aws.iam_policies import READ, allow, documents
from tests.unit.checks.aws.iam_roles import VENDOR, trusting
from tests.unit.checks.evaluating import CHECKS, Facts, build

COMPLIANT = {
    kind: facts
    for table in (ec2_instance, ec2_security_group, ec2_template, iam, iam_policies, iam_roles)
    for kind, facts in table.COMPLIANT.items()
}
WRONG_VERSIONS = of(version(number=3), PLAIN, version(number=4, public_ip=True))
BUSY_FRONT = lets_in(tcp(443), EVERYTHING, interfaces=(MACHINE,) * 5)
MESSAGES: list[tuple[type[Asset], str, Facts, str]] = [
    (
        Instance,
        "aws_ec2_instance_databases_unreached_by_internet",
        ec2_instance.path(6379),
        "The internet reaches tcp/6379 at 54.0.0.1 by sg-1.",
    ),
    (
        SecurityGroup,
        "aws_ec2_security_group_ssh_closed_to_internet",
        lets_in(tcp(0, 1024), EVERYTHING),
        "Open to the internet: tcp/22.",
    ),
    (
        SecurityGroup,
        "aws_ec2_security_group_internet_ends_at_front",
        BUSY_FRONT,
        "tcp/443, all traffic from the internet to eni-1, eni-1, eni-1 and 2 more.",
    ),
    (
        LaunchTemplate,
        "aws_ec2_launch_template_disks_encrypted",
        WRONG_VERSIONS,
        "Not encrypted in version 2: /dev/xvda.",
    ),
    (
        LaunchTemplate,
        "aws_ec2_launch_template_no_public_ip",
        WRONG_VERSIONS,
        "Public addresses are requested in version 4.",
    ),
    (
        IamUser,
        "aws_iam_user_access_keys_rotated",
        iam.with_keys(iam.FRESH, iam.OLD),
        "Access key 2 is 91 days old.",
    ),
    (
        IamUser,
        "aws_iam_user_access_keys_used",
        iam.with_keys(iam.IDLE, iam.NEVER_USED),
        "Unused: key 2 for 45 days, key 2 for 45 days.",
    ),
    (
        IamGroup,
        "aws_iam_group_administrators_mfa_enabled",
        iam.ADMINISTRATORS | {"members_without_mfa": ("eve", "bob")},
        "Administrators without MFA: bob, eve.",
    ),
    (
        IamRole,
        "aws_iam_policy_administration_not_granted",
        documents(good=[READ], bad=[allow("*")]),
        "Every action on every resource is granted by bad.",
    ),
    (
        IamPolicy,
        "aws_iam_policy_privilege_escalation_absent",
        documents(p=[allow(["iam:AttachUserPolicy", "iam:AddUserToGroup"])]),
        "p grants iam:AddUserToGroup, iam:AttachUserPolicy.",
    ),
    (
        IamPolicy,
        "aws_iam_policy_privilege_escalation_absent",
        documents(p=[allow("iam:Put*")]),
        "p grants iam:PutGroupPolicy, iam:PutRolePolicy, iam:PutUserPolicy.",
    ),
    (
        IamRole,
        "aws_iam_role_cross_account_external_id_required",
        trusting({"AWS": VENDOR}),
        f"Trusted without an external ID: {VENDOR}.",
    ),
    (
        IamRole,
        "aws_iam_role_service_trust_source_limited",
        trusting({"Service": "ec2.amazonaws.com"}),
        "Trusted on behalf of any account: ec2.amazonaws.com.",
    ),
    (
        IamRole,
        "aws_iam_role_ci_subject_limited",
        trusting(provider(GITHUB), WEB),
        f"Any customer of {GITHUB} is trusted.",
    ),
]


def message(kind: type[Asset], check_id: str, changed: dict[str, Any]) -> str:
    return CHECKS[check_id](build(kind, COMPLIANT[kind] | changed)).message


@pytest.mark.parametrize(("kind", "check_id", "changed", "expected"), MESSAGES)
def test_the_message_names_what_was_seen(
    kind: type[Asset], check_id: str, changed: Facts, expected: str
) -> None:
    assert message(kind, check_id, changed) == expected


def test_the_first_of_many_are_named_and_the_others_counted() -> None:
    escalation = "aws_iam_policy_privilege_escalation_absent"
    all_of_iam = documents(p=[allow("iam:*")])
    assert message(IamPolicy, escalation, all_of_iam).endswith("and 12 more.")
    databases = "aws_ec2_instance_databases_unreached_by_internet"
    assert message(Instance, databases, ec2_instance.OPEN).endswith(" more.")
