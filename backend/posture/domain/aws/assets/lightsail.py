"""Assets of Amazon Lightsail: instances, databases and buckets."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class LightsailInstance(AwsAsset, frozen=True, kw_only=True):
    """A virtual machine.

    Attributes:
        open_logins: the ports for logins that its firewall opens to everyone.
    """

    service = "lightsail"
    family = Family.NETWORK
    arn = ArnShape("lightsail", "Instance/")

    open_logins: Fact[tuple[int, ...]]


class LightsailDatabase(AwsAsset, frozen=True, kw_only=True):
    """A database.

    Attributes:
        public: whether its endpoint is reachable from outside of Lightsail.
    """

    service = "lightsail"
    family = Family.NETWORK
    arn = ArnShape("lightsail", "RelationalDatabase/")

    public: Fact[bool]


class LightsailBucket(AwsAsset, frozen=True, kw_only=True):
    """A bucket.

    Attributes:
        public: whether everyone can read all its objects.
        public_objects: whether single objects can be made public.
    """

    service = "lightsail"
    family = Family.STORAGE
    arn = ArnShape("lightsail", "Bucket/")

    public: Fact[bool]
    public_objects: Fact[bool]
