"""Assets of Amazon RDS: databases, their snapshots and proxies, and who hears of events."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact

AURORA = ("aurora", "aurora-mysql", "aurora-postgresql")


@dataclass(frozen=True, slots=True, kw_only=True)
class RdsDatabase(AwsAsset):
    """What instances and clusters have in common.

    Attributes:
        engine: `postgres`, `aurora-mysql`, `sqlserver-se` and so on.
        cluster: id of the cluster that an instance is a member of, and has most settings from.
        replica: whether it copies another database, and so has most settings from that one.
        secret: whether Secrets Manager keeps (and rotates) the administrator's password.
        backup_days: for how many days automatic backups are kept; 0 when there are none.
        log_exports: kinds of logs that are sent to CloudWatch.
        extended_support: whether it pays for a major version that is past its standard support.
        tls_required: None where it is not a parameter that decides.
    """

    service = "rds"
    family = Family.DATABASE
    arn = ArnShape("rds", "db:")

    engine: str
    engine_version: str
    cluster: str | None
    replica: bool
    encrypted: bool
    multi_az: bool
    deletion_protection: bool
    minor_upgrades: bool
    iam_authentication: bool
    copy_tags: bool
    backup_days: int
    log_exports: tuple[str, ...]
    extended_support: bool
    port: int | None
    administrator: str
    secret: bool
    tls_required: Fact[bool | None]

    @property
    def aurora(self) -> bool:
        """Return whether its engine is Aurora, whose storage is always in several zones."""
        return self.engine in AURORA


@dataclass(frozen=True, slots=True, kw_only=True)
class RdsInstance(RdsDatabase):
    """A database instance.

    Attributes:
        vpc: None outside of any VPC.
        monitoring_seconds: interval of enhanced monitoring; 0 when it is off.
        certificate_days: until the server's certificate expires; None where RDS does not say.
        open_groups: ids of its security groups that let the whole internet in on its port.
        public_subnet: whether some subnet of its group routes to an internet gateway.
    """

    public: bool
    vpc: str | None
    monitoring_seconds: int
    certificate_days: int | None
    open_groups: Fact[tuple[str, ...]]
    public_subnet: Fact[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class RdsCluster(RdsDatabase):
    """A cluster of database instances.

    Attributes:
        backtrack_seconds: how far Aurora MySQL can be rewound; 0 when it cannot.
    """

    arn = ArnShape("rds", "cluster:")

    backtrack_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RdsSnapshot(AwsAsset):
    """A snapshot of an instance or a cluster.

    Attributes:
        shared_with: ids of the accounts that may restore it; `all` for everybody.
    """

    service = "rds"
    family = Family.DATABASE
    arn = ArnShape("rds", "snapshot:")

    encrypted: bool
    shared_with: Fact[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RdsInstanceSnapshot(RdsSnapshot):
    """A snapshot of an instance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RdsClusterSnapshot(RdsSnapshot):
    """A snapshot of a cluster."""

    arn = ArnShape("rds", "cluster-snapshot:")


@dataclass(frozen=True, slots=True, kw_only=True)
class RdsProxy(AwsAsset):
    """A proxy that keeps connections to a database.

    Attributes:
        engine_family: `MYSQL`, `POSTGRESQL` or `SQLSERVER`.
        debug_logging: whether the text of statements goes to its log.
        iam_modes: for each secret it signs in with, whether clients do by IAM: `DISABLED`,
            `REQUIRED` or `ENABLED`.
    """

    service = "rds"
    family = Family.DATABASE
    arn = ArnShape("rds", "db-proxy:")

    engine_family: str
    tls_required: bool
    debug_logging: bool
    iam_modes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subscription:
    """Events that somebody is told of.

    Attributes:
        source: `db-instance`, `db-cluster` and so on; empty for every kind.
        categories: empty for all.
        limited: whether only events of named sources are told.
    """

    name: str
    source: str
    categories: frozenset[str]
    limited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RdsRegion(AwsAsset):
    """RDS in one region: which engines run there, and which events somebody hears of.

    Attributes:
        subscriptions: those that are switched on.
    """

    service = "rds"
    family = Family.DATABASE
    arn = ArnShape("rds", "region")

    has_instances: Fact[bool]
    has_clusters: Fact[bool]
    subscriptions: Fact[tuple[Subscription, ...]]
