"""Scope: what a run is limited to, and the union of two scopes for one run."""

from collections.abc import Mapping, Sequence
from typing import Final

# The members, each with the largest number of values that the API shows for a run.
MEMBERS: Final[Mapping[str, int]] = {
    "regions": 64,
    "services": 64,
    "check_ids": 1_000,
    "resource_ids": 1_000,
}

Scope = Mapping[str, Sequence[str]]


def union(one: Scope, other: Scope) -> dict[str, list[str]]:
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
    return {name: values for name, values in united.items() if len(values) <= MEMBERS[name]}
