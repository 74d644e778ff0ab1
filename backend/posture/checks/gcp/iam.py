"""Checks of a project's own IAM policy."""

from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.gcp.assets.iam import GcpProject
from posture.domain.gcp.iam import (
    PEOPLE,
    is_agent,
    is_consumer,
    is_default,
    is_deleted,
    members_with,
    public_grants,
    roles_of,
)
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://cloud.google.com/iam/docs"
REMOVE = "gcloud projects remove-iam-policy-binding PROJECT --member=MEMBER --role=ROLE"
ONE_ROLE = """
    resource "google_project_iam_member" "this" {
      project = "PROJECT"
      role    = "roles/run.viewer"
      member  = "group:team@example.com"
    }
"""
BASIC = frozenset({"roles/owner", "roles/editor", "roles/viewer"})
EDITING = ("roles/owner", "roles/editor")
AS_ACCOUNT = frozenset({"roles/iam.serviceAccountUser", "roles/iam.serviceAccountTokenCreator"})
ACCOUNT_ADMIN = "roles/iam.serviceAccountAdmin"
ACCOUNT_USER = "roles/iam.serviceAccountUser"
KEY_ADMIN = "roles/cloudkms.admin"
KEY_USERS = frozenset(
    {
        "roles/cloudkms.cryptoKeyEncrypterDecrypter",
        "roles/cloudkms.cryptoKeyEncrypter",
        "roles/cloudkms.cryptoKeyDecrypter",
    }
)
AUDIT_TYPES = frozenset({"ADMIN_READ", "DATA_READ", "DATA_WRITE"})


def _listed(members: dict[str, frozenset[str]]) -> str:
    return "; ".join(f"{one}: {', '.join(sorted(roles))}" for one, roles in sorted(members.items()))


@check(
    severity=Severity.CRITICAL,
    finding_title="Project grants a role to everyone",
    remediation="Remove allUsers and allAuthenticatedUsers from the policy of the project.",
    cli=REMOVE,
    terraform=ONE_ROLE,
    reference=f"{DOCS}/overview",
)
def gcp_iam_project_not_public(project: GcpProject) -> Verdict:
    """Project grants no role to everyone.

    With such a grant, every person on the internet has the role on all resources of the project.
    A condition limits it, and still lets everyone in.
    """
    found = public_grants(known(project.policy))
    return failed(f"Granted: {'; '.join(found)}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Project grants a basic role",
    remediation="Replace owner, editor and viewer by roles of the services that are used.",
    cli=REMOVE,
    terraform=ONE_ROLE,
    reference=f"{DOCS}/roles-overview",
)
def gcp_iam_project_basic_roles_not_used(project: GcpProject) -> Verdict:
    """Project does not grant the roles owner, editor and viewer.

    A basic role contains thousands of permissions, on everything that the project will ever have.
    Grants of folders and of the organization are not part of the project's own policy.
    """
    found = members_with(known(project.policy), BASIC)
    return failed(f"Granted to {_listed(found)}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Project lets people act as each of its service accounts",
    remediation="Grant the role on the one service account that is needed.",
    cli="""
        gcloud iam service-accounts add-iam-policy-binding ACCOUNT --member=MEMBER \\
          --role=roles/iam.serviceAccountUser
    """,
    terraform="""
        resource "google_service_account_iam_member" "this" {
          service_account_id = google_service_account.this.name
          role               = "roles/iam.serviceAccountUser"
          member             = "group:team@example.com"
        }
    """,
    reference=f"{DOCS}/service-account-permissions",
)
def gcp_iam_project_service_account_roles_not_project_wide(project: GcpProject) -> Verdict:
    """Project does not let people act as every service account in it.

    Granted on the project, the role is valid for all accounts, the strongest and future ones too.
    """
    found = members_with(known(project.policy), AS_ACCOUNT)
    people = {one: roles for one, roles in found.items() if one.startswith(PEOPLE)}
    return failed(f"Granted to {_listed(people)}.") if people else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="The same member manages and uses service accounts",
    remediation="Grant one of the two roles to another person or group.",
    cli=REMOVE,
    terraform=ONE_ROLE,
    reference=f"{DOCS}/service-account-permissions",
)
def gcp_iam_project_service_account_duties_separated(project: GcpProject) -> Verdict:
    """Project separates managing service accounts from using them.

    Who has both can make an account, and act as it, alone. Members of groups are not looked up.
    """
    both = frozenset({ACCOUNT_ADMIN, ACCOUNT_USER})
    found = members_with(known(project.policy), both)
    same = sorted(one for one, roles in found.items() if roles == both)
    return failed(f"Both roles: {', '.join(same)}.") if same else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="The same member manages and uses encryption keys",
    remediation="Grant one of the two roles to another person or group.",
    cli=REMOVE,
    terraform=ONE_ROLE,
    reference="https://cloud.google.com/kms/docs/separation-of-duties",
)
def gcp_iam_project_kms_duties_separated(project: GcpProject) -> Verdict:
    """Project separates managing encryption keys from encrypting with them.

    Who has both can read the data and destroy the key, without anyone else.
    """
    found = members_with(known(project.policy), KEY_USERS | {KEY_ADMIN})
    same = sorted(one for one, roles in found.items() if KEY_ADMIN in roles and len(roles) > 1)
    return failed(f"Both roles: {', '.join(same)}.") if same else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Project grants a role to a private address",
    remediation="Grant the role to an account of the organization.",
    cli=REMOVE,
    terraform=ONE_ROLE,
    reference="https://cloud.google.com/resource-manager/docs/organization-policy/restricting-domains",
)
def gcp_iam_project_members_corporate(project: GcpProject) -> Verdict:
    """Project grants roles to addresses of organizations alone.

    Nobody can take a private account away from someone who leaves. Only addresses of consumers are
    found, because which domains are the organization's own is not known.
    """
    bindings = known(project.policy)
    found = sorted({one for each in bindings for one in each.members if is_consumer(one)})
    return failed(f"Private addresses: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.LOW,
    finding_title="Project has grants for members that no longer exist",
    remediation="Remove the deleted members from the policy.",
    cli=REMOVE,
    reference=f"{DOCS}/policies",
)
def gcp_iam_project_deleted_members_absent(project: GcpProject) -> Verdict:
    """Project has no grants for members that no longer exist.

    They have no effect, and hide the grants that do.
    """
    bindings = known(project.policy)
    found = sorted({one for each in bindings for one in each.members if is_deleted(one)})
    return failed(f"Deleted: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Default service account may change the whole project",
    remediation="Remove owner and editor from the default service account.",
    cli=REMOVE,
    terraform="""
        resource "google_project_default_service_accounts" "this" {
          project = "PROJECT"
          action  = "DEPRIVILEGE"
        }
    """,
    reference=f"{DOCS}/service-account-types",
)
def gcp_iam_default_service_account_not_editor(project: GcpProject) -> Verdict:
    """Default service accounts of Compute Engine and App Engine are not editors of the project.

    Each machine without an account of its own can otherwise change everything in the project.
    """
    bindings = known(project.policy)
    members = {one for each in bindings for one in each.members if not is_agent(one)}
    found = sorted(
        f"{one} ({role})"
        for one in members
        for role in EDITING
        if is_default(one.removeprefix("serviceAccount:")) and role in roles_of(bindings, one)
    )
    return failed(f"Granted to {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Project does not log all access to data",
    remediation="Enable all three types of audit logs for all services, without exempted members.",
    cli="gcloud projects set-iam-policy PROJECT policy.json",
    terraform="""
        resource "google_project_iam_audit_config" "this" {
          project = "PROJECT"
          service = "allServices"
          audit_log_config {
            log_type = "ADMIN_READ"
          }
          audit_log_config {
            log_type = "DATA_READ"
          }
          audit_log_config {
            log_type = "DATA_WRITE"
          }
        }
    """,
    reference="https://cloud.google.com/logging/docs/audit/configure-data-access",
)
def gcp_iam_project_audit_logs_complete(project: GcpProject) -> Verdict:
    """Project logs all access to data, by its own policy or those above it.

    Without these logs, it is not known who read which data. Changes of settings are always logged.
    """
    own = known(project.audit)
    if own.types >= AUDIT_TYPES and not own.exempted:
        return passed()
    inherited = known(project.inherited_audit)
    exempted = sorted(own.exempted | inherited.exempted)
    if missing := sorted(AUDIT_TYPES - own.types - inherited.types):
        return failed(f"Not logged: {', '.join(missing)}.")
    return failed(f"Not logged: {', '.join(exempted)}.") if exempted else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Project allows keys of service accounts",
    remediation="Enforce the constraint iam.disableServiceAccountKeyCreation.",
    cli="""
        gcloud resource-manager org-policies enable-enforce \\
          iam.disableServiceAccountKeyCreation --project=PROJECT
    """,
    terraform="""
        resource "google_org_policy_policy" "this" {
          name   = "projects/PROJECT/policies/iam.disableServiceAccountKeyCreation"
          parent = "projects/PROJECT"
          spec {
            rules {
              enforce = "TRUE"
            }
          }
        }
    """,
    reference=(
        "https://cloud.google.com/resource-manager/docs/organization-policy/"
        "restricting-service-accounts"
    ),
)
def gcp_iam_project_service_account_keys_blocked(project: GcpProject) -> Verdict:
    """Project forbids keys of service accounts by organization policy.

    A key is a password in a file, and it works from everywhere until it is deleted.
    """
    if known(project.keys_blocked):
        return passed()
    return failed("iam.disableServiceAccountKeyCreation is not enforced.")


@check(
    severity=Severity.LOW,
    finding_title="Project does not use Cloud Asset Inventory",
    remediation="Enable the Cloud Asset API in the project.",
    cli="gcloud services enable cloudasset.googleapis.com --project=PROJECT",
    terraform="""
        resource "google_project_service" "this" {
          project = "PROJECT"
          service = "cloudasset.googleapis.com"
        }
    """,
    reference="https://cloud.google.com/asset-inventory/docs/overview",
)
def gcp_iam_project_asset_inventory_enabled(project: GcpProject) -> Verdict:
    """Project uses Cloud Asset Inventory.

    Its history shows after an incident what existed, and how it was set, for the last five weeks.
    """
    return passed() if known(project.inventoried) else failed("cloudasset.googleapis.com is off.")
