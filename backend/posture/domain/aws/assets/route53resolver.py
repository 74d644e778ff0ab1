"""Assets of Amazon Route 53 Resolver: logs of the DNS queries of networks."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class QueryLog(AwsAsset, frozen=True, kw_only=True):
    """A configuration that logs the DNS queries of networks.

    Attributes:
        destination: ARN of the log group, the bucket or the stream.
        account_id: its owner.
        networks: how many networks it logs, or fails to log.
        failed_networks: ids of networks whose queries it fails to log.
    """

    service = "route53resolver"
    family = Family.LOGGING
    arn = ArnShape("route53resolver", "resolver-query-log-config/")

    destination: str
    account_id: str
    networks: int
    failed_networks: Fact[tuple[str, ...]]
