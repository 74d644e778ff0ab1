"""Scope: what a run is limited to, and the union of two scopes for one run."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

# The members, each with the largest number of values that the API shows for a run.
MEMBERS: Final[Mapping[str, int]] = {
    "regions": 64,
    "services": 64,
    "check_ids": 1_000,
    "resource_ids": 1_000,
}

# How a run treats named assets that it cannot look at; these limit nothing.
EXPECTED_ABSENT: Final = "expected_absent"
SKIP_UNCHECKED: Final = "skip_unchecked"

Scope = Mapping[str, Any]


def union(one: Scope, other: Scope) -> dict[str, Any]:
    """Return a scope that includes both.

    Members narrow each other, and an absent member does not limit. Scopes that differ in several
    members have no exact union, so the union is made member by member: a run scans more than was
    requested, never less. A member that grows beyond its limit is left out: it limits nothing.
    """
    united = {
        name: list(dict.fromkeys([*one[name], *other[name]]))
        for name in MEMBERS
        if name in one and name in other
    }
    limits: dict[str, Any] = {
        name: values for name, values in united.items() if len(values) <= MEMBERS[name]
    }
    return limits | _leniency(one, other) if "resource_ids" in limits else limits


def is_small(scope: Scope | None, *, most_resources: int, most_services: int) -> bool:
    """Return whether a scope names few assets or, without their ids, few services."""
    limits = {"resource_ids": most_resources, "services": most_services}
    named = scope or {}
    return any(name in named and len(named[name]) <= most for name, most in limits.items())


def _leniency(one: Scope, other: Scope) -> dict[str, Any]:
    """Return what may be missing of both: nothing that either of them expects to be there."""
    absent = [*_absent(one), *_absent(other)]
    present = _present(one) | _present(other)
    expected = [name for name in dict.fromkeys(absent) if name not in present]
    lenient: dict[str, Any] = {EXPECTED_ABSENT: expected} if expected else {}
    if one.get(SKIP_UNCHECKED) and other.get(SKIP_UNCHECKED):
        lenient[SKIP_UNCHECKED] = True
    return lenient


def _absent(scope: Scope) -> Sequence[str]:
    found: Sequence[str] = scope.get(EXPECTED_ABSENT, ())
    return found


def _present(scope: Scope) -> frozenset[str]:
    return frozenset(scope.get("resource_ids", ())) - frozenset(_absent(scope))
