"""Rules about where load balancers are, and who can reach them."""

from posture.domain.aws.assets.elbv2 import LoadBalancer
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide"
ALB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application"
NLB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network"


@check(
    severity=Severity.MEDIUM,
    remediation="Add a subnet in another availability zone.",
    cli="aws elbv2 set-subnets --load-balancer-arn ARN --subnets SUBNET SUBNET",
    terraform="""
        resource "aws_lb" "this" {
          subnets = [aws_subnet.a.id, aws_subnet.b.id]
        }
    """,
    reference=f"{ELB}/how-elastic-load-balancing-works.html",
)
def aws_elbv2_load_balancer_multi_az_enabled(balancer: LoadBalancer) -> Verdict:
    """Load balancer is in two or more availability zones.

    The failure of one zone otherwise makes everything behind it unreachable.
    """
    if len(balancer.zones) > 1:
        return passed()
    return failed(f"It is in {', '.join(balancer.zones) or 'no zone'} only.")


@check(
    severity=Severity.LOW,
    remediation="Turn on cross-zone load balancing.",
    cli="""
        aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN \\
          --attributes Key=load_balancing.cross_zone.enabled,Value=true
    """,
    terraform="""
        resource "aws_lb" "this" {
          enable_cross_zone_load_balancing = true
        }
    """,
    reference=f"{NLB}/network-load-balancers.html",
)
def aws_elbv2_load_balancer_cross_zone_enabled(balancer: LoadBalancer) -> Verdict:
    """Network or gateway load balancer spreads traffic over the targets of all its zones.

    Otherwise the zone with the fewest targets is the first to be overwhelmed.
    """
    if balancer.kind == "application":
        return not_applicable("Application load balancers always do.")
    if known(balancer.settings).cross_zone:
        return passed()
    return failed("Cross-zone load balancing is off.")


@check(
    severity=Severity.MEDIUM,
    remediation="Make it internal, or let in the addresses only that need it.",
    cli="aws elbv2 set-security-groups --load-balancer-arn ARN --security-groups GROUP",
    terraform="""
        resource "aws_lb" "this" {
          internal = true
        }
    """,
    reference=f"{ALB}/load-balancer-update-security-groups.html",
)
def aws_elbv2_load_balancer_closed_to_internet(balancer: LoadBalancer) -> Verdict:
    """Load balancer does not let the whole internet in.

    What stands behind a public load balancer is as exposed as if it were public itself.
    """
    if not balancer.internet_facing:
        return passed()
    if not balancer.groups:
        return failed("It faces the internet without a security group.")
    if opened := known(balancer.open_groups):
        return failed(f"Open to the internet by {', '.join(opened)}.")
    return passed("No security group lets the whole internet in.")


@check(
    severity=Severity.LOW,
    remediation="Add a listener, or delete a load balancer that nobody needs.",
    cli="aws elbv2 delete-load-balancer --load-balancer-arn ARN",
    reference=f"{ELB}/how-elastic-load-balancing-works.html",
)
def aws_elbv2_load_balancer_in_use(balancer: LoadBalancer) -> Verdict:
    """Load balancer has a listener.

    One that listens nowhere costs money and keeps a public address for nothing.
    """
    return passed() if known(balancer.listeners) else failed("It has no listener.")
