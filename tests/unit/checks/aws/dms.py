"""Cases of DMS' checks."""

from posture.domain.aws.assets.dms import DmsEndpoint, DmsInstance
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, Compliant, Row, rows

COMPLIANT: Compliant = {
    DmsInstance: {"public": False, "minor_upgrades": True, "multi_az": True},
    DmsEndpoint: {"engine": "mongodb", "tls": True, "authenticated": True},
}
COPIES: list[Row] = [
    ("replication_instance_public_access_disabled", {"public": True}, FAIL),
    ("replication_instance_upgraded_automatically", {"minor_upgrades": False}, FAIL),
    ("replication_instance_multi_az", {"multi_az": False}, FAIL),
    ("endpoint_traffic_encrypted", {"tls": False}, FAIL),
    ("endpoint_traffic_encrypted", {"engine": "s3", "tls": None}, NOT_APPLICABLE),
    ("endpoint_authenticated", {"authenticated": False}, FAIL),
    ("endpoint_authenticated", {"authenticated": None}, NOT_APPLICABLE),
]
CASES = rows("aws_dms", COPIES)
