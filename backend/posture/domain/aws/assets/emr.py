"""Assets of Amazon EMR: running clusters, and the block of public access in a region."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class PublicAccessBlock(Struct, frozen=True, kw_only=True):
    """What keeps clusters from starting with security groups that are open to everyone.

    Attributes:
        enabled: whether it is on.
        open_ports: ranges of ports that it lets be open, such as `22` or `1000-2000`.
    """

    enabled: bool
    open_ports: tuple[str, ...]


class EmrRegion(AwsAsset, frozen=True, kw_only=True):
    """The settings of EMR in a region."""

    service = "emr"
    family = Family.NETWORK
    arn = ArnShape("elasticmapreduce", "region")

    block: Fact[PublicAccessBlock]


class EmrCluster(AwsAsset, frozen=True, kw_only=True):
    """A cluster that runs or starts.

    Attributes:
        public_subnets: ids of its subnets whose routes lead to an internet gateway.
        encrypted: whether its security configuration encrypts data on local disks.
        tls: whether its security configuration encrypts data between nodes.
    """

    service = "emr"
    family = Family.DATABASE
    arn = ArnShape("elasticmapreduce", "cluster/")

    public_subnets: Fact[tuple[str, ...]]
    encrypted: Fact[bool]
    tls: Fact[bool]
