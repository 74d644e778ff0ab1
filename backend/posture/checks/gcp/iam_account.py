"""Checks of service accounts, custom roles and workload identity federation."""

import re
from urllib.parse import urlsplit

from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.gcp.assets.iam import CustomRole, IdentityProvider, ServiceAccount
from posture.domain.gcp.iam import (
    SERVICE_ACCOUNT,
    is_administrative,
    is_default,
    public_grants,
    roles_of,
    whole_pools,
)
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://cloud.google.com/iam/docs"
KEY_DAYS = 90
DELETE_KEY = "gcloud iam service-accounts keys delete KEY --iam-account=ACCOUNT"
KEYLESS = """
    resource "google_service_account_iam_member" "this" {
      service_account_id = google_service_account.this.name
      role               = "roles/iam.workloadIdentityUser"
      member             = "principal://iam.googleapis.com/POOL/subject/SUBJECT"
    }
"""
# Permissions with which someone can get more than the role contains.
ESCALATING = frozenset(
    {
        "iam.roles.create",
        "iam.roles.update",
        "iam.serviceAccountKeys.create",
        "iam.serviceAccounts.actAs",
        "iam.serviceAccounts.getAccessToken",
        "iam.serviceAccounts.implicitDelegation",
        "iam.serviceAccounts.signBlob",
        "iam.serviceAccounts.signJwt",
        "deploymentmanager.deployments.create",
        "deploymentmanager.deployments.update",
        "orgpolicy.policy.set",
    }
)
# Issuers whose tokens anyone can get. Others, such as Microsoft Entra and CircleCI, have the tenant
# in the URL of the issuer, and a provider for AWS names the one account that it accepts.
# Source: https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines
SHARED_HOSTS = frozenset(
    {
        "token.actions.githubusercontent.com",
        "gitlab.com",
        "app.terraform.io",
        "agent.buildkite.com",
        "accounts.google.com",
    }
)
# What a condition must name to tell one caller from another.
TELLING_APART = ("sub", "repository", "organization", "account", "project", "namespace")
_TEXT = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
# Texts that every claim meets.
ANYTHING = frozenset({"", ".*", "^.*$", ".+"})
# How deep parentheses are followed.
DEEPEST = 16


@check(
    severity=Severity.HIGH,
    finding_title="Service account has an administrative role",
    remediation="Replace the role by one with the permissions that are used.",
    cli="gcloud projects remove-iam-policy-binding PROJECT --member=MEMBER --role=ROLE",
    terraform="""
        resource "google_project_iam_member" "this" {
          project = "PROJECT"
          role    = "roles/storage.objectViewer"
          member  = google_service_account.this.member
        }
    """,
    reference=f"{DOCS}/best-practices-service-accounts",
)
def gcp_iam_service_account_no_admin_roles(account: ServiceAccount) -> Verdict:
    """Service account has no administrative role on its project.

    Whoever gets into a program that runs as the account otherwise controls a whole service.
    """
    roles = roles_of(known(account.project_policy), f"{SERVICE_ACCOUNT}{account.email}")
    found = sorted(filter(is_administrative, roles))
    return failed(f"Granted: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Service account has a key",
    remediation="Delete the key, and use an attached account or workload identity federation.",
    cli=DELETE_KEY,
    terraform=KEYLESS,
    reference=f"{DOCS}/best-practices-for-managing-service-account-keys",
)
def gcp_iam_service_account_key_absent(account: ServiceAccount) -> Verdict:
    """Service account has no key that its users hold.

    A key is a password in a file, and it works from everywhere until it is deleted.
    """
    usable = [one.name for one in known(account.keys) if one.usable]
    return failed(f"Usable keys: {', '.join(usable)}.") if usable else passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="Service account has a key that was found in public",
    remediation="Delete the key, and look through the audit logs for its use.",
    cli=DELETE_KEY,
    terraform=KEYLESS,
    reference=f"{DOCS}/best-practices-for-managing-service-account-keys",
)
def gcp_iam_service_account_key_not_exposed(account: ServiceAccount) -> Verdict:
    """Service account has no usable key that Google found in public.

    Google looks for keys in public repositories; an attacker does so, too.
    """
    found = [one.name for one in known(account.keys) if one.usable and one.exposed]
    return failed(f"Exposed keys: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Service account has a key older than 90 days",
    remediation="Make a new key, use it, and delete the old one.",
    cli="gcloud iam service-accounts keys create FILE --iam-account=ACCOUNT",
    terraform=KEYLESS,
    reference=f"{DOCS}/key-rotation",
)
def gcp_iam_service_account_key_rotated(account: ServiceAccount) -> Verdict:
    """Service account has no usable key that is older than 90 days.

    The longer a key is valid, the more copies of it exist.
    """
    old = [one for one in known(account.keys) if one.usable and one.age_days > KEY_DAYS]
    found = (f"{one.name} is {one.age_days} days old" for one in old)
    return failed(f"{', '.join(found)}.") if old else passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="Everyone may act as the service account",
    remediation="Remove the members from the policy of the service account.",
    cli="""
        gcloud iam service-accounts remove-iam-policy-binding ACCOUNT --member=allUsers --role=ROLE
    """,
    terraform=KEYLESS,
    reference=f"{DOCS}/service-account-permissions",
)
def gcp_iam_service_account_not_public(account: ServiceAccount) -> Verdict:
    """Service account's policy lets in neither everyone nor a whole workload identity pool.

    Who may act as an account has all its permissions.
    """
    policy = known(account.policy)
    if public := public_grants(policy):
        return failed(f"Granted: {'; '.join(public)}.")
    pools = whole_pools(policy)
    return (
        failed(f"Granted to every identity of a pool: {', '.join(pools)}.") if pools else passed()
    )


@check(
    severity=Severity.LOW,
    finding_title="Default service account is enabled",
    remediation="Give each workload an account of its own, and disable the default one.",
    cli="gcloud iam service-accounts disable ACCOUNT",
    terraform="""
        resource "google_project_default_service_accounts" "this" {
          project = "PROJECT"
          action  = "DISABLE"
        }
    """,
    reference=f"{DOCS}/service-account-types",
)
def gcp_iam_service_account_default_disabled(account: ServiceAccount) -> Verdict:
    """Default service account is disabled.

    New machines use it by default, and so they share its permissions.
    """
    if not is_default(account.email):
        return not_applicable("It is not a default service account.")
    return passed() if known(account.disabled) else failed("It is enabled.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Custom role lets its members get more permissions",
    remediation="Remove the permissions, or grant them on single resources.",
    cli="gcloud iam roles update ROLE --project=PROJECT --remove-permissions=PERMISSIONS",
    terraform="""
        resource "google_project_iam_custom_role" "this" {
          role_id     = "reader"
          title       = "Reader"
          permissions = ["storage.objects.get"]
        }
    """,
    reference=f"{DOCS}/creating-custom-roles",
)
def gcp_iam_custom_role_no_escalation(role: CustomRole) -> Verdict:
    """Custom role has no permission with which its members get others.

    Who can change a policy, or act as another account, has every permission behind it.
    """
    if not known(role.usable):
        return not_applicable("The role is deleted or disabled.")
    found = sorted(
        one for one in known(role.permissions) if one in ESCALATING or one.endswith(".setIamPolicy")
    )
    return failed(f"It contains {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Workload identity provider accepts tokens of other customers",
    remediation="Add a condition with the organization, repository or account of your own.",
    cli="""
        gcloud iam workload-identity-pools providers update-oidc NAME --location=global \\
          --workload-identity-pool=POOL --attribute-condition=CONDITION
    """,
    terraform="""
        resource "google_iam_workload_identity_pool_provider" "this" {
          attribute_condition = "assertion.repository_owner == 'acme'"
        }
    """,
    reference=f"{DOCS}/workload-identity-federation-with-deployment-pipelines",
)
def gcp_iam_workload_identity_provider_restricted(provider: IdentityProvider) -> Verdict:
    """Workload identity provider of a shared issuer has a condition on its tokens.

    GitHub, GitLab and others issue tokens to all their customers. A condition that is always true,
    in one of its alternatives, too, or that names the audience alone, tells none of them apart.
    """
    if not known(provider.usable):
        return not_applicable("The provider is disabled or deleted.")
    issuer = known(provider.issuer)
    host = urlsplit(issuer).hostname or issuer
    if host not in SHARED_HOSTS:
        return not_applicable("Its issuer is not shared with others.")
    condition = known(provider.condition)
    if _tells_apart(condition):
        return passed()
    return failed(f"{host} is shared, and the condition is {condition or 'empty'}.")


def _tells_apart(condition: str) -> bool:
    """Return whether each alternative of a condition compares a claim of its own with a text.

    Words in texts do not count: the audience of a provider contains `projects/` by default.
    """
    texts: list[str] = []

    def taken(found: re.Match[str]) -> str:
        texts.append(found[0][1:-1])
        return f'"{len(texts) - 1}"'

    return _limits(_TEXT.sub(taken, condition).lower(), texts, DEEPEST)


def _limits(expression: str, texts: list[str], deepest: int) -> bool:
    """Return whether an expression, whose texts are replaced by their numbers, limits a claim."""
    if not deepest:
        return False
    return all(
        any(
            _limits(part[1:-1], texts, deepest - 1)
            if part.startswith("(") and part.endswith(")")
            else _compares(part, texts)
            for part in _parts(alternative, "&&")
        )
        for alternative in _parts(expression, "||")
    )


def _parts(expression: str, operator: str) -> list[str]:
    """Return the operands of an operator that is in no parentheses."""
    found, depth, start = [], 0, 0
    for at, letter in enumerate(expression):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(letter, 0)
        if depth == 0 and expression.startswith(operator, at):
            found.append(expression[start:at].strip())
            start = at + len(operator)
    return [*found, expression[start:].strip()]


def _compares(comparison: str, texts: list[str]) -> bool:
    if "!" in comparison or not any(one in comparison for one in TELLING_APART):
        return False
    return any(texts[int(one)] not in ANYTHING for one in re.findall(r'"(\d+)"', comparison))
