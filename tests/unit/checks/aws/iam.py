"""Cases of IAM's checks: users, groups, the root user and the account's settings."""

from typing import Any

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
    MorePolicies,
    PasswordRules,
    RootSummary,
)
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Compliant,
    Facts,
    Row,
    rows,
)

AWS_POLICY = "arn:aws:iam::aws:policy/"
INLINE = Document("inline", policy({"Statement": []}))
ADMINISTRATORS: dict[str, Any] = {"attached": (f"{AWS_POLICY}AdministratorAccess",)}


def key(number: int, age_days: int, idle_days: int | None, *, active: bool = True) -> AccessKey:
    return AccessKey(number, active, age_days, idle_days)


def summary(**changed: bool) -> Facts:
    facts = {"password": True, "mfa": True, "access_keys": False, "certificates": False}
    return {"summary": RootSummary(**facts | changed)}


NO_ROOT_CREDENTIALS = summary(password=False, mfa=False)
ROOT_CASES: list[Row] = [
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


ACCOUNT_CASES: list[Row] = [
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


CERTIFICATES: list[Row] = [
    ("not_expired", {}, PASS),
    ("not_expired", {"days_left": 0}, PASS),
    ("not_expired", {"days_left": -1}, FAIL),
]
SAML_PROVIDERS: list[Row] = [
    ("metadata_current", {}, PASS),
    ("metadata_current", {"days_left": None}, PASS),
    ("metadata_current", {"days_left": -1}, FAIL),
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


def rules(**changed: Any) -> Facts:  # noqa: ANN401  # facts of every type
    facts = {name: getattr(STRICT, name) for name in PasswordRules.__struct_fields__}
    return {"rules": PasswordRules(**facts | changed)}


PASSWORD_CASES: list[Row] = [
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


FRESH = key(1, 90, 44)
OFF = key(1, 900, None, active=False)
OLD = key(2, 91, 1)
IDLE = key(2, 80, 45)
USED = key(2, 80, 44)
NEVER_USED = key(2, 45, None)
JUST_MADE = key(2, 1, None)
USER_CASES: list[Row] = [
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
    ("console_password_used", signing_in(password_idle_days=44), PASS),
    ("console_password_used", signing_in(password_idle_days=45), FAIL),
    ("console_password_used", signing_in(password_idle_days=None), FAIL),
    ("console_password_used", signing_in(password_idle_days=None, password_age_days=44), PASS),
    ("console_password_used", signing_in(password_idle_days=99, password_age_days=3), PASS),
    ("console_password_used", {"credentials": DENIED}, UNKNOWN),
    ("access_keys_rotated", with_keys(FRESH), PASS),
    ("access_keys_rotated", with_keys(OFF), PASS),
    ("access_keys_rotated", with_keys(FRESH, OLD), FAIL),
    ("access_keys_rotated", {"credentials": DENIED}, UNKNOWN),
    ("access_keys_used", with_keys(FRESH, OFF), PASS),
    ("access_keys_used", with_keys(FRESH, USED), PASS),
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


def attached(*names: str) -> Facts:
    return {"attached": tuple(AWS_POLICY + name for name in names)}


GROUP_CASES: list[Row] = [
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
    ("principal_ai_full_access_not_attached", attached("job-function/DataScientist"), FAIL),
    ("principal_ai_full_access_not_attached", attached("SageMakerStudioFullAccess"), PASS),
    ("principal_ai_full_access_not_attached", attached("AmazonBedrockNextFullAccess"), UNKNOWN),
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
NOT_ROLES: list[Row] = [
    ("principal_administrator_access_not_attached", {"managing_account": DENIED}, PASS),
]
COMPLIANT: Compliant = {
    IamRoot: {
        "summary": summary()["summary"],
        "credentials": Credentials(password_enabled=True, mfa_active=True),
        "virtual_mfa": False,
    },
    IamAccount: {
        "support_roles": ("support",),
        "audit_roles": ("audit",),
        "saml_providers": ("corporate",),
        "organization_features": frozenset({"RootCredentialsManagement"}),
    },
    IamServerCertificate: {"days_left": 90},
    IamSamlProvider: {"days_left": 90},
    IamPasswordPolicy: {"rules": STRICT},
    IamUser: {
        "attached": (),
        "documents": (),
        "more_policies": MorePolicies(),
        "credentials": Credentials(),
        "virtual_mfa": False,
    },
    IamGroup: {
        "attached": ("arn:aws:iam::1:policy/own",),
        "more_policies": MorePolicies(),
        "documents": (),
        "members": ("ann",),
        "members_without_mfa": (),
    },
}
CASES = [
    *rows("aws_iam_root", ROOT_CASES),
    *rows("aws_iam_account", ACCOUNT_CASES),
    *rows("aws_iam_server_certificate", CERTIFICATES),
    *rows("aws_iam_saml_provider", SAML_PROVIDERS),
    *rows("aws_iam_password_policy", PASSWORD_CASES),
    *rows("aws_iam_user", USER_CASES),
    *rows("aws_iam", GROUP_CASES, IamGroup),
    *(case for kind in (IamGroup, IamUser) for case in rows("aws_iam", NOT_ROLES, kind)),
]
