"""Assets of Cloud Storage: buckets."""

from posture.domain.asset import Family
from posture.domain.evidence import Fact
from posture.domain.gcp.asset import GcpAsset
from posture.domain.gcp.iam import Policy


class StorageBucket(GcpAsset, frozen=True, kw_only=True):
    """A bucket.

    Attributes:
        uniform: whether access control lists have no effect.
        prevention: `enforced`, or `inherited` from the organization policy.
        public_acl: who of everyone is in its access control list.
        public_default_acl: who of everyone is in the list that new objects get.
        retention_days: days for which objects are kept; 0 without a retention policy.
        soft_delete_days: days for which deleted objects are kept.
        policy: its policy.
        prevented_above: whether the organization policy prevents public access.
        log_sinks: the sinks that export logs to it.
    """

    service = "storage"
    family = Family.STORAGE
    host = "storage"
    paths = ("*",)

    uniform: Fact[bool]
    prevention: Fact[str]
    public_acl: Fact[frozenset[str]]
    public_default_acl: Fact[frozenset[str]]
    versioning: Fact[bool]
    retention_days: Fact[int]
    retention_locked: Fact[bool]
    soft_delete_days: Fact[int]
    customer_key: Fact[bool]
    usage_logged: Fact[bool]
    policy: Fact[Policy]
    prevented_above: Fact[bool]
    log_sinks: Fact[tuple[str, ...]]
