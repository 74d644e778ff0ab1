"""Assets of AWS Transfer Family: servers and their users."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class TransferServer(AwsAsset, frozen=True, kw_only=True):
    """A server for file transfers.

    Attributes:
        protocols: such as `SFTP`.
        in_vpc: whether its endpoint is in a VPC.
        policy: the name of its security policy.
        logged: whether it writes logs.
    """

    service = "transfer"
    family = Family.STORAGE
    arn = ArnShape("transfer", "server/")

    protocols: Fact[tuple[str, ...]]
    in_vpc: Fact[bool]
    policy: Fact[str]
    logged: Fact[bool]


class TransferUser(AwsAsset, frozen=True, kw_only=True):
    """A user of a server that manages its users itself.

    Attributes:
        confined: whether the user sees a directory of its own only; None for a file system, whose
            own permissions decide.
    """

    service = "transfer"
    family = Family.IAM
    arn = ArnShape("transfer", "user/")

    confined: Fact[bool | None]
