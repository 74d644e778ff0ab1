"""Assets of Amazon MemoryDB: clusters."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class MemoryDbCluster(AwsAsset, frozen=True, kw_only=True):
    """A cluster of MemoryDB.

    Attributes:
        acl: the name of its access control list.
        tls: whether connections use TLS.
    """

    service = "memorydb"
    family = Family.DATABASE
    arn = ArnShape("memorydb", "cluster/")

    acl: Fact[str]
    tls: Fact[bool]
