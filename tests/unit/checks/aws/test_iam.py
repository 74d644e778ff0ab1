"""What the rules about an account's users, groups, root user and settings say of each state."""

from types import ModuleType
from typing import Any

import pytest

from posture.checks.aws import (
    iam_account,
    iam_password_policy,
    iam_principal,
    iam_root,
    iam_user,
)
from posture.domain.asset import Asset
from posture.domain.aws.assets.iam import (
    AccessKey,
    Credentials,
    Document,
    IamAccount,
    IamGroup,
    IamPasswordPolicy,
    IamRoot,
    IamSamlProvider,
    IamServerCertificate,
    IamUser,
    PasswordRules,
    RootSummary,
)
from posture.domain.aws.policy import policy
from posture.domain.check import Check
from posture.domain.evidence import Unread
from posture.domain.verdict import VerdictStatus

PASS, FAIL, UNKNOWN, NOT_APPLICABLE = VerdictStatus
DENIED = Unread("AccessDenied", "iam:GetCredentialReport")
AWS_POLICY = "arn:aws:iam::aws:policy/"
INLINE = Document("inline", policy({"Statement": []}))
ADMINISTRATORS: dict[str, Any] = {"attached": (f"{AWS_POLICY}AdministratorAccess",)}
MODULES = (iam_account, iam_password_policy, iam_principal, iam_root, iam_user)


Facts = dict[str, Any]
Cases = list[tuple[str, Facts, VerdictStatus]]


def key(number: int, age_days: int, idle_days: int | None, *, active: bool = True) -> AccessKey:
    return AccessKey(number, active, age_days, idle_days)


def at(resource: str) -> Facts:
    return {"resource_id": f"arn:aws:iam::123456789012:{resource}", "region": "us-east-1"}


def root(**changed: Any) -> IamRoot:  # noqa: ANN401  # facts of every type
    facts: dict[str, Any] = {
        "summary": summary()["summary"],
        "credentials": Credentials(password_enabled=True, mfa_active=True),
        "virtual_mfa": False,
    }
    return IamRoot(**at("root"), **facts | changed)


def summary(**changed: bool) -> Facts:
    facts = {"password": True, "mfa": True, "access_keys": False, "certificates": False}
    return {"summary": RootSummary(**facts | changed)}


NO_ROOT_CREDENTIALS = summary(password=False, mfa=False)
ROOT_CASES: Cases = [
    ("mfa_enabled", {}, PASS),
    ("mfa_enabled", summary(mfa=False), FAIL),
    ("mfa_enabled", summary(mfa=False, password=False, access_keys=True), FAIL),
    ("mfa_enabled", NO_ROOT_CREDENTIALS, NOT_APPLICABLE),
    ("mfa_enabled", {"summary": DENIED}, UNKNOWN),
    ("hardware_mfa_enabled", {}, PASS),
    ("hardware_mfa_enabled", {"virtual_mfa": True}, FAIL),
    ("hardware_mfa_enabled", summary(mfa=False) | {"virtual_mfa": DENIED}, FAIL),
    ("hardware_mfa_enabled", NO_ROOT_CREDENTIALS, NOT_APPLICABLE),
    ("hardware_mfa_enabled", {"virtual_mfa": DENIED}, UNKNOWN),
    ("access_keys_absent", {}, PASS),
    ("access_keys_absent", summary(access_keys=True), FAIL),
    ("access_keys_absent", {"summary": DENIED}, UNKNOWN),
    ("signing_certificates_absent", {}, PASS),
    ("signing_certificates_absent", summary(certificates=True), FAIL),
    ("signing_certificates_absent", {"summary": DENIED}, UNKNOWN),
    ("unused", {}, PASS),
    ("unused", {"credentials": Credentials(password_idle_days=2)}, PASS),
    ("unused", {"credentials": Credentials(password_idle_days=1)}, FAIL),
    ("unused", {"credentials": Credentials(keys=(key(1, 900, 0),))}, FAIL),
    (
        "unused",
        {"credentials": Credentials(password_idle_days=400, keys=(key(2, 9, 1),))},
        FAIL,
    ),
    ("unused", {"credentials": Credentials(keys=(key(1, 900, None),))}, PASS),
    ("unused", {"credentials": DENIED}, UNKNOWN),
]


def account(**changed: Any) -> IamAccount:  # noqa: ANN401  # as above
    facts: dict[str, Any] = {
        "support_roles": ("support",),
        "audit_roles": ("audit",),
        "saml_providers": ("corporate",),
        "organization_features": frozenset({"RootCredentialsManagement"}),
    }
    return IamAccount(**at("account"), **facts | changed)


ACCOUNT_CASES: Cases = [
    ("support_role_present", {}, PASS),
    ("support_role_present", {"support_roles": ()}, FAIL),
    ("support_role_present", {"support_roles": DENIED}, UNKNOWN),
    ("security_audit_role_present", {}, PASS),
    ("security_audit_role_present", {"audit_roles": ()}, FAIL),
    ("security_audit_role_present", {"audit_roles": DENIED}, UNKNOWN),
    ("sign_in_federated", {}, PASS),
    ("sign_in_federated", {"saml_providers": ()}, FAIL),
    ("sign_in_federated", {"saml_providers": DENIED}, UNKNOWN),
    ("root_credentials_managed", {}, PASS),
    ("root_credentials_managed", {"organization_features": frozenset()}, FAIL),
    ("root_credentials_managed", {"organization_features": frozenset({"RootSessions"})}, FAIL),
    ("root_credentials_managed", {"organization_features": None}, NOT_APPLICABLE),
    ("root_credentials_managed", {"organization_features": DENIED}, UNKNOWN),
]


def certificate(days_left: int) -> IamServerCertificate:
    return IamServerCertificate(**at("server-certificate/web"), days_left=days_left)


def saml_provider(days_left: int | None) -> IamSamlProvider:
    return IamSamlProvider(**at("saml-provider/corporate"), days_left=days_left)


PROVIDER_CASES: list[tuple[str, Asset, VerdictStatus]] = [
    ("server_certificate_not_expired", certificate(90), PASS),
    ("server_certificate_not_expired", certificate(0), PASS),
    ("server_certificate_not_expired", certificate(-1), FAIL),
    ("saml_provider_metadata_current", saml_provider(90), PASS),
    ("saml_provider_metadata_current", saml_provider(None), PASS),
    ("saml_provider_metadata_current", saml_provider(-1), FAIL),
]

STRICT = PasswordRules(
    minimum_length=14,
    symbols=True,
    numbers=True,
    uppercase=True,
    lowercase=True,
    maximum_age_days=90,
    remembered_count=24,
)


def rules(**changed: Any) -> IamPasswordPolicy:  # noqa: ANN401  # as above
    facts = {name: getattr(STRICT, name) for name in PasswordRules.__slots__}
    return IamPasswordPolicy(**at("password-policy"), rules=PasswordRules(**facts | changed))


PASSWORD_CASES: list[tuple[str, Asset, VerdictStatus]] = [
    ("minimum_length_sufficient", rules(), PASS),
    ("minimum_length_sufficient", rules(minimum_length=13), FAIL),
    ("symbols_required", rules(), PASS),
    ("symbols_required", rules(symbols=False), FAIL),
    ("numbers_required", rules(), PASS),
    ("numbers_required", rules(numbers=False), FAIL),
    ("uppercase_required", rules(), PASS),
    ("uppercase_required", rules(uppercase=False), FAIL),
    ("lowercase_required", rules(), PASS),
    ("lowercase_required", rules(lowercase=False), FAIL),
    ("maximum_age_limited", rules(), PASS),
    ("maximum_age_limited", rules(maximum_age_days=91), FAIL),
    ("maximum_age_limited", rules(maximum_age_days=None), FAIL),
    ("reuse_prevented", rules(), PASS),
    ("reuse_prevented", rules(remembered_count=23), FAIL),
]


def user(**changed: Any) -> IamUser:  # noqa: ANN401  # as above
    facts: dict[str, Any] = {
        "attached": (),
        "documents": (),
        "credentials": Credentials(),
        "virtual_mfa": False,
    }
    return IamUser(**at("user/ann"), **facts | changed)


def signing_in(**changed: Any) -> Facts:  # noqa: ANN401  # as above
    facts: dict[str, Any] = {
        "password_enabled": True,
        "password_age_days": 200,
        "password_idle_days": 3,
        "mfa_active": True,
    }
    return {"credentials": Credentials(**facts | changed)}


def with_keys(*keys: AccessKey, **more: Any) -> Facts:  # noqa: ANN401  # as above
    return {"credentials": Credentials(keys=keys, **more)}


FRESH = key(1, 90, 45)
OFF = key(1, 900, None, active=False)
OLD = key(2, 91, 1)
IDLE = key(2, 80, 46)
NEVER_USED = key(2, 46, None)
JUST_MADE = key(2, 1, None)
USER_CASES: Cases = [
    ("console_mfa_enabled", {}, PASS),
    ("console_mfa_enabled", signing_in(), PASS),
    ("console_mfa_enabled", signing_in(mfa_active=False), FAIL),
    ("console_mfa_enabled", {"credentials": DENIED}, UNKNOWN),
    ("hardware_mfa_enabled", signing_in(), PASS),
    ("hardware_mfa_enabled", signing_in() | {"virtual_mfa": True}, FAIL),
    ("hardware_mfa_enabled", signing_in(mfa_active=False), FAIL),
    ("hardware_mfa_enabled", {}, NOT_APPLICABLE),
    ("hardware_mfa_enabled", signing_in() | {"virtual_mfa": DENIED}, UNKNOWN),
    ("console_password_used", {}, PASS),
    ("console_password_used", signing_in(password_idle_days=45), PASS),
    ("console_password_used", signing_in(password_idle_days=46), FAIL),
    ("console_password_used", signing_in(password_idle_days=None), FAIL),
    ("console_password_used", signing_in(password_idle_days=None, password_age_days=45), PASS),
    ("console_password_used", signing_in(password_idle_days=99, password_age_days=3), PASS),
    ("console_password_used", {"credentials": DENIED}, UNKNOWN),
    ("access_keys_rotated", with_keys(FRESH), PASS),
    ("access_keys_rotated", with_keys(OFF), PASS),
    ("access_keys_rotated", with_keys(FRESH, OLD), FAIL),
    ("access_keys_rotated", {"credentials": DENIED}, UNKNOWN),
    ("access_keys_used", with_keys(FRESH, OFF), PASS),
    ("access_keys_used", with_keys(FRESH, IDLE), FAIL),
    ("access_keys_used", with_keys(NEVER_USED), FAIL),
    ("access_keys_used", with_keys(JUST_MADE), PASS),
    ("access_keys_used", {"credentials": DENIED}, UNKNOWN),
    ("single_active_access_key", with_keys(FRESH, OFF), PASS),
    ("single_active_access_key", with_keys(FRESH, OLD), FAIL),
    ("single_active_access_key", {"credentials": DENIED}, UNKNOWN),
    ("policies_through_groups", {}, PASS),
    ("policies_through_groups", {"attached": ("arn:aws:iam::1:policy/own",)}, FAIL),
    ("policies_through_groups", {"documents": (INLINE,)}, FAIL),
    ("temporary_credentials_preferred", {}, PASS),
    ("temporary_credentials_preferred", with_keys(JUST_MADE, OFF), PASS),
    ("temporary_credentials_preferred", with_keys(FRESH), FAIL),
    ("temporary_credentials_preferred", {"credentials": DENIED}, UNKNOWN),
    ("initial_access_keys_absent", with_keys(NEVER_USED), PASS),
    ("initial_access_keys_absent", with_keys(FRESH, password_enabled=True), PASS),
    ("initial_access_keys_absent", with_keys(OFF, password_enabled=True), PASS),
    ("initial_access_keys_absent", with_keys(NEVER_USED, password_enabled=True), FAIL),
    ("initial_access_keys_absent", {"credentials": DENIED}, UNKNOWN),
    ("signing_certificates_absent", {}, PASS),
    ("signing_certificates_absent", {"credentials": Credentials(certificate_count=1)}, FAIL),
    ("signing_certificates_absent", {"credentials": DENIED}, UNKNOWN),
]


def group(**changed: Any) -> IamGroup:  # noqa: ANN401  # as above
    facts: dict[str, Any] = {
        "attached": ("arn:aws:iam::1:policy/own",),
        "documents": (),
        "members": ("ann",),
        "members_without_mfa": (),
    }
    return IamGroup(**at("group/staff"), **facts | changed)


def attached(*names: str) -> Facts:
    return {"attached": tuple(AWS_POLICY + name for name in names)}


GROUP_CASES: Cases = [
    ("principal_administrator_access_not_attached", {}, PASS),
    ("principal_administrator_access_not_attached", ADMINISTRATORS, FAIL),
    (
        "principal_administrator_access_not_attached",
        {"attached": ("arn:aws-cn:iam::aws:policy/AdministratorAccess",)},
        FAIL,
    ),
    (
        "principal_administrator_access_not_attached",
        {"attached": ("arn:aws:iam::123456789012:policy/AdministratorAccess",)},
        PASS,
    ),
    (
        "principal_administrator_access_not_attached",
        attached("AdministratorAccess-Amplify", "job-function/Billing"),
        PASS,
    ),
    ("principal_iam_full_access_not_attached", {}, PASS),
    ("principal_iam_full_access_not_attached", attached("ReadOnlyAccess", "IAMFullAccess"), FAIL),
    ("principal_cloudshell_full_access_not_attached", {}, PASS),
    ("principal_cloudshell_full_access_not_attached", attached("AWSCloudShellFullAccess"), FAIL),
    ("principal_ai_full_access_not_attached", {}, PASS),
    ("principal_ai_full_access_not_attached", attached("AmazonBedrockFullAccess"), FAIL),
    ("principal_ai_full_access_not_attached", attached("AmazonBedrockReadOnly"), PASS),
    ("group_administrators_mfa_enabled", {"members_without_mfa": DENIED}, PASS),
    ("group_administrators_mfa_enabled", ADMINISTRATORS, PASS),
    ("group_administrators_mfa_enabled", ADMINISTRATORS | {"members_without_mfa": ("bob",)}, FAIL),
    ("group_administrators_mfa_enabled", ADMINISTRATORS | {"members_without_mfa": DENIED}, UNKNOWN),
    ("group_used", {}, PASS),
    ("group_used", {"members": ()}, FAIL),
    ("group_used", {"members": (), "attached": (), "documents": (INLINE,)}, FAIL),
    ("group_used", {"members": (), "attached": ()}, NOT_APPLICABLE),
    ("group_used", {"members": DENIED}, UNKNOWN),
]

Case = tuple[str, ModuleType, Asset, VerdictStatus]
CASES: list[Case] = [
    *((f"root_{name}", iam_root, root(**facts), one) for name, facts, one in ROOT_CASES),
    *(
        (f"account_{name}", iam_account, account(**facts), one)
        for name, facts, one in ACCOUNT_CASES
    ),
    *((name, iam_account, asset, one) for name, asset, one in PROVIDER_CASES),
    *(
        (f"password_policy_{name}", iam_password_policy, asset, one)
        for name, asset, one in PASSWORD_CASES
    ),
    *((f"user_{name}", iam_user, user(**facts), one) for name, facts, one in USER_CASES),
    *((name, iam_principal, group(**facts), one) for name, facts, one in GROUP_CASES),
]


def rule(module: ModuleType, name: str) -> Check[Any]:
    found: Check[Any] = getattr(module, f"aws_iam_{name}")
    return found


@pytest.mark.parametrize(
    ("name", "module", "asset", "verdict"),
    [pytest.param(*case, id=f"{case[0]}-{case[3]}-{i}") for i, case in enumerate(CASES)],
)
def test_verdict(name: str, module: ModuleType, asset: Asset, verdict: VerdictStatus) -> None:
    found = rule(module, name)(asset)
    assert found.status is verdict, found.message
    assert found.message or verdict is PASS


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_rule_is_seen_to_pass_and_to_fail(module: ModuleType) -> None:
    for one in vars(module).values():
        if isinstance(one, Check):
            seen = {case[3] for case in CASES if f"aws_iam_{case[0]}" == one.id}
            assert {PASS, FAIL} <= seen, one.id


def test_a_password_policy_that_could_not_be_read_is_unknown() -> None:
    unread = IamPasswordPolicy(**at("password-policy"), rules=DENIED)
    for one in vars(iam_password_policy).values():
        if isinstance(one, Check):
            assert one(unread).status is UNKNOWN


def test_messages_say_what_was_seen() -> None:
    found = rule(iam_user, "user_access_keys_rotated")(user(**with_keys(FRESH, OLD)))
    assert found.message == "Access key 2 is 91 days old."
    found = rule(iam_user, "user_access_keys_used")(user(**with_keys(IDLE, NEVER_USED)))
    assert found.message == "Unused: key 2 for 46 days, key 2 for 46 days."
    found = rule(iam_principal, "group_administrators_mfa_enabled")(
        group(**ADMINISTRATORS, members_without_mfa=("eve", "bob"))
    )
    assert found.message == "Administrators without MFA: bob, eve."
