"""Cases of the checks of buckets."""

from posture.domain.gcp.assets.storage import StorageBucket
from posture.domain.gcp.iam import Binding
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Case,
    Compliant,
    Row,
    rows,
)

COMPLIANT: Compliant = {
    StorageBucket: {
        "uniform": True,
        "prevention": "enforced",
        "public_acl": frozenset(),
        "public_default_acl": frozenset(),
        "versioning": True,
        "retention_days": 365,
        "retention_locked": True,
        "soft_delete_days": 7,
        "customer_key": True,
        "usage_logged": True,
        "policy": (),
        "prevented_above": False,
        "log_sinks": ("audit",),
    }
}
PUBLIC = {"policy": (Binding("roles/storage.objectViewer", frozenset({"allUsers"})),)}
OPEN = {"prevention": "inherited"}
EVERYONE = frozenset({"allUsers"})
LISTS = {"uniform": False, "public_acl": EVERYONE, "public_default_acl": EVERYONE}
BUCKETS: list[Row] = [
    ("not_public", PUBLIC, PASS),
    ("not_public", PUBLIC | OPEN, FAIL),
    ("not_public", PUBLIC | OPEN | {"prevented_above": True}, PASS),
    ("not_public", LISTS | OPEN, FAIL),
    ("not_public", LISTS | OPEN | {"uniform": True}, PASS),
    ("uniform_access", LISTS, FAIL),
    ("public_access_prevented", OPEN, FAIL),
    ("public_access_prevented", OPEN | {"prevented_above": True}, PASS),
    ("public_access_prevented", OPEN | {"prevented_above": DENIED}, UNKNOWN),
    ("public_access_prevented", {"prevented_above": DENIED}, PASS),
    ("not_public", OPEN | {"policy": DENIED}, UNKNOWN),
    ("not_public", PUBLIC | OPEN | {"prevented_above": DENIED}, UNKNOWN),
    ("not_public", OPEN | {"prevented_above": DENIED}, PASS),
    ("log_retention_locked", {"log_sinks": DENIED}, UNKNOWN),
    ("default_object_acl_not_public", {}, NOT_APPLICABLE),
    ("default_object_acl_not_public", LISTS | OPEN, FAIL),
    ("default_object_acl_not_public", LISTS, PASS),
    ("default_object_acl_not_public", {"uniform": False}, PASS),
    ("versioning_enabled", {"versioning": False, "retention_days": 0}, FAIL),
    ("versioning_enabled", {"versioning": False}, PASS),
    ("soft_delete_enabled", {"soft_delete_days": 0}, FAIL),
    ("customer_managed_key", {"customer_key": False}, FAIL),
    ("usage_logged", {"usage_logged": False}, FAIL),
    ("log_retention_locked", {"retention_days": 0}, FAIL),
    ("log_retention_locked", {"retention_locked": False}, FAIL),
    ("log_retention_locked", {"log_sinks": ()}, NOT_APPLICABLE),
]
CASES: list[Case] = rows("gcp_storage_bucket", BUCKETS)
