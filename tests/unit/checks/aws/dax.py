"""Cases of DAX's checks: clusters."""

from posture.domain.aws.assets.dax import DaxCluster
from tests.unit.checks.evaluating import FAIL, Compliant, Row, rows

COMPLIANT: Compliant = {DaxCluster: {"encryption": "ENABLED", "tls": True}}
CLUSTERS: list[Row] = [
    ("encrypted", {"encryption": "DISABLED"}, FAIL),
    ("encrypted", {"encryption": "DISABLING"}, FAIL),
    ("tls_required", {"tls": False}, FAIL),
]
CASES = rows("aws_dax_cluster", CLUSTERS)
