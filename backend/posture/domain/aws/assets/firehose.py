"""Assets of Amazon Data Firehose: streams."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class DeliveryStream(AwsAsset, frozen=True, kw_only=True):
    """A stream of Firehose.

    Attributes:
        encrypted: whether it encrypts records on its disks; None where its source does.
        plain_destinations: addresses that get its records over HTTP.
        unlogged_destinations: kinds of destinations whose errors are not logged.
    """

    service = "firehose"
    family = Family.STORAGE
    arn = ArnShape("firehose", "deliverystream/")

    encrypted: Fact[bool | None]
    plain_destinations: Fact[tuple[str, ...]]
    unlogged_destinations: Fact[tuple[str, ...]]
