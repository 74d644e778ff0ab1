"""Cases of the checks of Microsoft Entra."""

from typing import Any

from msgspec.structs import replace

from posture.domain.azure.assets.entra import (
    EntraAdministrator,
    EntraApplication,
    EntraTenant,
    UserSettings,
)
from posture.domain.azure.conditional_access import MANAGEMENT, AccessPolicy
from tests.unit.checks.evaluating import DENIED, FAIL, PASS, UNKNOWN, Case, Compliant, Row, rows

USERS = UserSettings(
    registers_apps=False,
    creates_tenants=False,
    guest_role="2af84b1e-32c8-42b7-82bc-daa82404023b",
    invites="adminsandguestinviters",
    consents=frozenset({"managepermissiongrantsforownedresource.default"}),
)
MFA = AccessPolicy(
    enabled=True,
    users=frozenset({"all"}),
    applications=frozenset({"all"}),
    narrowed=False,
    requires_mfa=True,
)
COMPLIANT: Compliant = {
    EntraTenant: {
        "defaults": False,
        "policies": (MFA,),
        "users": USERS,
        "global_administrators": ("one", "two"),
    },
    EntraAdministrator: {"mfa": True},
    EntraApplication: {"expired": (), "long_lived": ()},
}
CONSENT = "managepermissiongrantsforself.microsoft-user-default-"


def users(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # settings of every type
    return {"users": replace(USERS, **changed)}


def policy(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    return {"policies": (MFA._replace(**changed),)}


def administrators(count: int) -> dict[str, Any]:
    return {"global_administrators": tuple(map(str, range(count)))}


def policies(*changed: dict[str, Any]) -> dict[str, Any]:
    return {"policies": tuple(MFA._replace(**one) for one in changed)}


OFF = {"enabled": False}
SOME = {"users": frozenset({"a-group"})}
DEFAULTS_UNREAD = {"defaults": DENIED}
MEMBERS = "a0b1b346-4d3e-4e8b-98f8-753987be4970"
MANAGING = policy(applications=frozenset({MANAGEMENT}))
TENANTS: list[Row] = [
    ("mfa_required", {"policies": ()}, FAIL),
    ("mfa_required", {"defaults": True, "policies": ()}, PASS),
    ("mfa_required", policy(enabled=False), FAIL),
    ("mfa_required", policy(users=frozenset({"a-group"})), FAIL),
    ("mfa_required", policy(narrowed=True), FAIL),
    ("mfa_required", policy(requires_mfa=False), FAIL),
    ("mfa_required", MANAGING, FAIL),
    # One policy has to do it alone, and does, whatever the others are.
    ("mfa_required", policies(OFF, SOME, {}), PASS),
    ("mfa_required", policies(OFF, SOME), FAIL),
    ("mfa_required", policies({"narrowed": True}, {"requires_mfa": False}), FAIL),
    ("mfa_required", policy(users=frozenset({"all", "a-group"})), PASS),
    ("mfa_required", {"defaults": True, "policies": DENIED}, PASS),
    ("mfa_required", {**DEFAULTS_UNREAD, "policies": ()}, UNKNOWN),
    ("mfa_required", {"defaults": False, "policies": DENIED}, UNKNOWN),
    ("mfa_required", policy(excluded=frozenset({"an-application"})), FAIL),
    ("mfa_for_management", MANAGING, PASS),
    ("mfa_for_management", policy(excluded=frozenset({MANAGEMENT})), FAIL),
    ("mfa_for_management", policy(excluded=frozenset({"an-application"})), PASS),
    ("mfa_for_management", policy(applications=frozenset({"office365"})), FAIL),
    ("mfa_for_management", policy(), PASS),
    ("mfa_for_management", policies({**OFF, "applications": frozenset({MANAGEMENT})}), FAIL),
    ("mfa_for_management", {"defaults": False, "policies": DENIED}, UNKNOWN),
    ("mfa_for_management", {"defaults": True, "policies": ()}, PASS),
    ("users_cannot_register_apps", users(registers_apps=True), FAIL),
    ("users_cannot_create_tenants", users(creates_tenants=True), FAIL),
    (
        "guest_access_restricted",
        users(guest_role="10dae51f-b6af-4016-8d66-8c2a99b929b3"),
        FAIL,
    ),
    ("guest_access_restricted", users(guest_role=MEMBERS), FAIL),
    ("guest_access_restricted", {"users": DENIED}, UNKNOWN),
    ("guest_invites_by_admins", users(invites="everyone"), FAIL),
    ("guest_invites_by_admins", users(invites="adminsguestinvitersandallmembers"), FAIL),
    ("guest_invites_by_admins", users(invites="none"), PASS),
    ("user_consent_restricted", users(consents=frozenset({f"{CONSENT}legacy"})), FAIL),
    ("user_consent_restricted", users(consents=frozenset({f"{CONSENT}low"})), PASS),
    ("user_consent_restricted", users(consents=frozenset()), PASS),
    (
        "user_consent_restricted",
        users(consents=frozenset({f"{CONSENT}low", f"{CONSENT}legacy"})),
        FAIL,
    ),
    ("global_administrators_few", administrators(0), FAIL),
    ("global_administrators_few", administrators(1), FAIL),
    ("global_administrators_few", administrators(2), PASS),
    ("global_administrators_few", administrators(4), PASS),
    ("global_administrators_few", administrators(5), FAIL),
]
CASES: list[Case] = [
    *rows("azure_entra_tenant", TENANTS),
    *rows(
        "azure_entra_administrator",
        [("mfa_registered", {"mfa": False}, FAIL), ("mfa_registered", {"mfa": DENIED}, UNKNOWN)],
    ),
    *rows(
        "azure_entra_application",
        [
            ("credentials_renewed", {"expired": ("old",)}, FAIL),
            ("credentials_renewed", {"long_lived": ("for ever",)}, FAIL),
            ("credentials_renewed", {"expired": ("old",), "long_lived": ("for ever",)}, FAIL),
            ("credentials_renewed", {"expired": DENIED}, UNKNOWN),
        ],
    ),
]
