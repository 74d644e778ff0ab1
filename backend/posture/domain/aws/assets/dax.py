"""Assets of Amazon DynamoDB Accelerator (DAX): clusters."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset


class DaxCluster(AwsAsset, frozen=True, kw_only=True):
    """A cache in front of tables of DynamoDB.

    Attributes:
        encryption: the status of its encryption on disks, such as `ENABLED`.
        tls: whether clients reach it over TLS.
    """

    service = "dax"
    family = Family.DATABASE
    arn = ArnShape("dax", "cache/")

    encryption: str
    tls: bool
