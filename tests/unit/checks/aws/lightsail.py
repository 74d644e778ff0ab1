"""Cases of Lightsail's checks."""

from posture.domain.aws.assets.lightsail import (
    LightsailBucket,
    LightsailDatabase,
    LightsailInstance,
)
from tests.unit.checks.evaluating import FAIL, Compliant, Row, rows

COMPLIANT: Compliant = {
    LightsailInstance: {"open_logins": ()},
    LightsailDatabase: {"public": False},
    LightsailBucket: {"public": False, "public_objects": False},
}
TABLE: list[Row] = [
    ("instance_logins_closed_to_internet", {"open_logins": (22,)}, FAIL),
    ("database_private", {"public": True}, FAIL),
    ("bucket_not_public", {"public": True}, FAIL),
    ("bucket_not_public", {"public_objects": True}, FAIL),
]
CASES = rows("aws_lightsail", TABLE)
