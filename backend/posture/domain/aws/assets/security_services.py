"""Assets of AWS's own security services: whether each works in a region or an account."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class AccountContact(AwsAsset, frozen=True, kw_only=True):
    """The contact of an account for questions of security.

    Attributes:
        registered: whether AWS has an address.
    """

    service = "account"
    family = Family.IAM
    arn = ArnShape("account", "alternate-contact/")

    registered: Fact[bool]


class Recorder(Struct, frozen=True, kw_only=True):
    """A recorder of AWS Config.

    Attributes:
        every_type: whether it records all types of resources, perhaps without named ones.
        records: whether it is on.
        failing: whether its last attempt failed.
    """

    name: str
    every_type: bool
    records: bool
    failing: bool


class DeliveryChannel(Struct, frozen=True, kw_only=True):
    """Where AWS Config delivers what it recorded.

    Attributes:
        failed: what it could not deliver, with the cloud's code, such as `history (NoSuchBucket)`.
    """

    name: str
    failed: tuple[str, ...]


class ConfigRegion(AwsAsset, frozen=True, kw_only=True):
    """AWS Config in a region.

    Attributes:
        recorders: those of the account, without those of AWS services.
        channels: where they deliver; none is read without recorders.
    """

    service = "config"
    family = Family.LOGGING
    arn = ArnShape("config", "region")

    recorders: Fact[tuple[Recorder, ...]]
    channels: Fact[tuple[DeliveryChannel, ...]]


class SecurityHubRegion(AwsAsset, frozen=True, kw_only=True):
    """Security Hub in a region.

    Attributes:
        standards: names of the standards that it evaluates; None while it is off.
    """

    service = "securityhub"
    family = Family.LOGGING
    arn = ArnShape("securityhub", "region")

    standards: Fact[tuple[str, ...] | None]


class MacieRegion(AwsAsset, frozen=True, kw_only=True):
    """Macie in a region.

    Attributes:
        status: `ENABLED`, `PAUSED`, or `OFF`.
    """

    service = "macie2"
    family = Family.STORAGE
    arn = ArnShape("macie2", "region")

    status: Fact[str]


class InspectorRegion(AwsAsset, frozen=True, kw_only=True):
    """Inspector in a region.

    Attributes:
        silent: what it does not scan: `ec2`, `ecr`, `lambda`.
        code_scanned: whether it scans the code of functions; None where it has no such scan.
    """

    service = "inspector2"
    family = Family.COMPUTE
    arn = ArnShape("inspector2", "region")

    silent: Fact[tuple[str, ...]]
    code_scanned: Fact[bool | None]


class AccessAnalyzerRegion(AwsAsset, frozen=True, kw_only=True):
    """IAM Access Analyzer in a region.

    Attributes:
        analyzers: the types of the active analyzers of external access.
    """

    service = "accessanalyzer"
    family = Family.IAM
    arn = ArnShape("access-analyzer", "region")

    analyzers: Fact[tuple[str, ...]]
