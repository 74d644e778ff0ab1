"""Cases of the checks of DocumentDB and Neptune."""

from typing import Any

from posture.domain.aws.assets.docdb import DocDbCluster, NeptuneCluster
from tests.unit.checks.evaluating import DENIED, FAIL, PASS, UNKNOWN, Compliant, Row, rows

COMMON: dict[str, Any] = {
    "encrypted": True,
    "backup_days": 7,
    "deletion_protection": True,
    "audit_logged": True,
}
COMPLIANT: Compliant = {
    DocDbCluster: COMMON | {"tls": "enabled"},
    NeptuneCluster: COMMON | {"iam_authentication": True, "copy_tags": True},
}
BOTH: list[Row] = [
    ("encrypted", {"encrypted": False}, FAIL),
    ("audit_logged", {"audit_logged": False}, FAIL),
    ("recoverable", {"backup_days": 1}, FAIL),
    ("recoverable", {"deletion_protection": False}, FAIL),
]
DOCDB: list[Row] = [
    ("tls_required", {"tls": "disabled"}, FAIL),
    ("tls_required", {"tls": ""}, FAIL),
    ("tls_required", {"tls": "tls1.3+"}, PASS),
    ("tls_required", {"tls": DENIED}, UNKNOWN),
]
NEPTUNE: list[Row] = [
    ("iam_authentication_enabled", {"iam_authentication": False}, FAIL),
    ("tags_copied_to_snapshots", {"copy_tags": False}, FAIL),
]
CASES = [
    *rows("aws_docdb_cluster", [*BOTH, *DOCDB]),
    *rows("aws_neptune_cluster", [*BOTH, *NEPTUNE]),
]
