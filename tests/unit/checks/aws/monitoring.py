"""Cases of the check of an account's monitoring."""

from posture.domain.aws.assets.monitoring import MonitoredEvents
from tests.unit.checks.evaluating import DENIED, FAIL, PASS, UNKNOWN, Compliant, Row, rows

COMPLIANT: Compliant = {MonitoredEvents: {"title": "failed sign-ins", "gap": None}}
EVENTS: list[Row] = [
    ("alarmed", {}, PASS),
    ("alarmed", {"gap": "No alarm watches the metric."}, FAIL),
    ("alarmed", {"gap": DENIED}, UNKNOWN),
]
CASES = rows("aws_cloudwatch_events", EVENTS)
