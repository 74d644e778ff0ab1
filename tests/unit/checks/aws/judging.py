"""Judges one asset by one rule: the form of the tables of cases."""

from dataclasses import fields
from typing import Any, NamedTuple

from posture.domain.asset import Asset
from posture.domain.check import Check
from posture.domain.evidence import Unread
from posture.domain.verdict import Verdict, VerdictStatus

PASS, FAIL, UNKNOWN, NOT_APPLICABLE = VerdictStatus
DENIED = Unread("AccessDeniedException", "service:Call")


class Case(NamedTuple):
    """A rule, how its asset differs from one in which all is well, the verdict, words in it."""

    rule: Check[Any]
    changed: dict[str, Any]
    status: VerdictStatus
    words: str = ""


def judge(case: Case, well: dict[type[Asset], dict[str, Any]]) -> Verdict:
    kind = case.rule.asset_type
    verdict = case.rule(build(kind, well[kind] | case.changed))
    assert verdict.status == case.status, verdict
    assert case.words in verdict.message, verdict.message
    return verdict


def build(kind: type[Asset], facts: dict[str, Any]) -> Asset:
    keys = {"resource_id": "arn:aws:x:eu-west-1:123456789012:it", "region": "eu-west-1"}
    return kind(**keys | facts)


def unread_facts(rule: Check[Any]) -> dict[str, Unread]:
    """Return the facts that a rule needs and that can be refused, each of them refused."""
    refusable = {one.name for one in fields(rule.asset_type) if "Unread" in str(one.type)}
    return dict.fromkeys(rule.needs & refusable, DENIED)
