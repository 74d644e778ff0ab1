"""The form of a table of cases: which check, how its asset differs, which verdict is right."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from msgspec.structs import fields

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.domain.asset import Asset
from posture.domain.check import Check
from posture.domain.evidence import Unread
from posture.domain.verdict import VerdictStatus

PASS, FAIL, UNKNOWN, NOT_APPLICABLE = VerdictStatus
DENIED = Unread("AccessDeniedException", "service:Call")
CHECKS = {one.id: one for one in checks(CLOUDS)}
Facts = dict[str, Any]
Compliant = dict[type[Asset], Facts]
Row = tuple[str, Facts, VerdictStatus]


class Case(NamedTuple):
    """A check, how its asset differs from a compliant one, and the verdict that is right.

    Attributes:
        words: what the verdict's message contains.
        kind: the asset type, where the check is about a base of several types.
    """

    rule: Check[Any]
    changed: Facts
    status: VerdictStatus
    words: str = ""
    kind: type[Asset] | None = None


def rows(
    prefix: str,
    table: Iterable[Row],
    kind: type[Asset] | None = None,
) -> list[Case]:
    """Return the cases of a table that names each check by the end of its id."""
    return [
        Case(CHECKS[f"{prefix}_{name}"], changed, status, kind=kind)
        for name, changed, status in table
    ]


def build(kind: type[Asset], facts: Facts) -> Asset:
    keys = {"resource_id": "arn:aws:x:eu-west-1:123456789012:it", "region": "eu-west-1"}
    return kind(**keys | facts)


def unread_facts(rule: Check[Any], kind: type[Asset]) -> Facts:
    """Return the facts that a check needs and that can be unread, each of them unread."""
    can_be_unread = {one.name for one in fields(kind) if "Unread" in str(one.type)}
    return dict.fromkeys(rule.needs & can_be_unread, DENIED)
