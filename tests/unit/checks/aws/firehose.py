"""Cases of Firehose's checks: streams."""

from posture.domain.aws.assets.firehose import DeliveryStream
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, Compliant, Row, rows

COMPLIANT: Compliant = {
    DeliveryStream: {"encrypted": True, "plain_destinations": (), "unlogged_destinations": ()}
}
STREAMS: list[Row] = [
    ("encrypted", {"encrypted": False}, FAIL),
    ("encrypted", {"encrypted": None}, NOT_APPLICABLE),
    ("destinations_encrypted", {"plain_destinations": ("http://a.example",)}, FAIL),
    ("errors_logged", {"unlogged_destinations": ("ExtendedS3",)}, FAIL),
]
CASES = rows("aws_firehose_delivery_stream", STREAMS)
