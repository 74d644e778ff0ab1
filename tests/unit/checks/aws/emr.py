"""Cases of EMR's checks: regions and clusters."""

from posture.domain.aws.assets.emr import EmrCluster, EmrRegion, PublicAccessBlock
from tests.unit.checks.evaluating import DENIED, FAIL, PASS, UNKNOWN, Compliant, Facts, Row, rows


def block(*ports: str, enabled: bool = True) -> Facts:
    return {"block": PublicAccessBlock(enabled=enabled, open_ports=ports)}


COMPLIANT: Compliant = {
    EmrRegion: block("22"),
    EmrCluster: {"public_subnets": (), "encrypted": True, "tls": True},
}
EMR: list[Row] = [
    ("region_public_access_blocked", block(), PASS),
    ("region_public_access_blocked", block("22", "8088"), FAIL),
    ("region_public_access_blocked", block("20-22"), FAIL),
    ("region_public_access_blocked", block(enabled=False), FAIL),
    ("region_public_access_blocked", {"block": DENIED}, UNKNOWN),
    ("cluster_in_private_subnets", {"public_subnets": ("subnet-1",)}, FAIL),
    ("cluster_encrypted", {"encrypted": False}, FAIL),
    ("cluster_traffic_encrypted", {"tls": False}, FAIL),
]
CASES = rows("aws_emr", EMR)
