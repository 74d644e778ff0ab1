"""Cases of OpenSearch's checks."""

from posture.domain.aws.assets.opensearch import OpenSearchDomain
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import FAIL, PASS, Compliant, Row, rows

OPEN = policy(
    '{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "es:*", "Resource": "*"}}'
)
COMPLIANT: Compliant = {
    OpenSearchDomain: {
        "in_vpc": True,
        "encrypted": True,
        "nodes_encrypted": True,
        "https_required": True,
        "tls_policy": "Policy-Min-TLS-1-2-PFS-2023-10",
        "users_known": True,
        "anonymous": False,
        "node_count": 3,
        "spread": True,
        "update_available": False,
        "logs": ("AUDIT_LOGS", "ES_APPLICATION_LOGS"),
        "policy": None,
    }
}
PUBLIC, HTTPS = "policy_not_public", "https_required"
USERS, LOGS = "fine_grained_access_enabled", "audit_logs_published"
DOMAINS: list[Row] = [
    (PUBLIC, {"in_vpc": False, "policy": OPEN}, FAIL),
    (PUBLIC, {"in_vpc": True, "policy": OPEN}, PASS),
    (PUBLIC, {"in_vpc": False, "policy": None}, PASS),
    ("in_vpc", {"in_vpc": False}, FAIL),
    ("encrypted", {"encrypted": False}, FAIL),
    ("nodes_encrypted", {"nodes_encrypted": False}, FAIL),
    (HTTPS, {"https_required": False}, FAIL),
    (HTTPS, {"tls_policy": "Policy-Min-TLS-1-0-2019-07"}, FAIL),
    (HTTPS, {"tls_policy": ""}, FAIL),
    (USERS, {"users_known": False}, FAIL),
    (USERS, {"anonymous": True}, FAIL),
    (LOGS, {"logs": ()}, FAIL),
    ("error_logs_published", {"logs": ("AUDIT_LOGS",)}, FAIL),
    ("nodes_spread", {"node_count": 2}, FAIL),
    ("nodes_spread", {"spread": False}, FAIL),
    ("software_current", {"update_available": True}, FAIL),
    (LOGS, {"logs": ("INDEX_SLOW_LOGS",)}, FAIL),
]
CASES = rows("aws_opensearch_domain", DOMAINS)
