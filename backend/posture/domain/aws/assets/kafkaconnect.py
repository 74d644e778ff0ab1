"""Assets of Amazon MSK Connect: connectors between Kafka and other systems."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset


class MskConnector(AwsAsset, frozen=True, kw_only=True):
    """A connector that copies events into a cluster of Kafka, or out of it.

    Attributes:
        traffic: `TLS` or `PLAINTEXT`, between it and the cluster.
        logged: whether the logs of its workers are delivered.
    """

    service = "kafkaconnect"
    family = Family.DATABASE
    arn = ArnShape("kafkaconnect", "connector/")

    traffic: str
    logged: bool
