"""Assets of Amazon MSK: clusters of Kafka."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset


class MskCluster(AwsAsset, frozen=True, kw_only=True):
    """A cluster of Kafka; the settings of a serverless one are AWS's.

    Attributes:
        public: whether its brokers have public addresses.
        authentication: how clients can sign in.
        unauthenticated: whether clients that do not sign in are accepted.
        client_traffic: `TLS`, `TLS_PLAINTEXT` or `PLAINTEXT`, between clients and brokers.
        brokers_encrypted: whether the brokers encrypt what they send to each other.
        logged: whether the logs of the brokers are delivered; None for a serverless cluster.
    """

    service = "kafka"
    family = Family.DATABASE
    arn = ArnShape("kafka", "cluster/")

    public: bool
    authentication: tuple[str, ...]
    unauthenticated: bool
    client_traffic: str
    brokers_encrypted: bool
    logged: bool | None
