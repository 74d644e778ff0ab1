"""Cases of Redshift's checks."""

from posture.domain.aws.assets.redshift import (
    RedshiftCluster,
    RedshiftDataShare,
    RedshiftSnapshot,
)
from tests.unit.checks.evaluating import DENIED, FAIL, PASS, UNKNOWN, Compliant, Row, rows

COMPLIANT: Compliant = {
    RedshiftCluster: {
        "public": False,
        "encrypted": True,
        "vpc_routing": True,
        "snapshot_days": 7,
        "upgrades": True,
        "administrator": "owner",
        "database": "warehouse",
        "tls": "required",
        "log_gap": None,
    },
    RedshiftSnapshot: {"shared_with": ()},
    RedshiftDataShare: {"public_clusters": False, "foreign_consumers": ()},
}
CLUSTERS: list[Row] = [
    ("public_access_disabled", {"public": True}, FAIL),
    ("encrypted", {"encrypted": False}, FAIL),
    ("tls_required", {"tls": "off"}, FAIL),
    ("tls_required", {"tls": "pending"}, FAIL),
    ("tls_required", {"tls": DENIED}, UNKNOWN),
    ("audit_logged", {"log_gap": "The audit log is off."}, FAIL),
    ("snapshots_kept", {"snapshot_days": 6}, FAIL),
    ("snapshots_kept", {"snapshot_days": 7}, PASS),
    ("traffic_in_vpc", {"vpc_routing": False}, FAIL),
    ("upgraded_automatically", {"upgrades": False}, FAIL),
    ("administrator_renamed", {"administrator": "awsuser"}, FAIL),
    ("database_renamed", {"database": "dev"}, FAIL),
]
SHARES: list[Row] = [
    ("public_clusters_refused", {"public_clusters": True}, FAIL),
    ("consumers_of_own_account", {"foreign_consumers": ("999988887777",)}, FAIL),
]
SNAPSHOTS: list[Row] = [("not_shared", {"shared_with": ("999988887777",)}, FAIL)]
CASES = [
    *rows("aws_redshift_cluster", CLUSTERS),
    *rows("aws_redshift_data_share", SHARES),
    *rows("aws_redshift_snapshot", SNAPSHOTS),
]
