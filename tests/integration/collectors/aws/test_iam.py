"""Collection of IAM: facts from its responses, and the number of calls."""

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.domain.check import Check
from posture.domain.verdict import VerdictStatus
from tests.emulator.account.account import ACCOUNT_ID
from tests.emulator.faults import Endpoint, error
from tests.emulator.recorded import Body, ReceivedCall, Recording, recorded
from tests.integration.collectors.aws.engine import Outcome, run

pytestmark = pytest.mark.anyio

CHECKS = [one for one in checks(CLOUDS) if one.service == "iam"]
HERE = f"arn:aws:iam::{ACCOUNT_ID}:"


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


def answer(operation: str, members: str) -> str:
    """Return a response in the format of IAM."""
    return (
        f'<{operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/">'
        f"<{operation}Result>{members}</{operation}Result></{operation}Response>"
    )


def days_ago(days: int) -> str:
    return f"{datetime.now(UTC) - timedelta(days=days, hours=1):%Y-%m-%dT%H:%M:%S+00:00}"


HEADER = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
    "password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
    "access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
    "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
    "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)


def report(*rows: dict[str, str]) -> str:
    lines = [",".join(row.get(column, "N/A") for column in HEADER.split(",")) for row in rows]
    content = "\n".join([HEADER, *lines]).encode()
    encoded = b64encode(content).decode()
    return answer(
        "GetCredentialReport",
        f"<Content>{encoded}</Content><ReportFormat>text/csv</ReportFormat>"
        f"<GeneratedTime>{days_ago(0)}</GeneratedTime>",
    )


def user(name: str, **row: str) -> dict[str, str]:
    off = {"password_enabled": "false", "mfa_active": "false"}
    return {"user": name, "arn": f"{HERE}user/{name}"} | off | row


STARTED = answer("GenerateCredentialReport", "<State>STARTED</State>")
DETAILS = "iam:GetAccountAuthorizationDetails"
REPORT = "iam:GetCredentialReport"


def user_detail(name: str, *more: str) -> str:
    members = "".join(more)
    for one in ("GroupList", "AttachedManagedPolicies"):
        members += "" if f"<{one}>" in members else f"<{one}/>"
    return (
        f"<member><Path>/</Path><UserName>{name}</UserName><UserId>AIDA{name}</UserId>"
        f"<Arn>{HERE}user/{name}</Arn><CreateDate>2020-01-01T00:00:00Z</CreateDate>"
        f"{members}</member>"
    )


def details(kind: str, *members: str, marker: str = "") -> str:
    more = f"<IsTruncated>{str(bool(marker)).lower()}</IsTruncated>"
    return answer(
        "GetAccountAuthorizationDetails",
        f"{more}{f'<Marker>{marker}</Marker>' if marker else ''}"
        f"<{kind}>{''.join(members)}</{kind}>",
    )


def users(*rows: dict[str, str], named: str = "ann") -> dict[str, Recording]:
    return {
        DETAILS: details("UserDetailList", user_detail(named)),
        "iam:GenerateCredentialReport": STARTED,
        REPORT: report(*rows),
        "iam:ListVirtualMFADevices": answer(
            "ListVirtualMFADevices",
            "<IsTruncated>false</IsTruncated><VirtualMFADevices/>",
        ),
    }


USER_CHECKS = [one for one in CHECKS if one.id.startswith("aws_iam_user_")]
ANN = user(
    "ann",
    password_enabled="true",
    password_last_used="no_information",
    password_last_changed=days_ago(60),
    mfa_active="true",
    access_key_1_active="true",
    access_key_1_last_rotated=days_ago(400),
    access_key_1_last_used_date=days_ago(50),
    access_key_2_active="false",
    access_key_2_last_rotated=days_ago(800),
    cert_2_active="true",
)


async def test_ages_of_credentials_are_read_from_the_report() -> None:
    async with recorded(users(ANN)) as cloud:
        outcome = await run(cloud.url, USER_CHECKS)
    assert failed(outcome, "user/ann", of="user_") == {
        "access_keys_rotated",
        "access_keys_used",
        "console_password_used",
        "signing_certificates_absent",
        "temporary_credentials_preferred",
    }
    messages = {check_id: one.message for (check_id, _), one in outcome.verdicts.items()}
    assert messages["aws_iam_user_access_keys_rotated"] == "Access key 1 is 400 days old."
    assert messages["aws_iam_user_access_keys_used"] == "Unused: key 1 for 50 days."


async def test_a_report_that_is_not_ready_is_polled() -> None:
    pending = [error(REPORT, "ReportInProgress", 404), error(REPORT, "ReportNotPresent", 410)]
    ready = report(ANN)
    answers: dict[str, Recording] = users(ANN)
    answers[REPORT] = lambda _asked: pending.pop() if pending else ready
    async with recorded(answers) as cloud:
        outcome = await run(cloud.url, USER_CHECKS)
        assert cloud.calls["iam:GenerateCredentialReport"] == 1
        assert cloud.calls[REPORT] == 3
    assert outcome.reads.coverage == 1


async def test_a_user_younger_than_the_report_is_unknown() -> None:
    async with recorded(users(ANN, named="bob")) as cloud:
        outcome = await run(cloud.url, USER_CHECKS)
    verdict = outcome.verdicts["aws_iam_user_console_mfa_enabled", f"{HERE}user/bob"]
    assert (verdict.status, verdict.message) == (
        VerdictStatus.UNKNOWN,
        "NotInReport: iam:GetCredentialReport",
    )
    assert outcome.reads.coverage < 1


async def test_a_malformed_report_is_unknown() -> None:
    answers = users()
    answers[REPORT] = answer("GetCredentialReport", "<Content>bm90IGEgcmVwb3J0Cng=</Content>")
    async with recorded(answers) as cloud:
        outcome = await run(cloud.url, USER_CHECKS)
    verdict = outcome.verdicts["aws_iam_user_console_mfa_enabled", f"{HERE}user/ann"]
    assert verdict.message == "MalformedAnswer: iam:GetCredentialReport"


def role_detail(name: str, *, used: str = "", **documents: object) -> str:
    trust = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}
    inline = "".join(
        f"<member><PolicyName>{one}</PolicyName>"
        f"<PolicyDocument>{quote(json.dumps(document), safe='')}</PolicyDocument></member>"
        for one, document in documents.items()
    )
    return (
        f"<member><Path>/</Path><RoleName>{name}</RoleName><RoleId>AROA{name}</RoleId>"
        f"<Arn>{HERE}role/{name}</Arn><CreateDate>2020-01-01T00:00:00Z</CreateDate>"
        f"<AssumeRolePolicyDocument>{quote(json.dumps(trust), safe='')}"
        f"</AssumeRolePolicyDocument><RolePolicyList>{inline}</RolePolicyList>"
        "<AttachedManagedPolicies><member><PolicyName>AdministratorAccess</PolicyName>"
        "<PolicyArn>arn:aws:iam::aws:policy/AdministratorAccess</PolicyArn></member>"
        f"</AttachedManagedPolicies><RoleLastUsed>{used}</RoleLastUsed></member>"
    )


def paged(received: ReceivedCall) -> Body:
    if received.members["Filter.member.1"] != "Role":
        return details("UserDetailList")
    if received.members.get("Marker") == "page-2":
        return details("RoleDetailList", role_detail("second"))
    used = f"<LastUsedDate>{days_ago(3)}</LastUsedDate><Region>eu-west-1</Region>"
    everything = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    return details(
        "RoleDetailList", role_detail("first", used=used, all=everything), marker="page-2"
    )


async def test_roles_come_in_pages_with_their_documents_encoded() -> None:
    hours = "".join(
        f"<member><Arn>{HERE}role/{name}</Arn><MaxSessionDuration>{seconds}</MaxSessionDuration>"
        "</member>"
        for name, seconds in (("first", 43200), ("second", 14400))
    )
    answers: dict[str, Recording] = {
        DETAILS: paged,
        "iam:ListRoles": answer(
            "ListRoles", f"<IsTruncated>false</IsTruncated><Roles>{hours}</Roles>"
        ),
    }
    names = ("role_trust_not_public", "role_used", "role_administrator_session_limited")
    chosen = [
        one
        for one in CHECKS
        if one.id.removeprefix("aws_iam_") in {*names, "policy_administration_not_granted"}
    ]
    async with recorded(answers) as cloud:
        outcome = await run(
            cloud.url, chosen, resource_ids=[f"{HERE}role/first", f"{HERE}role/second"]
        )
        assert cloud.calls == {DETAILS: 2, "iam:ListRoles": 1}
        assert {one.members.get("MaxItems") for one in cloud.received} == {"1000"}
    assert failed(outcome, "role/first") == {
        "policy_administration_not_granted",
        "role_administrator_session_limited",
        "role_trust_not_public",
    }
    assert failed(outcome, "role/second") == {"role_trust_not_public", "role_used"}


async def test_a_search_stops_at_the_page_that_has_the_last_named_asset() -> None:
    async with recorded({DETAILS: paged}) as cloud:
        chosen = only("role_used")
        await run(cloud.url, chosen, resource_ids=[f"{HERE}role/first"])
        assert cloud.calls == {DETAILS: 1}


async def test_a_page_that_cannot_be_read_leaves_its_roles_unlisted() -> None:
    def half(received: ReceivedCall) -> Body:
        return error(DETAILS, "AccessDenied") if received.members.get("Marker") else paged(received)

    async with recorded({DETAILS: half}) as cloud:
        chosen = only("role_used")
        outcome = await run(cloud.url, chosen)
    assert [(one.asset_type.__name__, str(one.unread)) for one in outcome.unlisted] == [
        ("IamRole", f"AccessDenied: {DETAILS}")
    ]
    assert outcome.verdicts["aws_iam_role_used", f"{HERE}role/first"].status == "pass"
    assert outcome.reads.coverage < 1


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


async def test_a_deleted_policy_is_not_an_asset() -> None:
    call = "iam:GetPolicy"
    chosen = only("policy_grants_named")
    async with recorded({call: lambda _asked: error(call, "NoSuchEntity", 404)}) as cloud:
        outcome = await run(
            cloud.url,
            chosen,
            resource_ids=[f"{HERE}policy/gone", "arn:aws:iam::aws:policy/AdministratorAccess"],
        )
        assert cloud.calls == {call: 1}
    assert not outcome.verdicts
    assert outcome.reads.coverage == 1


def encoded(effect: str, action: str) -> str:
    statement = {"Effect": effect, "Action": action, "Resource": "*"}
    return quote(json.dumps({"Statement": statement}))


def inline(key: str, effect: str, action: str) -> str:
    document = f"<PolicyDocument>{encoded(effect, action)}</PolicyDocument>"
    return f"<{key}><member><PolicyName>p</PolicyName>{document}</member></{key}>"


def attached(*names: str) -> str:
    members = (
        f"<member><PolicyName>{one}</PolicyName><PolicyArn>{HERE}policy/{one}</PolicyArn></member>"
        for one in names
    )
    return f"<AttachedManagedPolicies>{''.join(members)}</AttachedManagedPolicies>"


def managed(name: str, action: str) -> str:
    version = (
        f"<member><Document>{encoded('Allow', action)}</Document><VersionId>v1</VersionId>"
        "<IsDefaultVersion>true</IsDefaultVersion></member>"
    )
    return (
        f"<member><PolicyName>{name}</PolicyName><Arn>{HERE}policy/{name}</Arn>"
        f"<PolicyVersionList>{version}</PolicyVersionList></member>"
    )


HOLDERS = {
    "two-managed": (attached("pass", "run"),),
    "by-group": (
        inline("UserPolicyList", "Allow", "iam:PassRole"),
        "<GroupList><member>runners</member></GroupList>",
    ),
    "denied-by-group": (
        inline("UserPolicyList", "Allow", "iam:CreateAccessKey"),
        "<GroupList><member>careful</member></GroupList>",
    ),
    "bounded": (
        inline("UserPolicyList", "Allow", "iam:CreateAccessKey"),
        (
            "<PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType>"
            f"<PermissionsBoundaryArn>{HERE}policy/run</PermissionsBoundaryArn></PermissionsBoundary>"
        ),
    ),
    "unbounded": (inline("UserPolicyList", "Allow", "iam:CreateAccessKey"),),
}


def group_detail(name: str, *more: str) -> str:
    members = "".join(more)
    for one in ("GroupPolicyList", "AttachedManagedPolicies"):
        members += "" if f"<{one}>" in members else f"<{one}/>"
    return (
        f"<member><Path>/</Path><GroupName>{name}</GroupName><Arn>{HERE}group/{name}</Arn>"
        f"{members}</member>"
    )


async def test_a_principal_has_all_its_policies_within_its_boundary() -> None:
    listings = {
        "User": details(
            "UserDetailList", *(user_detail(one, *more) for one, more in HOLDERS.items())
        ),
        "Group": details(
            "GroupDetailList",
            group_detail("runners", attached("run")),
            group_detail("careful", inline("GroupPolicyList", "Deny", "iam:*")),
        ),
        "Role": details("RoleDetailList"),
        "LocalManagedPolicy": details(
            "Policies", managed("pass", "iam:PassRole"), managed("run", "ec2:RunInstances")
        ),
    }
    async with recorded(
        {DETAILS: lambda received: listings[received.members["Filter.member.1"]]}
    ) as cloud:
        outcome = await run(cloud.url, only("policy_privilege_escalation_absent"))
        assert cloud.calls == {DETAILS: 4}
    failing = {
        resource_id.removeprefix(HERE)
        for (_, resource_id), one in outcome.verdicts.items()
        if one.status is VerdictStatus.FAIL
    }
    assert failing == {"user/two-managed", "user/by-group", "user/unbounded"}
