"""Assets of AWS WAF: web ACLs."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class WebAcl(AwsAsset, frozen=True, kw_only=True):
    """A web ACL, of a region or of CloudFront.

    Attributes:
        rules: names of its rules and rule groups, also those of Firewall Manager.
        acting_rules: those that do more than count.
        unmeasured_rules: those whose matches are not counted in metrics.
        blocks_by_default: whether a request that no rule matches is blocked.
        managed_groups: names of the managed rule groups that it uses.
        logged: whether its requests are logged.
    """

    service = "wafv2"
    family = Family.NETWORK
    arn = ArnShape("wafv2", ("regional/webacl/", "global/webacl/"))

    rules: Fact[tuple[str, ...]]
    acting_rules: Fact[tuple[str, ...]]
    unmeasured_rules: Fact[tuple[str, ...]]
    blocks_by_default: Fact[bool]
    managed_groups: Fact[tuple[str, ...]]
    logged: Fact[bool]
