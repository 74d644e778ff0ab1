"""Checks of boxes."""

from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed
from tests.integration.toycloud.domain import Box


@check(
    severity=Severity.HIGH,
    finding_title="Box is not locked",
    remediation="Lock it.",
    reference="https://example.com",
)
def toy_store_box_locked(box: Box) -> Verdict:
    """Box is locked.

    Anybody opens a box that is not.
    """
    return passed() if known(box.locked) else failed("It is open.")


@check(
    severity=Severity.LOW,
    finding_title="Box has no label",
    remediation="Label it.",
    reference="https://example.com",
)
def toy_store_box_labelled(box: Box) -> Verdict:
    """Box has a label.

    Nobody knows what is in a box without one.
    """
    return passed() if known(box.label) else failed("It has no label.")
