"""Assets of Amazon MQ: brokers."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class MqBroker(AwsAsset, frozen=True, kw_only=True):
    """A broker of ActiveMQ or RabbitMQ.

    Attributes:
        public: whether it has a public address.
        missing_logs: the logs that its engine knows and it does not deliver.
        minor_upgrades: whether it takes minor versions by itself.
    """

    service = "mq"
    family = Family.DATABASE
    arn = ArnShape("mq", "broker:")

    public: Fact[bool]
    missing_logs: Fact[tuple[str, ...]]
    minor_upgrades: Fact[bool]
