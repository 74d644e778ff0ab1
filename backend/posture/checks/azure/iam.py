"""Checks of custom roles and role assignments."""

from posture.domain.azure.assets.iam import AssignedRole, CustomRole
from posture.domain.azure.roles import GRANT_ACTION, GRANTING, NAMES, REDEFINE_ACTION, is_wide
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://learn.microsoft.com/azure/role-based-access-control"
EVERYTHING = "*"


@check(
    severity=Severity.HIGH,
    finding_title="Custom role is an owner by another name",
    remediation="List the actions that the role needs, or use a built-in role.",
    cli="az role definition update --role-definition @role.json",
    terraform="""
        resource "azurerm_role_definition" "this" {
          permissions {
            actions = ["Microsoft.Compute/virtualMachines/read"]
          }
        }
    """,
    reference=f"{DOCS}/custom-roles",
)
def azure_iam_custom_role_not_owner_equivalent(role: CustomRole) -> Verdict:
    """Custom role does not let its users give themselves every role.

    Reviews of owners do not find those who are owners by another name.
    """
    if not any(map(is_wide, known(role.scopes))):
        return passed("It cannot be assigned for a whole subscription.")
    permissions = known(role.permissions)
    granting = [one for one in permissions if one.allows(GRANT_ACTION)]
    if any(EVERYTHING in one.actions for one in granting):
        return failed("It allows every action, and to assign roles.")
    if granting:
        return failed("It allows to assign roles.")
    if any(one.allows(REDEFINE_ACTION) for one in permissions):
        return failed("It allows to change roles, and with that itself.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="Program may give roles in the whole subscription",
    remediation="Give the program a role for its own resources, or limit it by a condition.",
    cli="az role assignment delete --ids ID",
    terraform="""
        resource "azurerm_role_assignment" "this" {
          scope                = azurerm_resource_group.this.id
          role_definition_name = "Contributor"
        }
    """,
    reference=f"{DOCS}/best-practices",
)
def azure_iam_role_assignment_no_privileged_service_principal(role: AssignedRole) -> Verdict:
    """Program may not give roles in the whole subscription.

    Secrets of programs leak more often than those of people, and have no second factor.
    """
    found = known(role.assignment)
    if found.kind != "serviceprincipal":
        return not_applicable("It is not for a program.")
    if found.role not in GRANTING or not found.is_wide:
        return passed()
    if found.conditional:
        return passed("A condition limits it.")
    return failed(f"{found.principal} is {NAMES[found.role]}.")
