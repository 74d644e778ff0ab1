"""Collection of IAM: facts from its responses, and the number of calls."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.domain.check import Check
from posture.domain.verdict import VerdictStatus
from tests.emulator.faults import Endpoint, error
from tests.emulator.recorded import Body, Recording, recorded
from tests.integration.collectors.aws.engine import Outcome, run
from tests.integration.collectors.aws.iam_answers import HERE, answer

pytestmark = pytest.mark.anyio

CHECKS = [one for one in checks(CLOUDS) if one.service == "iam"]


def failed(outcome: Outcome, resource: str, *, of: str = "") -> set[str]:
    """Return the short names of the checks that a resource failed, those of one kind or all."""
    return {
        check_id.removeprefix("aws_iam_").removeprefix(of)
        for (check_id, resource_id), one in outcome.verdicts.items()
        if resource_id == HERE + resource
        and one.status is VerdictStatus.FAIL
        and check_id.startswith(f"aws_iam_{of}")
    }


def only(name: str) -> list[Check[Any]]:
    return [one for one in CHECKS if one.id == f"aws_iam_{name}"]


WHOLESALE = {"service_wildcards_absent"}
ROOT_FAILURES = {"hardware_mfa_enabled", "access_keys_absent", "unused"}
EVERYTHING = {
    "bedrock_full_access_absent",
    "cloudtrail_full_access_absent",
    "decryption_limited",
    "kms_full_access_absent",
    "marketplace_subscription_limited",
    "model_invocation_limited",
    "privilege_escalation_absent",
    "role_assumption_limited",
    "sagemaker_full_access_absent",
    "secret_reads_limited",
}
POLICIES = {
    "deploy-artifacts": set(),
    "own-keys-only": set(),
    "anyones-keys": {"privilege_escalation_absent"},
    "policy-writers": {"privilege_escalation_absent"},
    "all-but-iam": {*EVERYTHING, "grants_named"},
    "ops-break-glass": {
        *EVERYTHING,
        *WHOLESALE,
        "administration_not_granted",
        "pass_role_limited",
    },
    "admin-who-may-not-leave": {
        *EVERYTHING,
        *WHOLESALE,
        "administration_not_granted",
        "pass_role_limited",
    },
    "deploy-any-role": {"privilege_escalation_absent", "pass_role_limited"},
    "deploy-for-lambda": {"privilege_escalation_absent"},
    "deploy-for-ecs": set(),
    "deploy-one-role": set(),
    "shell-on-every-instance": {"privilege_escalation_absent"},
    "assume-anything": {"role_assumption_limited"},
    "assume-deployers": set(),
    "trail-owners": {"cloudtrail_full_access_absent", *WHOLESALE},
    "trail-readers": set(),
    "trail-owners-who-cannot-stop-it": WHOLESALE,
    "key-owners": {"kms_full_access_absent", "decryption_limited", *WHOLESALE},
    "key-users": {"decryption_limited"},
    "users-of-one-key": WHOLESALE,
    "secret-readers": {"secret_reads_limited"},
    "readers-of-own-parameters": set(),
    "buyers": {"marketplace_subscription_limited"},
    "window-shoppers": set(),
    "ai-everything": {
        "bedrock_full_access_absent",
        "model_invocation_limited",
        "privilege_escalation_absent",
        "sagemaker_full_access_absent",
        *WHOLESALE,
    },
    "any-model": {"model_invocation_limited"},
    "one-model": set(),
    "any-agents-identity": {"agent_identity_limited"},
    "own-agents-identity": set(),
    "agent-builders": {"agent_role_passing_limited", "pass_role_limited"},
    "agent-builders-with-one-role": set(),
}
ROLES = {
    "trail-delivery": set(),
    "model-import": set(),
    "anyones-jobs": {"service_trust_source_limited"},
    "app-server": {"service_trust_source_limited"},
    "auditor": {"cross_account_read_limited"},
    "organization-wide": set(),
    "open-invitation": {"trust_not_public", "cross_account_read_limited"},
    "partner-integration": {"cross_account_external_id_required", "cross_account_read_limited"},
    "public-with-external-id": {"trust_not_public"},
    "vendor-with-any-external-id": {"cross_account_external_id_required"},
    "vendor-with-mfa": {"cross_account_external_id_required"},
    "pipeline-of-anybody": {"ci_subject_limited"},
    "pipeline-of-any-acme": {"ci_subject_limited"},
    "pipeline-of-acme": set(),
    "any-pod": {"cluster_service_account_limited"},
    "shop-pod": set(),
    "users-of-any-pool": {"identity_pool_limited"},
    "users-of-our-pool": set(),
    "staff": set(),
    "staff-of-any-application": {"saml_audience_limited"},
    "sagemaker-notebooks": {"service_trust_source_limited", "ai_service_least_privilege"},
    "aws-service-role/elasticache.amazonaws.com/AWSServiceRoleForElastiCache": set(),
}
OTHERS = {
    "root": {f"root_{name}" for name in ROOT_FAILURES},
    "password-policy": {
        "password_policy_maximum_age_limited",
        "password_policy_minimum_length_sufficient",
        "password_policy_reuse_prevented",
        "password_policy_symbols_required",
        "password_policy_uppercase_required",
    },
    "account": {"account_security_audit_role_present", "account_support_role_present"},
    "server-certificate/old-shop": {"server_certificate_not_expired"},
    "saml-provider/corporate": set(),
    "user/alice.admin": {"user_hardware_mfa_enabled"},
    "user/bob.contractor": {"user_console_mfa_enabled", "user_hardware_mfa_enabled"},
    "user/carol.former-cto": {
        "principal_administrator_access_not_attached",
        "user_console_mfa_enabled",
        "user_hardware_mfa_enabled",
        "user_policies_through_groups",
    },
    "user/ci-deployer": {
        "policy_pass_role_limited",
        "policy_privilege_escalation_absent",
        "policy_service_wildcards_absent",
        "user_policies_through_groups",
        "user_single_active_access_key",
    },
    "user/backup-agent": set(),
    "group/administrators": {"principal_administrator_access_not_attached"},
    "group/night-shift": {
        "principal_administrator_access_not_attached",
        "group_administrators_mfa_enabled",
    },
    "group/developers": set(),
    "group/cloudshell-users": {"principal_cloudshell_full_access_not_attached"},
    "group/data-scientists": {"principal_ai_full_access_not_attached"},
    "group/identity-team": {"principal_iam_full_access_not_attached"},
    "group/nobody-left": {"group_used"},
    "role/model-import": {f"policy_{name}" for name in POLICIES["ops-break-glass"]},
}
INLINE = {"trail-delivery": set(), "shop-pod": POLICIES["key-owners"]}


async def test_all_assets_are_evaluated_with_nineteen_calls(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS)
    for name, expected in POLICIES.items():
        assert failed(outcome, f"policy/{name}", of="policy_") == expected, name
    for name, expected in ROLES.items():
        assert failed(outcome, f"role/{name}", of="role_") == expected, name
    for name, expected in INLINE.items():
        assert failed(outcome, f"role/{name}", of="policy_") == expected, name
    for resource, expected in OTHERS.items():
        assert failed(outcome, resource) == expected, resource
    assert outcome.reads.coverage == 1
    assert cloud.calls == {
        "sts:GetCallerIdentity": 1,
        "iam:GetAccountAuthorizationDetails": 5,
        "iam:GetAccountSummary": 1,
        "iam:GetAccountPasswordPolicy": 1,
        "iam:GenerateCredentialReport": 1,
        "iam:GetCredentialReport": 1,
        "iam:ListVirtualMFADevices": 1,
        "iam:ListEntitiesForPolicy": 2,
        "iam:ListOpenIDConnectProviders": 1,
        "iam:ListOrganizationsFeatures": 1,
        "iam:ListRoles": 1,
        "iam:ListSAMLProviders": 1,
        "iam:ListServerCertificates": 1,
    }


@pytest.mark.parametrize(
    ("resource", "calls"),
    [
        ("policy/key-owners", {"iam:GetPolicy": 1, "iam:GetPolicyVersion": 1}),
        ("role/app-server", {"iam:GetAccountAuthorizationDetails": 1, "iam:ListRoles": 1}),
        ("password-policy", {"iam:GetAccountPasswordPolicy": 1}),
        (
            "user/alice.admin",
            {
                # Of users, of groups, and of the policies that these have.
                "iam:GetAccountAuthorizationDetails": 3,
                "iam:GenerateCredentialReport": 1,
                "iam:GetCredentialReport": 1,
                "iam:ListVirtualMFADevices": 1,
            },
        ),
    ],
)
async def test_one_named_asset_needs_only_its_own_calls(
    resource: str, calls: dict[str, int], cloud: Endpoint
) -> None:
    outcome = await run(cloud.url, CHECKS, resource_ids=[HERE + resource])
    assert {found for _, found in outcome.verdicts} == {HERE + resource}
    assert cloud.calls - Counter(["sts:GetCallerIdentity"]) == calls


@pytest.mark.parametrize(
    ("check", "calls"),
    [
        ("principal_administrator_access_not_attached", {"iam:GetAccountAuthorizationDetails": 3}),
        ("policy_kms_full_access_absent", {"iam:GetAccountAuthorizationDetails": 4}),
        ("role_trust_not_public", {"iam:GetAccountAuthorizationDetails": 1}),
        ("root_mfa_enabled", {"iam:GetAccountSummary": 1}),
        ("account_support_role_present", {"iam:ListEntitiesForPolicy": 1}),
        (
            "user_console_mfa_enabled",
            {
                "iam:GetAccountAuthorizationDetails": 1,
                "iam:GenerateCredentialReport": 1,
                "iam:GetCredentialReport": 1,
            },
        ),
    ],
)
async def test_one_check_makes_only_the_calls_it_needs(
    check: str, calls: dict[str, int], cloud: Endpoint
) -> None:
    chosen = only(check)
    await run(cloud.url, chosen)
    assert cloud.calls - Counter(["sts:GetCallerIdentity"]) == calls


FEATURES = "iam:ListOrganizationsFeatures"
MANAGED = answer(
    "ListOrganizationsFeatures",
    "<OrganizationId>o-abc123</OrganizationId><EnabledFeatures>"
    "<member>RootSessions</member><member>RootCredentialsManagement</member></EnabledFeatures>",
)
UNMANAGED = answer("ListOrganizationsFeatures", "<OrganizationId>o-abc123</OrganizationId>")


@pytest.mark.parametrize(
    ("recording", "status"),
    [
        (lambda: MANAGED, "pass"),
        (lambda: UNMANAGED, "fail"),
        (lambda: error(FEATURES, "ServiceAccessNotEnabledException", 400), "fail"),
        (lambda: error(FEATURES, "OrganizationNotFoundException", 404), "not_applicable"),
        (
            lambda: error(FEATURES, "AccountNotManagementOrDelegatedAdministratorException", 400),
            "not_applicable",
        ),
        (lambda: error(FEATURES, "AccessDenied", 403), "unknown"),
    ],
)
async def test_central_management_of_root_users_is_read(
    recording: Callable[[], Body], status: str
) -> None:
    chosen = only("account_root_credentials_managed")
    async with recorded({FEATURES: lambda _asked: recording()}) as cloud:
        outcome = await run(cloud.url, chosen)
    assert [one.status for one in outcome.verdicts.values()] == [status]


async def test_without_a_password_policy_the_default_of_aws_applies() -> None:
    call = "iam:GetAccountPasswordPolicy"
    chosen = [one for one in CHECKS if one.id.startswith("aws_iam_password_policy_")]
    async with recorded({call: lambda _asked: error(call, "NoSuchEntity", 404)}) as cloud:
        outcome = await run(cloud.url, chosen)
        assert cloud.calls == {call: 1}
    assert len(failed(outcome, "password-policy")) == len(chosen)
    message = "aws_iam_password_policy_minimum_length_sufficient", f"{HERE}password-policy"
    assert outcome.verdicts[message].message == "The minimum length is 8 characters."


async def test_expired_certificates_and_providers_fail() -> None:
    def ends(days: int) -> str:
        return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"

    certificates = "".join(
        f"<member><Path>/</Path><ServerCertificateName>{name}</ServerCertificateName>"
        f"<ServerCertificateId>ASCA{name}</ServerCertificateId>"
        f"<Arn>{HERE}server-certificate/{name}</Arn><Expiration>{ends(days)}</Expiration></member>"
        for name, days in (("new", 20), ("old", -20))
    )
    providers = "".join(
        f"<member><Arn>{HERE}saml-provider/{name}</Arn>{valid}</member>"
        for name, valid in (
            ("new", f"<ValidUntil>{ends(20)}</ValidUntil>"),
            ("old", f"<ValidUntil>{ends(-20)}</ValidUntil>"),
            ("endless", ""),
        )
    )
    answers: dict[str, Recording] = {
        "iam:ListServerCertificates": answer(
            "ListServerCertificates",
            "<IsTruncated>false</IsTruncated>"
            f"<ServerCertificateMetadataList>{certificates}</ServerCertificateMetadataList>",
        ),
        "iam:ListSAMLProviders": answer(
            "ListSAMLProviders", f"<SAMLProviderList>{providers}</SAMLProviderList>"
        ),
    }
    chosen = [one for one in CHECKS if one.id.endswith(("_not_expired", "_metadata_current"))]
    async with recorded(answers) as cloud:
        outcome = await run(cloud.url, chosen)
    found = {
        resource.removeprefix(HERE): str(one.status)
        for (_, resource), one in outcome.verdicts.items()
    }
    assert found == {
        "server-certificate/new": "pass",
        "server-certificate/old": "fail",
        "saml-provider/new": "pass",
        "saml-provider/old": "fail",
        "saml-provider/endless": "pass",
    }
