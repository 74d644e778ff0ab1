"""Assets of Microsoft Entra: the tenant of a subscription, its administrators and applications."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.azure.asset import AzureAsset
from posture.domain.azure.conditional_access import AccessPolicy
from posture.domain.evidence import Fact


class UserSettings(Struct, frozen=True, kw_only=True):
    """What users and guests of a tenant may do; texts are in lower case.

    Attributes:
        registers_apps: whether every user may register applications.
        creates_tenants: whether every user may create tenants.
        guest_role: the id of the role of guests.
        invites: who may invite guests.
        consents: the policies under which users consent to applications.
    """

    registers_apps: bool
    creates_tenants: bool
    guest_role: str
    invites: str
    consents: frozenset[str]


class EntraTenant(AzureAsset, frozen=True, kw_only=True):
    """The Entra tenant of a subscription.

    Attributes:
        defaults: whether the security defaults are on.
        policies: the policies of conditional access.
        users: what its users and guests may do.
        global_administrators: the ids of those who have the role permanently.
    """

    service = "entra"
    family = Family.IAM
    arm_type = "Microsoft.Graph/organization"

    defaults: Fact[bool]
    policies: Fact[tuple[AccessPolicy, ...]]
    users: Fact[UserSettings]
    global_administrators: Fact[tuple[str, ...]]


class EntraAdministrator(AzureAsset, frozen=True, kw_only=True):
    """A user who has a role of an administrator; `mfa` is set if a second factor is registered."""

    service = "entra"
    family = Family.IAM
    arm_type = "Microsoft.Graph/users"

    mfa: Fact[bool]


class EntraApplication(AzureAsset, frozen=True, kw_only=True):
    """A registered application.

    Attributes:
        expired: the names of the secrets and certificates that have expired.
        long_lived: the names of the secrets and certificates that are valid for over two years.
    """

    service = "entra"
    family = Family.IAM
    arm_type = "Microsoft.Graph/applications"

    expired: Fact[tuple[str, ...]]
    long_lived: Fact[tuple[str, ...]]
