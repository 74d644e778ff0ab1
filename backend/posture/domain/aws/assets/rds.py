"""Assets of Amazon RDS: databases, snapshots, proxies and event subscriptions."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact

AURORA = ("aurora", "aurora-mysql", "aurora-postgresql")


class RdsDatabase(AwsAsset, frozen=True, kw_only=True):
    """The common attributes of instances and clusters.

    Attributes:
        engine: `postgres`, `aurora-mysql`, `sqlserver-se` and so on.
        cluster: id of the cluster of an instance, which has most of its settings.
        members: ids of the instances of a cluster.
        replica: whether it is a replica, which inherits most settings from its source.
        secret: whether Secrets Manager stores and rotates the administrator's password.
        backup_days: retention of automatic backups in days; 0 if they are off.
        log_exports: types of logs that are sent to CloudWatch.
        extended_support: whether it is enrolled in Extended Support.
        tls_required: None if the engine has no parameter that requires TLS.
    """

    service = "rds"
    family = Family.DATABASE
    arn = ArnShape("rds", "db:")

    engine: str
    engine_version: str
    cluster: Fact[str | None]
    members: Fact[tuple[str, ...]]
    replica: bool
    encrypted: bool
    multi_az: bool
    deletion_protection: bool
    minor_upgrades: bool
    iam_authentication: bool
    copy_tags: bool
    backup_days: int
    log_exports: tuple[str, ...]
    extended_support: Fact[bool]
    port: int | None
    administrator: Fact[str]
    secret: bool
    tls_required: Fact[bool | None]

    @property
    def aurora(self) -> bool:
        """Return whether the engine is Aurora, whose storage always spans several zones."""
        return self.engine in AURORA


class RdsInstance(RdsDatabase, frozen=True, kw_only=True):
    """A database instance.

    Attributes:
        vpc: None outside a VPC.
        monitoring_seconds: interval of enhanced monitoring; 0 when it is off.
        certificate_days: days until the server certificate expires; None if RDS does not return it.
        open_groups: ids of the security groups that open the port to the whole internet.
        public_subnet: whether a subnet of its subnet group routes to an internet gateway.
    """

    public: Fact[bool]
    vpc: str | None
    monitoring_seconds: int
    certificate_days: Fact[int | None]
    open_groups: Fact[tuple[str, ...]]
    public_subnet: Fact[bool]


class RdsCluster(RdsDatabase, frozen=True, kw_only=True):
    """A cluster of database instances.

    Attributes:
        backtrack_seconds: backtrack window of Aurora MySQL; 0 if backtrack is off.
    """

    arn = ArnShape("rds", "cluster:")

    backtrack_seconds: int


class RdsSnapshot(AwsAsset, frozen=True, kw_only=True):
    """A snapshot of an instance or a cluster.

    Attributes:
        shared_with: ids of the accounts that may restore it; `all` for everyone.
    """

    service = "rds"
    family = Family.DATABASE
    arn = ArnShape("rds", "snapshot:")

    encrypted: bool
    shared_with: Fact[tuple[str, ...]]


class RdsInstanceSnapshot(RdsSnapshot, frozen=True, kw_only=True):
    """A snapshot of an instance."""


class RdsClusterSnapshot(RdsSnapshot, frozen=True, kw_only=True):
    """A snapshot of a cluster."""

    arn = ArnShape("rds", "cluster-snapshot:")


class RdsProxy(AwsAsset, frozen=True, kw_only=True):
    """A database proxy.

    Attributes:
        engine_family: `MYSQL`, `POSTGRESQL` or `SQLSERVER`.
        debug_logging: whether the text of SQL statements is logged.
        iam_modes: for each secret of the proxy, whether clients sign in with IAM: `DISABLED`,
            `REQUIRED` or `ENABLED`. A proxy without secrets, which uses IAM alone, has one
            `REQUIRED`.
    """

    service = "rds"
    family = Family.DATABASE
    arn = ArnShape("rds", "db-proxy:")

    engine_family: str
    tls_required: bool
    debug_logging: bool
    iam_modes: Fact[tuple[str, ...]]


class Subscription(Struct, frozen=True):
    """An event subscription.

    Attributes:
        source: `db-instance`, `db-cluster` and so on; empty for every type.
        categories: empty for all.
        limited: whether it covers only named sources.
    """

    name: str
    source: str
    categories: frozenset[str]
    limited: bool


class RdsRegion(AwsAsset, frozen=True, kw_only=True):
    """RDS in one region, with its event subscriptions.

    Attributes:
        subscriptions: the enabled ones.
    """

    service = "rds"
    family = Family.DATABASE
    arn = ArnShape("rds", "region")

    has_instances: Fact[bool]
    has_clusters: Fact[bool]
    subscriptions: Fact[tuple[Subscription, ...]]
