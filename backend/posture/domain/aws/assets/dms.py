"""Assets of AWS Database Migration Service: replication instances, tasks and endpoints."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class DmsInstance(AwsAsset, frozen=True, kw_only=True):
    """A replication instance.

    Attributes:
        public: whether it has a public address.
        minor_upgrades: whether it takes minor versions by itself.
        multi_az: whether it has a standby in another zone.
    """

    service = "dms"
    family = Family.DATABASE
    arn = ArnShape("dms", "rep:")

    public: bool
    minor_upgrades: bool
    multi_az: bool


class DmsEndpoint(AwsAsset, frozen=True, kw_only=True):
    """A database to copy from or to.

    Attributes:
        engine: its engine.
        tls: whether the connection is encrypted; None for engines that are reached over HTTPS.
        authenticated: whether DMS signs in; None for engines where that is not a setting.
    """

    service = "dms"
    family = Family.DATABASE
    arn = ArnShape("dms", "endpoint:")

    engine: str
    tls: bool | None
    authenticated: bool | None


class DmsTask(AwsAsset, frozen=True, kw_only=True):
    """A task that copies data.

    Attributes:
        silent: components whose messages it does not log, such as `SOURCE_CAPTURE`.
    """

    service = "dms"
    family = Family.LOGGING
    arn = ArnShape("dms", "task:")

    silent: Fact[tuple[str, ...]]
