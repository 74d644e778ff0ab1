"""Verdict: the result of a check on one asset."""

from enum import StrEnum

from msgspec import Struct

from posture.domain.evidence import Unread


class VerdictStatus(StrEnum):
    """The four verdicts; `unknown` means that evidence could not be read."""

    PASS = "pass"  # noqa: S105  # the field's word for a good verdict
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Verdict(Struct, frozen=True):
    """A verdict with its reason in one sentence; `unread` names the missing evidence."""

    status: VerdictStatus
    message: str = ""
    unread: Unread | None = None


PASSED = Verdict(VerdictStatus.PASS)


def passed(message: str = "") -> Verdict:
    """The asset is in the compliant state."""
    return Verdict(VerdictStatus.PASS, message) if message else PASSED


def failed(message: str) -> Verdict:
    """The asset is not in the compliant state; `message` says what was seen."""
    return Verdict(VerdictStatus.FAIL, message)


def not_applicable(message: str) -> Verdict:
    """The check does not apply to this asset; `message` says why."""
    return Verdict(VerdictStatus.NOT_APPLICABLE, message)


def unknown(unread: Unread) -> Verdict:
    """The evidence could not be read."""
    return Verdict(VerdictStatus.UNKNOWN, str(unread), unread)
