"""Comparison: how a finding differs between two runs of an integration, from what they recorded.

A finding that only one run has is no news by itself: the other may not have looked there.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, Final

from posture.domain.spelling import key

# The members of a scope, and the fact of a finding that each limits.
LIMITS: Final[Mapping[str, str]] = {
    "regions": "region",
    "services": "service",
    "check_ids": "check_id",
    "resource_ids": "resource_id",
}


class Change(StrEnum):
    """How a finding of a run differs from an earlier run."""

    NEW = "new"
    RESOLVED = "resolved"
    UNCHANGED = "unchanged"
    NOT_COMPARED = "not_compared"


def appeared(
    *, found_at: int | None, gone_at: int | None, in_base: bool, may_be_seen: bool
) -> Change:
    """Return the change of a finding that the base did not find.

    Args:
        found_at: when a run until the base last found it.
        gone_at: when a run until the base last saw it gone.
        in_base: whether the base itself saw it gone.
        may_be_seen: whether the base would have found it, had it been there.
    """
    if in_base or _was_gone(found_at, gone_at):
        return Change.NEW
    return Change.NEW if found_at is None and may_be_seen else Change.NOT_COMPARED


def disappeared(*, found_at: int | None, gone_at: int | None, in_run: bool) -> Change:
    """Return the change of a finding that the base found and the run did not.

    Args:
        found_at: when a run until this one last found it.
        gone_at: when a run until this one last saw it gone.
        in_run: whether the run itself saw it gone.
    """
    gone = in_run or _was_gone(found_at, gone_at)
    return Change.RESOLVED if gone else Change.NOT_COMPARED


def may_be_seen(
    facts: Mapping[str, str], scope: Mapping[str, Any] | None, checks: Collection[str] | None
) -> bool:
    """Return whether a run would have found a finding that was there.

    Args:
        facts: the finding's region, service, check_id and resource_id.
        scope: of the run; None is the whole account.
        checks: that the run evaluated; None where that is not known.
    """
    limits = scope or {}
    if checks is not None and facts["check_id"] not in checks:
        return False
    return all(
        key(facts[fact]) in map(key, limits[member])
        for member, fact in LIMITS.items()
        if limits.get(member)
    )


def _was_gone(found_at: int | None, gone_at: int | None) -> bool:
    return gone_at is not None and (found_at is None or gone_at > found_at)
