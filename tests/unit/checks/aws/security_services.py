"""Cases of the checks of AWS's own security services."""

from posture.domain.aws.assets.security_services import (
    AccessAnalyzerRegion,
    AccountContact,
    ConfigRegion,
    DeliveryChannel,
    InspectorRegion,
    MacieRegion,
    Recorder,
    SecurityHubRegion,
)
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Compliant,
    Row,
    rows,
)


def recorder(**changed: bool) -> Recorder:
    state = {"every_type": True, "records": True, "failing": False} | changed
    return Recorder(name="default", **state)


def channel(*failed: str) -> DeliveryChannel:
    return DeliveryChannel(name="default", failed=failed)


COMPLIANT: Compliant = {
    AccountContact: {"registered": True},
    ConfigRegion: {"recorders": (recorder(),), "channels": (channel(),)},
    SecurityHubRegion: {"standards": ("aws-foundational-security-best-practices/v/1.0.0",)},
    MacieRegion: {"status": "ENABLED"},
    InspectorRegion: {"silent": (), "code_scanned": True},
    AccessAnalyzerRegion: {"analyzers": ("ACCOUNT",)},
}
COMPLETE, HUB = "config_region_recorder_complete", "securityhub_region_enabled"
DELIVERY = "config_region_delivery_working"
MACIE = "macie_region_enabled"
SERVICES: list[Row] = [
    ("account_security_contact_registered", {"registered": False}, FAIL),
    (COMPLETE, {"recorders": ()}, FAIL),
    (COMPLETE, {"recorders": (recorder(records=False),)}, FAIL),
    (COMPLETE, {"recorders": (recorder(every_type=False),)}, FAIL),
    (COMPLETE, {"recorders": (recorder(failing=True),)}, FAIL),
    (COMPLETE, {"recorders": (recorder(failing=True), recorder())}, PASS),
    (DELIVERY, {"channels": ()}, FAIL),
    (DELIVERY, {"channels": (channel("history (NoSuchBucket)"),)}, FAIL),
    (DELIVERY, {"channels": DENIED}, UNKNOWN),
    (DELIVERY, {"recorders": (), "channels": ()}, NOT_APPLICABLE),
    (HUB, {"standards": None}, FAIL),
    (HUB, {"standards": ()}, FAIL),
    (HUB, {"standards": DENIED}, UNKNOWN),
    (MACIE, {"status": "PAUSED"}, FAIL),
    (MACIE, {"status": "OFF"}, FAIL),
    ("accessanalyzer_region_external_access_watched", {"analyzers": ()}, FAIL),
    ("inspector_region_scanning_enabled", {"silent": ("ecr",)}, FAIL),
    ("inspector_region_code_scanned", {"code_scanned": False}, FAIL),
    ("inspector_region_code_scanned", {"code_scanned": DENIED}, UNKNOWN),
    ("inspector_region_code_scanned", {"code_scanned": None}, NOT_APPLICABLE),
]
CASES = rows("aws", SERVICES)
