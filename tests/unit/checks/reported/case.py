"""A reported policy, and the statements that many of them have."""

from typing import Any, NamedTuple

from posture.domain.verdict import VerdictStatus

OWN, OTHER = "123456789012", "999988887777"
ANYONE: dict[str, Any] = {"Effect": "Allow", "Principal": "*"}
DENY: dict[str, Any] = {"Effect": "Deny", "Principal": "*"}
Statement = dict[str, Any]


class Reported(NamedTuple):
    """A policy's statements, the check that they are about, and the words for the case."""

    name: str
    check: str
    statements: tuple[Statement, ...]
    status: VerdictStatus


def when(operator: str, key: str, value: object) -> Statement:
    return {"Condition": {operator: {key: value}}}


def service(name: str) -> Statement:
    return {"Effect": "Allow", "Principal": {"Service": name}}


def account(name: str) -> Statement:
    return {"Effect": "Allow", "Principal": {"AWS": name}}
