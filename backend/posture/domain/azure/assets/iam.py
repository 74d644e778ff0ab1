"""Assets of Azure's access control: custom roles and role assignments."""

from posture.domain.asset import Family
from posture.domain.azure.asset import AzureAsset
from posture.domain.azure.roles import Permission, RoleAssignment
from posture.domain.evidence import Fact


class CustomRole(AzureAsset, frozen=True, kw_only=True):
    """A role that the customer has defined; `scopes` are where it can be assigned."""

    service = "iam"
    family = Family.IAM
    arm_type = "Microsoft.Authorization/roleDefinitions"

    permissions: Fact[tuple[Permission, ...]]
    scopes: Fact[tuple[str, ...]]


class AssignedRole(AzureAsset, frozen=True, kw_only=True):
    """A role assignment of the subscription, or of something in it."""

    service = "iam"
    family = Family.IAM
    arm_type = "Microsoft.Authorization/roleAssignments"

    assignment: Fact[RoleAssignment]
