"""Finding: the lasting record of a failed verdict."""

from enum import StrEnum
from hashlib import sha256

from msgspec import Struct

from posture.domain.check import Severity
from posture.domain.spelling import key


class FindingStatus(StrEnum):
    """What people decided about a finding; a run that does not find it also sets `resolved`."""

    OPEN = "open"
    TRIAGED = "triaged"
    RESOLVED = "resolved"
    ACCEPTED = "accepted"
    FALSE_POSITIVE = "false_positive"


class Delta(StrEnum):
    """A finding compared with the previous completed run of its integration."""

    NEW = "new"
    UNCHANGED = "unchanged"
    RESOLVED = "resolved"


class FailedVerdict(Struct, frozen=True, kw_only=True):
    """A failed verdict on its way to becoming a finding."""

    check_id: str
    resource_id: str
    region: str
    service: str
    family: str
    severity: Severity
    title: str
    summary: str

    def fingerprint(self, integration_id: str) -> str:
        """Return the finding's lasting identity within its integration, as 64 hex digits."""
        return fingerprint(self.check_id, self.resource_id, integration_id)


def fingerprint(check_id: str, resource_id: str, integration_id: str) -> str:
    """Hash the values that make two failed verdicts the same finding, however the id is spelled."""
    return sha256(f"{check_id}\0{key(resource_id)}\0{integration_id}".encode()).hexdigest()
