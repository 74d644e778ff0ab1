"""Assets of Azure's access control: custom roles and role assignments."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.azure.asset import AzureAsset
from posture.domain.azure.roles import Permission, RoleAssignment
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomRole(AzureAsset):
    """A role that the customer has defined; `scopes` are where it can be assigned."""

    service = "iam"
    family = Family.IAM
    arm_type = "Microsoft.Authorization/roleDefinitions"

    permissions: Fact[tuple[Permission, ...]]
    scopes: Fact[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedRole(AzureAsset):
    """A role assignment of the subscription, or of something in it."""

    service = "iam"
    family = Family.IAM
    arm_type = "Microsoft.Authorization/roleAssignments"

    assignment: Fact[RoleAssignment]
