"""Cases of MemoryDB's checks."""

from posture.domain.aws.assets.memorydb import MemoryDbCluster
from tests.unit.checks.evaluating import FAIL, Compliant, Row, rows

COMPLIANT: Compliant = {MemoryDbCluster: {"acl": "applications", "tls": True}}
CLUSTERS: list[Row] = [
    ("access_named", {"acl": "open-access"}, FAIL),
    ("tls_required", {"tls": False}, FAIL),
]
CASES = rows("aws_memorydb_cluster", CLUSTERS)
