"""Report: a document about a period, and what a run keeps for it."""

from enum import StrEnum
from typing import Final

from posture.domain.verdict import VerdictStatus

# The form of the evidence; it changes when the meaning of its members does.
EVIDENCE_FORM: Final = "posture-evidence/1"
# A run of a whole account keeps, by check, the number of its verdicts of each of these statuses.
COUNTED: Final = (
    VerdictStatus.PASS,
    VerdictStatus.FAIL,
    VerdictStatus.UNKNOWN,
    VerdictStatus.NOT_APPLICABLE,
)


class ReportFormat(StrEnum):
    """The formats of a report."""

    PDF = "pdf"
    JSON = "json"


class ReportStatus(StrEnum):
    """The status of a report."""

    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"


# Those of a report whose file is still to be made.
WAITING: Final = (ReportStatus.QUEUED.value, ReportStatus.RUNNING.value)


class ControlResult(StrEnum):
    """The result of a control, over all accounts of a report.

    Only `pass` says that it is met: every check of it was evaluated in every account, at least one
    asset passed, and no verdict is unknown.
    """

    FAIL = "fail"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    NO_FINDING = "no_finding"
    PASS = "pass"  # noqa: S105  # a verdict
    NOT_APPLICABLE = "not_applicable"
    NOT_EVALUATED = "not_evaluated"
