"""Roles of Azure: assignments, and what a role definition allows.

Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
USER_ACCESS_ADMINISTRATOR = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
RBAC_ADMINISTRATOR = "f58310d9-a9f6-439a-9e8d-f62e7b41a168"
NAMES = {
    OWNER: "Owner",
    CONTRIBUTOR: "Contributor",
    USER_ACCESS_ADMINISTRATOR: "User Access Administrator",
    RBAC_ADMINISTRATOR: "Role Based Access Control Administrator",
}
# Who has one of these can give roles to anybody.
GRANTING = frozenset({OWNER, USER_ACCESS_ADMINISTRATOR, RBAC_ADMINISTRATOR})
# With the second, the users of a role add to it whatever they need.
GRANT_ACTION = "microsoft.authorization/roleassignments/write"
REDEFINE_ACTION = "microsoft.authorization/roledefinitions/write"
MANAGEMENT_GROUPS = "/providers/microsoft.management/managementgroups/"


class RoleAssignment(NamedTuple):
    """A role that a principal has; ids are in lower case.

    Attributes:
        role: the id of the role, without its path.
        scope: the id of what the role is for, and of all below it.
        kind: `user`, `group`, `serviceprincipal` …
        conditional: whether a condition limits it.
    """

    role: str
    scope: str
    principal: str
    kind: str
    conditional: bool

    @property
    def is_wide(self) -> bool:
        """Return whether it is for a whole subscription or more."""
        return is_wide(self.scope)


def is_wide(scope: str) -> bool:
    """Return whether a scope is a subscription, a management group, or everything."""
    lower = scope.lower().rstrip("/")
    if not lower or lower.startswith(MANAGEMENT_GROUPS):
        return True
    return lower.startswith("/subscriptions/") and lower.count("/") == 2  # noqa: PLR2004  # /subscriptions/ID


class Permission(NamedTuple):
    """One permission of a role definition: patterns of actions in lower case."""

    actions: tuple[str, ...]
    not_actions: tuple[str, ...]

    def allows(self, action: str) -> bool:
        """Return whether it allows an action, given in lower case."""
        return _matches(self.actions, action) and not _matches(self.not_actions, action)


def _matches(patterns: Iterable[str], action: str) -> bool:
    return any(re.fullmatch(".*".join(map(re.escape, one.split("*"))), action) for one in patterns)
