"""Cases of Redshift Serverless's checks."""

from posture.domain.aws.assets.redshift_serverless import RedshiftNamespace, RedshiftWorkgroup
from tests.unit.checks.evaluating import FAIL, Compliant, Row, rows

COMPLIANT: Compliant = {
    RedshiftWorkgroup: {"public": False, "tls_required": True, "vpc_routing": True},
    RedshiftNamespace: {"logs": ("connectionlog", "userlog"), "administrator": "owner"},
}
WORKGROUPS: list[Row] = [
    ("public_access_disabled", {"public": True}, FAIL),
    ("tls_required", {"tls_required": False}, FAIL),
    ("traffic_in_vpc", {"vpc_routing": False}, FAIL),
]
NAMESPACES: list[Row] = [
    ("audit_logged", {"logs": ("useractivitylog", "userlog")}, FAIL),
    ("administrator_renamed", {"administrator": "admin"}, FAIL),
]
CASES = [
    *rows("aws_redshiftserverless_workgroup", WORKGROUPS),
    *rows("aws_redshiftserverless_namespace", NAMESPACES),
]
