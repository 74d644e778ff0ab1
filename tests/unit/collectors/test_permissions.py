"""The read-only policy allows what the collectors call, in IAM's own words, and nothing else."""

import json
from functools import cache

import pytest
from policy_sentry.querying.actions import get_action_data

from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.permissions import permission, read_only_policy
from posture.collectors.aws.sdk import Services
from posture.domain.evidence import Unread
from tests.unit.collectors.services import by_service

SERVICES = Services()
# Characters of a policy, white space left out, and policies of a role.
# Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
POLICY_QUOTA = 6_144
MOST_POLICIES = 10
# How the documents and the command's help split the actions, and into how many policies.
ACTIONS_OF_A_POLICY = 150
POLICIES = 3


@cache
def levels(action: str) -> frozenset[str]:
    """Return the access levels of an action in AWS's service authorization reference."""
    prefix, _, name = action.partition(":")
    found = get_action_data(prefix, name)
    return frozenset(row["access_level"] for row in found[prefix]) if found else frozenset()


def actions() -> list[str]:
    (statement,) = read_only_policy(COLLECTORS, SERVICES)["Statement"]
    listed: list[str] = statement["Action"]
    return listed


@pytest.mark.parametrize(("prefix", "listed"), by_service(actions()).items())
def test_every_action_is_one_that_iam_knows_and_only_reads(prefix: str, listed: list[str]) -> None:
    for action in listed:
        assert levels(action), f"IAM knows no {action}: name it in permissions.ACTIONS"
        assert levels(action) <= {"Read", "List"}, (prefix, action)


def test_every_declared_call_is_an_operation_of_its_service() -> None:
    for collector in COLLECTORS:
        for call in collector.all_calls:
            service, _, operation = call.partition(":")
            assert operation in SERVICES[service].model.operation_names, call


def test_the_policy_fits_into_a_role_in_the_documented_parts() -> None:
    document = read_only_policy(COLLECTORS, SERVICES)
    (statement,) = document["Statement"]
    listed = actions()
    parts = [
        {**document, "Statement": [{**statement, "Action": listed[at : at + ACTIONS_OF_A_POLICY]}]}
        for at in range(0, len(listed), ACTIONS_OF_A_POLICY)
    ]

    assert POLICIES - 1 < len(listed) / ACTIONS_OF_A_POLICY <= POLICIES <= MOST_POLICIES
    assert all(len("".join(json.dumps(one).split())) <= POLICY_QUOTA for one in parts)


@pytest.mark.parametrize(
    ("unread", "expected"),
    [
        (Unread("AccessDenied", "s3:GetBucketEncryption"), "s3:GetEncryptionConfiguration"),
        (Unread("UnauthorizedOperation", "ec2:DescribeVpcs"), "ec2:DescribeVpcs"),
        (
            Unread("AccessDeniedException", "elbv2:DescribeTags"),
            "elasticloadbalancing:DescribeTags",
        ),
        (Unread("AccessDenied", "paper:ListSheets"), None),
        (Unread("Throttling", "ec2:DescribeVpcs"), None),
        (Unread("NotFound", "arn:aws:s3:::lost"), None),
    ],
)
def test_a_denied_call_names_the_action_that_would_allow_it(
    unread: Unread, expected: str | None
) -> None:
    assert permission(unread) == expected
