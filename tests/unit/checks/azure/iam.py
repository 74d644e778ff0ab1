"""Cases of the checks of roles and of the subscription."""

from typing import Any

from posture.domain.azure.assets.iam import AssignedRole, CustomRole
from posture.domain.azure.assets.subscription import ActivityAlert, DefenderPlan, Subscription
from posture.domain.azure.diagnostics import DiagnosticSetting
from posture.domain.azure.roles import (
    CONTRIBUTOR,
    OWNER,
    USER_ACCESS_ADMINISTRATOR,
    Permission,
    RoleAssignment,
)
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Case, Compliant, Row, rows

WHOLE = "/subscriptions/one"
PLANS = (
    *("virtualmachines", "storageaccounts", "sqlservers", "keyvaults"),
    *("containers", "arm", "cloudposture", "ai"),
)
ON = DefenderPlan(enabled=True, partial=False)
OPERATIONS = {
    "policy_assignment": "microsoft.authorization/policyassignments/write",
    "security_group": "microsoft.network/networksecuritygroups/write",
    "sql_firewall": "microsoft.sql/servers/firewallrules/write",
}
LOG = DiagnosticSetting(
    frozenset({"administrative", "alert", "policy", "security"}), frozenset(), exported=True
)


def assigned(principal: str, role: str = OWNER, **changed: Any) -> RoleAssignment:  # noqa: ANN401  # of every type
    made = RoleAssignment(role, WHOLE, principal, "serviceprincipal", conditional=False)
    return made._replace(**changed)


def alerts(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    made = ActivityAlert("", narrowed=False, notifies=True)
    return {"alerts": tuple(made._replace(operation=one, **changed) for one in OPERATIONS.values())}


def permissions(*actions: str, without: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"permissions": (Permission(actions, without),)}


COMPLIANT: Compliant = {
    CustomRole: {**permissions("microsoft.compute/*/read"), "scopes": (WHOLE,)},
    AssignedRole: {"assignment": assigned("app", CONTRIBUTOR)},
    Subscription: {
        "assignments": (assigned("a"), assigned("b")),
        "plans": dict.fromkeys(PLANS, ON),
        "contacts": (True,),
        "diagnostics": (LOG,),
        **alerts(),
    },
}
GROUP = f"{WHOLE}/resourceGroups/web"
ROLES: list[Row] = [
    ("not_owner_equivalent", permissions("*"), FAIL),
    ("not_owner_equivalent", permissions("*", without=("microsoft.authorization/*/write",)), PASS),
    ("not_owner_equivalent", permissions("*/write"), FAIL),
    ("not_owner_equivalent", permissions("microsoft.authorization/roleassignments/write"), FAIL),
    ("not_owner_equivalent", {**permissions("*"), "scopes": (GROUP,)}, PASS),
    ("not_owner_equivalent", {**permissions("*"), "scopes": ("/",)}, FAIL),
    ("not_owner_equivalent", {**permissions("*"), "scopes": (f"{WHOLE}/",)}, FAIL),
    ("not_owner_equivalent", permissions("microsoft.authorization/roledefinitions/*"), FAIL),
    ("not_owner_equivalent", permissions("microsoft.authorization/*/read"), PASS),
]
ASSIGNMENTS: list[Row] = [
    ("no_privileged_service_principal", {"assignment": assigned("app")}, FAIL),
    (
        "no_privileged_service_principal",
        {"assignment": assigned("ann", kind="user")},
        NOT_APPLICABLE,
    ),
    (
        "no_privileged_service_principal",
        {"assignment": assigned("app", scope=GROUP.lower())},
        PASS,
    ),
    (
        "no_privileged_service_principal",
        {"assignment": assigned("app", conditional=True)},
        PASS,
    ),
]


def of_plan(name: str, plan: str) -> list[Row]:
    """Return the cases of one plan of Defender."""
    off = DefenderPlan(enabled=False, partial=False)
    partial = DefenderPlan(enabled=True, partial=True)
    others = {one: ON for one in PLANS if one != plan}
    return [
        (f"defender_{name}_enabled", {"plans": {**others, plan: off}}, FAIL),
        (f"defender_{name}_enabled", {"plans": {**others, plan: partial}}, FAIL),
        (f"defender_{name}_enabled", {"plans": others}, NOT_APPLICABLE),
    ]


def of_alert(name: str) -> list[Row]:
    """Return the cases of one alert."""
    return [
        (f"alert_on_{name}", {"alerts": ()}, FAIL),
        (f"alert_on_{name}", alerts(narrowed=True), FAIL),
        (f"alert_on_{name}", alerts(notifies=False), FAIL),
    ]


def owners(*names: str) -> dict[str, Any]:
    return {"assignments": tuple(map(assigned, names))}


SUBSCRIPTIONS: list[Row] = [
    (
        "user_access_administrator_unassigned",
        {"assignments": (assigned("ann", USER_ACCESS_ADMINISTRATOR),)},
        FAIL,
    ),
    ("owners_few", owners("a"), FAIL),
    ("owners_few", owners("a", "a", "b"), PASS),
    ("owners_few", owners("a", "b", "c", "d"), FAIL),
    *of_plan("servers", "virtualmachines"),
    *of_plan("storage", "storageaccounts"),
    *of_plan("sql", "sqlservers"),
    *of_plan("key_vault", "keyvaults"),
    *of_plan("containers", "containers"),
    *of_plan("resource_manager", "arm"),
    *of_plan("cspm", "cloudposture"),
    *of_plan("ai", "ai"),
    ("defender_contact_configured", {"contacts": ()}, FAIL),
    ("defender_contact_configured", {"contacts": (False,)}, FAIL),
    ("activity_log_exported", {"diagnostics": ()}, FAIL),
    ("activity_log_exported", {"diagnostics": (LOG._replace(exported=False),)}, FAIL),
    (
        "activity_log_exported",
        {"diagnostics": (LOG._replace(categories=frozenset({"alert"})),)},
        FAIL,
    ),
    *of_alert("policy_assignment"),
    *of_alert("security_group"),
    *of_alert("sql_firewall"),
]
CASES: list[Case] = [
    *rows("azure_iam_custom_role", ROLES),
    *rows("azure_iam_role_assignment", ASSIGNMENTS),
    *rows("azure_subscription", SUBSCRIPTIONS),
]
