"""Network interfaces and Elastic IP addresses of Amazon EC2."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset


class NetworkInterface(AwsAsset, frozen=True, kw_only=True):
    """A network interface.

    Attributes:
        requester_managed: whether an AWS service manages the interface.
        instance_id: id of the instance that it is attached to; empty for other resources.
        source_dest_check: whether it accepts only traffic from or to its own address.
    """

    service = "ec2"
    family = Family.NETWORK
    arn = ArnShape("ec2", "network-interface/")

    attached: bool
    requester_managed: bool
    instance_id: str
    source_dest_check: bool


class ElasticIp(AwsAsset, frozen=True, kw_only=True):
    """An Elastic IP address of the account."""

    service = "ec2"
    family = Family.NETWORK
    arn = ArnShape("ec2", "elastic-ip/")

    public_ip: str
    associated: bool
