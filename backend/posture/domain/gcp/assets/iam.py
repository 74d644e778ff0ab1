"""Assets of IAM: the project's policy, service accounts, roles, federation and API keys."""

from typing import NamedTuple

from posture.domain.asset import Family
from posture.domain.evidence import Fact
from posture.domain.gcp.asset import GcpAsset
from posture.domain.gcp.iam import Policy

PROJECT_PATHS = ("projects/*",)


class AuditLogs(NamedTuple):
    """The audit logs that a policy switches on for all services.

    Attributes:
        types: the types of logs, such as `DATA_READ`.
        exempted: who is not logged.
    """

    types: frozenset[str]
    exempted: frozenset[str]


class GcpProject(GcpAsset, frozen=True, kw_only=True):
    """The access to a project.

    Attributes:
        policy: its own policy; grants of folders and of the organization are not in it.
        audit: the audit logs that its own policy switches on.
        inherited_audit: those of its folders and its organization.
        keys_blocked: whether the organization policy forbids keys of service accounts.
        inventoried: whether the project uses Cloud Asset Inventory.
    """

    service = "iam"
    family = Family.IAM
    host = "cloudresourcemanager"
    paths = PROJECT_PATHS

    policy: Fact[Policy]
    audit: Fact[AuditLogs]
    inherited_audit: Fact[AuditLogs]
    keys_blocked: Fact[bool]
    inventoried: Fact[bool]


class AccountKey(NamedTuple):
    """A key of a service account that its users hold.

    Attributes:
        usable: whether it is enabled and has not expired.
        exposed: whether Google found it in public.
    """

    name: str
    usable: bool
    age_days: int
    exposed: bool


class ServiceAccount(GcpAsset, frozen=True, kw_only=True):
    """A service account.

    Attributes:
        project_policy: the policy of its project.
        policy: its own policy: who may act as it.
    """

    service = "iam"
    family = Family.IAM
    host = "iam"
    paths = ("projects/*/serviceAccounts/*",)

    email: str
    disabled: Fact[bool]
    keys: Fact[tuple[AccountKey, ...]]
    policy: Fact[Policy]
    project_policy: Fact[Policy]


class CustomRole(GcpAsset, frozen=True, kw_only=True):
    """A custom role of a project.

    Attributes:
        permissions: its permissions.
        usable: whether it can be granted and has an effect.
    """

    service = "iam"
    family = Family.IAM
    host = "iam"
    paths = ("projects/*/roles/*",)

    permissions: Fact[frozenset[str]]
    usable: Fact[bool]


class IdentityProvider(GcpAsset, frozen=True, kw_only=True):
    """A provider of a workload identity pool.

    Attributes:
        issuer: the URL of who issues its tokens; `aws` for AWS, empty for SAML.
        condition: the expression that a token must meet.
        usable: whether it is enabled and not deleted.
    """

    service = "iam"
    family = Family.IAM
    host = "iam"
    paths = ("projects/*/locations/*/workloadIdentityPools/*/providers/*",)

    issuer: Fact[str]
    condition: Fact[str]
    usable: Fact[bool]


class ApiKey(GcpAsset, frozen=True, kw_only=True):
    """An API key.

    Attributes:
        targets: the APIs that it can call; empty for all.
        clients: the kinds of clients that can use it, such as `serverKeyRestrictions`.
        open_clients: what lets every client use it all the same, such as `*`.
        gemini_enabled: whether the project uses the Gemini API.
        unused_targets: those of the APIs that the project does not use.
    """

    service = "apikeys"
    family = Family.IAM
    host = "apikeys"
    paths = ("projects/*/locations/*/keys/*",)

    targets: Fact[frozenset[str]]
    clients: Fact[frozenset[str]]
    open_clients: Fact[tuple[str, ...]]
    age_days: Fact[int]
    gemini_enabled: Fact[bool]
    unused_targets: Fact[tuple[str, ...]]
