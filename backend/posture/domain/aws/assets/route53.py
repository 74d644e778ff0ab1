"""Assets of Amazon Route 53: hosted zones."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class HostedZone(AwsAsset, frozen=True, kw_only=True):
    """A hosted zone.

    Attributes:
        private: whether only networks of the account resolve its names.
        queries_logged: whether a log group gets the queries.
    """

    service = "route53"
    family = Family.LOGGING
    arn = ArnShape("route53", "hostedzone/")

    private: bool
    queries_logged: Fact[bool]
