"""Diagnostic settings: which logs of a resource are kept, and where."""

from typing import NamedTuple

# Groups of categories that contain the records of who accessed what.
AUDIT_GROUPS = frozenset({"audit", "alllogs"})


class DiagnosticSetting(NamedTuple):
    """One setting; names of categories and of groups are in lower case.

    Attributes:
        categories: the enabled categories of logs.
        groups: the enabled groups of categories.
        exported: whether it has a destination.
    """

    categories: frozenset[str]
    groups: frozenset[str]
    exported: bool


def logged(settings: tuple[DiagnosticSetting, ...], categories: frozenset[str]) -> bool:
    """Return whether the settings together export one of the groups, or all these categories."""
    exported = [one for one in settings if one.exported]
    kept: frozenset[str] = frozenset().union(*(one.categories for one in exported))
    return any(one.groups & AUDIT_GROUPS for one in exported) or categories <= kept
