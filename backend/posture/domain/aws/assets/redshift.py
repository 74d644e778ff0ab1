"""Assets of Amazon Redshift: clusters of provisioned nodes, snapshots and data shares."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class RedshiftCluster(AwsAsset, frozen=True, kw_only=True):
    """A cluster of Redshift.

    Attributes:
        public: whether its endpoint has a public address.
        encrypted: whether its data is encrypted on disks.
        vpc_routing: whether it loads and unloads data through its VPC.
        snapshot_days: how many days automatic snapshots are kept; 0 without snapshots.
        upgrades: whether it takes new versions in its maintenance window.
        administrator: the name of its administrator.
        database: the name of the database that it was created with.
        tls: `required`, `pending` until a restart, or `off`.
        log_gap: why its audit log is not delivered; None if it is.
    """

    service = "redshift"
    family = Family.DATABASE
    arn = ArnShape("redshift", "cluster:")

    public: bool
    encrypted: bool
    vpc_routing: bool
    snapshot_days: int
    upgrades: bool
    administrator: str
    database: str
    tls: Fact[str]
    log_gap: Fact[str | None]


class RedshiftSnapshot(AwsAsset, frozen=True, kw_only=True):
    """A manual snapshot of a cluster.

    Attributes:
        shared_with: other accounts that can restore it.
    """

    service = "redshift"
    family = Family.DATABASE
    arn = ArnShape("redshift", "snapshot:")

    shared_with: tuple[str, ...]


class RedshiftDataShare(AwsAsset, frozen=True, kw_only=True):
    """Data of a cluster or namespace that others can query.

    Attributes:
        public_clusters: whether clusters with public addresses can use it.
        foreign_consumers: other accounts that can use it.
    """

    service = "redshift"
    family = Family.IAM
    arn = ArnShape("redshift", "datashare:")

    public_clusters: bool
    foreign_consumers: tuple[str, ...]
