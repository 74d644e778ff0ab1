"""Cases of EKS's checks: clusters and node groups."""

from posture.domain.aws.assets.eks import Administrator, EksCluster, EksNodeGroup
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

ONE = Administrator(arn="arn:aws:iam::123456789012:role/ops", policy="AmazonEKSClusterAdminPolicy")
COMPLIANT: Compliant = {
    EksCluster: {
        "public_ranges": (),
        "private_endpoint": True,
        "secrets_encrypted": True,
        "silent_logs": (),
        "version": "1.34",
        "version_status": "STANDARD_SUPPORT",
        "by_config_map": False,
        "deletion_protection": True,
        "administrators": (ONE,),
        "policies_enforced": True,
    },
    EksNodeGroup: {"open_login": False, "public_subnets": ()},
}
CLOSED, LOGS, FEW = (
    "cluster_endpoint_closed_to_internet",
    "cluster_audit_logs_enabled",
    "cluster_administrators_few",
)
ENFORCED = "cluster_network_policies_enforced"
SUPPORTED = "cluster_version_supported"
EKS: list[Row] = [
    (CLOSED, {"public_ranges": ("0.0.0.0/0",)}, FAIL),
    (CLOSED, {"public_ranges": ("192.0.2.0/24", "::/0")}, FAIL),
    (CLOSED, {"public_ranges": ("192.0.2.0/24",)}, PASS),
    ("cluster_endpoint_private_access_enabled", {"private_endpoint": False}, FAIL),
    ("cluster_secrets_encrypted_with_cmk", {"secrets_encrypted": False}, FAIL),
    (LOGS, {"silent_logs": ("audit", "api")}, FAIL),
    (LOGS, {"silent_logs": ("scheduler",)}, PASS),
    (SUPPORTED, {"version_status": "EXTENDED_SUPPORT"}, FAIL),
    (SUPPORTED, {"version_status": "UNSUPPORTED"}, FAIL),
    (SUPPORTED, {"version_status": DENIED}, UNKNOWN),
    ("cluster_access_through_entries", {"by_config_map": True}, FAIL),
    ("cluster_deletion_protection_enabled", {"deletion_protection": False}, FAIL),
    (FEW, {"administrators": (ONE,) * 5}, PASS),
    (FEW, {"administrators": (ONE,) * 6}, FAIL),
    (ENFORCED, {"policies_enforced": False}, FAIL),
    (ENFORCED, {"policies_enforced": None}, NOT_APPLICABLE),
    (ENFORCED, {"policies_enforced": DENIED}, UNKNOWN),
    ("node_group_login_restricted", {"open_login": True}, FAIL),
    ("node_group_in_private_subnets", {"public_subnets": ("subnet-1",)}, FAIL),
]
CASES = rows("aws_eks", EKS)
