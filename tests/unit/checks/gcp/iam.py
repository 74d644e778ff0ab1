"""Cases of the checks of IAM: policies, service accounts, roles, federation and API keys."""

from typing import Any

from posture.domain.evidence import Unread
from posture.domain.gcp.assets.iam import (
    AccountKey,
    ApiKey,
    AuditLogs,
    CustomRole,
    GcpProject,
    IdentityProvider,
    ServiceAccount,
)
from posture.domain.gcp.iam import Binding
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Case,
    Compliant,
    Row,
    rows,
)

ALL = frozenset({"ADMIN_READ", "DATA_READ", "DATA_WRITE"})
COMPLETE = AuditLogs(ALL, frozenset())
NOTHING = AuditLogs(frozenset(), frozenset())
TEAM = "group:team@example.com"
EMAIL = "web@shop-prod.iam.gserviceaccount.com"
GEMINI = "generativelanguage.googleapis.com"
COMPLIANT: Compliant = {
    GcpProject: {
        "policy": (Binding("roles/run.viewer", frozenset({TEAM})),),
        "audit": COMPLETE,
        "inherited_audit": NOTHING,
        "keys_blocked": True,
        "inventoried": True,
    },
    ServiceAccount: {
        "email": EMAIL,
        "disabled": False,
        "keys": (),
        "policy": (),
        "project_policy": (),
    },
    CustomRole: {"permissions": frozenset({"storage.objects.get"}), "usable": True},
    IdentityProvider: {
        "issuer": "https://token.actions.githubusercontent.com",
        "condition": "assertion.repository_owner == 'acme'",
        "usable": True,
    },
    ApiKey: {
        "targets": frozenset({GEMINI}),
        "clients": frozenset({"serverKeyRestrictions"}),
        "open_clients": (),
        "age_days": 90,
        "gemini_enabled": True,
        "unused_targets": (),
    },
}


def policy(*bindings: tuple[str, str], condition: str = "") -> dict[str, Any]:
    found = (Binding(role, frozenset({who}), condition) for role, who in bindings)
    return {"policy": tuple(found)}


def granted(role: str) -> dict[str, Any]:
    member = frozenset({f"serviceAccount:{EMAIL}"})
    return {"project_policy": (Binding(role, member),)}


def key(*, usable: bool = True, age_days: int = 91, exposed: bool = False) -> dict[str, Any]:
    return {"keys": (AccountKey("k", usable, age_days, exposed),)}


AGENT = "serviceAccount:service-1@compute-system.iam.gserviceaccount.com"
GOOGLE_APIS = "serviceAccount:1@cloudservices.gserviceaccount.com"
BUILDS = "serviceAccount:1@cloudbuild.gserviceaccount.com"
DEFAULT = "serviceAccount:1-compute@developer.gserviceaccount.com"
ADMIN, USER = "roles/iam.serviceAccountAdmin", "roles/iam.serviceAccountUser"
KMS, ENCRYPTER = "roles/cloudkms.admin", "roles/cloudkms.cryptoKeyEncrypterDecrypter"
NO_ORGANIZATION = Unread("PERMISSION_DENIED", "cloudresourcemanager:organizations.getIamPolicy")
PROJECTS: list[Row] = [
    ("asset_inventory_enabled", {"inventoried": False}, FAIL),
    ("not_public", policy(("roles/viewer", "allUsers")), FAIL),
    ("not_public", policy(("roles/viewer", "allAuthenticatedUsers"), condition="false"), FAIL),
    ("not_public", policy(("roles/viewer", "deleted:user:allUsers?uid=1")), PASS),
    ("basic_roles_not_used", policy(("roles/editor", TEAM)), FAIL),
    ("basic_roles_not_used", policy(("roles/owner", AGENT)), PASS),
    ("basic_roles_not_used", policy(("roles/editor", GOOGLE_APIS)), PASS),
    ("basic_roles_not_used", policy(("roles/owner", BUILDS)), FAIL),
    ("basic_roles_not_used", policy(("roles/owner", "deleted:user:a@example.com?uid=1")), PASS),
    ("service_account_roles_not_project_wide", policy((USER, TEAM)), FAIL),
    ("service_account_roles_not_project_wide", policy((USER, DEFAULT)), PASS),
    ("service_account_duties_separated", policy((ADMIN, TEAM), (USER, TEAM)), FAIL),
    ("service_account_duties_separated", policy((ADMIN, TEAM), (USER, "user:b@a.com")), PASS),
    ("kms_duties_separated", policy((KMS, TEAM), (ENCRYPTER, TEAM)), FAIL),
    ("kms_duties_separated", policy((KMS, TEAM)), PASS),
    ("members_corporate", policy(("roles/run.viewer", "user:a@gmail.com")), FAIL),
    ("members_corporate", policy(("roles/run.viewer", "user:a@gmail.com.example.com")), PASS),
    ("members_corporate", policy(("roles/run.viewer", "serviceAccount:a@gmail.com")), PASS),
    ("deleted_members_absent", policy(("roles/owner", "deleted:user:a@b.c?uid=1")), FAIL),
    ("audit_logs_complete", {"audit": NOTHING}, FAIL),
    ("audit_logs_complete", {"audit": NOTHING, "inherited_audit": COMPLETE}, PASS),
    ("audit_logs_complete", {"audit": NOTHING, "inherited_audit": NO_ORGANIZATION}, UNKNOWN),
    ("audit_logs_complete", {"inherited_audit": NO_ORGANIZATION}, PASS),
    ("audit_logs_complete", {"audit": AuditLogs(ALL, frozenset({TEAM}))}, FAIL),
    ("service_account_keys_blocked", {"keys_blocked": False}, FAIL),
]
DEFAULTS: list[Row] = [
    ("not_editor", policy(("roles/editor", DEFAULT)), FAIL),
    ("not_editor", policy(("roles/owner", "serviceAccount:a@appspot.gserviceaccount.com")), FAIL),
    ("not_editor", policy(("roles/viewer", DEFAULT)), PASS),
    ("not_editor", policy(("roles/editor", AGENT)), PASS),
]
ACCOUNTS: list[Row] = [
    ("no_admin_roles", granted("roles/owner"), FAIL),
    ("no_admin_roles", granted("roles/storage.admin"), FAIL),
    ("no_admin_roles", granted("roles/compute.instanceAdmin.v1"), FAIL),
    ("no_admin_roles", granted("roles/storage.objectViewer"), PASS),
    ("key_absent", key(), FAIL),
    ("key_absent", key(usable=False), PASS),
    ("key_not_exposed", key(exposed=True), FAIL),
    ("key_not_exposed", key(exposed=True, usable=False), PASS),
    ("key_rotated", key(), FAIL),
    ("key_rotated", key(age_days=90), PASS),
    ("not_public", policy((USER, "allUsers")), FAIL),
    (
        "not_public",
        policy(
            (
                USER,
                "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/*",
            )
        ),
        FAIL,
    ),
    (
        "not_public",
        policy(
            (
                USER,
                "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/attribute.a/b",
            )
        ),
        PASS,
    ),
    ("default_disabled", {}, NOT_APPLICABLE),
    ("default_disabled", {"disabled": DENIED}, NOT_APPLICABLE),
    ("default_disabled", {"email": "1-compute@developer.gserviceaccount.com"}, FAIL),
    (
        "default_disabled",
        {"email": "1-compute@developer.gserviceaccount.com", "disabled": True},
        PASS,
    ),
    (
        "default_disabled",
        {"email": "1-compute@developer.gserviceaccount.com", "disabled": DENIED},
        UNKNOWN,
    ),
]
ROLES: list[Row] = [
    ("no_escalation", {"permissions": frozenset({"iam.serviceAccounts.actAs"})}, FAIL),
    ("no_escalation", {"permissions": frozenset({"run.services.setIamPolicy"})}, FAIL),
    ("no_escalation", {"usable": False}, NOT_APPLICABLE),
]
PROVIDERS: list[Row] = [
    ("restricted", {"condition": ""}, FAIL),
    ("restricted", {"condition": "true"}, FAIL),
    ("restricted", {"condition": "assertion.aud == 'a'"}, FAIL),
    ("restricted", {"condition": "true || assertion.repository == 'a'"}, FAIL),
    ("restricted", {"condition": "assertion.repository != ''"}, FAIL),
    ("restricted", {"condition": "assertion.sub.startsWith('')"}, FAIL),
    ("restricted", {"condition": "(assertion.sub == 'a' || true) && assertion.aud == 'b'"}, FAIL),
    ("restricted", {"condition": "(" * 5000}, FAIL),
    # The audience that a provider has by default contains `projects/`.
    (
        "restricted",
        {"condition": "assertion.aud == '//iam.googleapis.com/projects/1/providers/p'"},
        FAIL,
    ),
    ("restricted", {"condition": 'google.subject == "repo:acme/shop:ref:refs/heads/main"'}, PASS),
    ("restricted", {"condition": "assertion.repository in ['acme/shop', 'acme/web']"}, PASS),
    (
        "restricted",
        {"condition": "assertion.repository == 'a' && (assertion.ref == 'b' || true)"},
        PASS,
    ),
    # The provider names the one account, and the issuer the one tenant.
    ("restricted", {"issuer": "aws", "condition": ""}, NOT_APPLICABLE),
    ("restricted", {"issuer": "https://sts.windows.net/t/", "condition": ""}, NOT_APPLICABLE),
    ("restricted", {"issuer": "https://idp.example.com", "condition": ""}, NOT_APPLICABLE),
    ("restricted", {"usable": False}, NOT_APPLICABLE),
]
KEYS: list[Row] = [
    ("api_restricted", {"targets": frozenset()}, FAIL),
    ("api_restricted", {"targets": frozenset({"cloudapis.googleapis.com"})}, FAIL),
    ("gemini_restricted", {"targets": frozenset({"cloudapis.googleapis.com"})}, FAIL),
    ("apis_in_use", {"unused_targets": ("maps.googleapis.com",)}, FAIL),
    ("apis_in_use", {"targets": frozenset()}, NOT_APPLICABLE),
    ("apis_in_use", {"targets": frozenset(), "unused_targets": DENIED}, NOT_APPLICABLE),
    ("application_restricted", {"clients": frozenset()}, FAIL),
    ("application_restricted", {"open_clients": ("*",)}, FAIL),
    ("rotated", {"age_days": 91}, FAIL),
    ("gemini_restricted", {"targets": frozenset()}, FAIL),
    ("gemini_restricted", {"targets": frozenset(), "gemini_enabled": False}, NOT_APPLICABLE),
    ("gemini_restricted", {"gemini_enabled": False}, NOT_APPLICABLE),
    ("gemini_restricted", {"targets": frozenset({GEMINI, "maps.googleapis.com"})}, FAIL),
    ("gemini_restricted", {"targets": frozenset({"maps.googleapis.com"})}, NOT_APPLICABLE),
    ("gemini_restricted", {"clients": frozenset()}, FAIL),
]
CASES: list[Case] = [
    *rows("gcp_iam_project", PROJECTS),
    *rows("gcp_iam_default_service_account", DEFAULTS),
    *rows("gcp_iam_service_account", ACCOUNTS),
    *rows("gcp_iam_custom_role", ROLES),
    *rows("gcp_iam_workload_identity_provider", PROVIDERS),
    *rows("gcp_apikeys_key", KEYS),
]
