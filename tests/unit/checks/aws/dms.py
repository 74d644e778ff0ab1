"""Cases of DMS' checks."""

from posture.domain.aws.assets.dms import DmsEndpoint, DmsInstance, DmsTask
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

COMPLIANT: Compliant = {
    DmsInstance: {"public": False, "minor_upgrades": True, "multi_az": True},
    DmsTask: {"silent": ()},
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
COPIES += [
    ("task_source_logged", {"silent": ("SOURCE_CAPTURE",)}, FAIL),
    ("task_source_logged", {"silent": ("TARGET_LOAD",)}, PASS),
    ("task_target_logged", {"silent": ("TARGET_LOAD",)}, FAIL),
    ("task_target_logged", {"silent": DENIED}, UNKNOWN),
]
CASES = rows("aws_dms", COPIES)
