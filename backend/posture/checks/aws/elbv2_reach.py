"""Checks of where load balancers are, and who can reach them."""

from posture.domain.aws.assets.elbv2 import LoadBalancer
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide"
ALB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application"
NLB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network"


@check(
    severity=Severity.MEDIUM,
    finding_title="Load balancer is in a single availability zone",
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

    Otherwise the failure of one zone makes everything behind it unreachable.
    """
    if len(balancer.zones) > 1:
        return passed()
    return failed(f"Availability zones: {', '.join(balancer.zones) or 'none'}.")


@check(
    severity=Severity.LOW,
    finding_title="Load balancer does not balance across zones",
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
    """Network or gateway load balancer distributes traffic over the targets of all its zones.

    Otherwise the zone with the fewest targets is the first to be overloaded.
    """
    if balancer.kind == "application":
        return not_applicable("Application load balancers always balance across zones.")
    if known(balancer.settings).cross_zone:
        return passed()
    return failed("Cross-zone load balancing is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Load balancer is open to the whole internet",
    remediation="Make it internal, or allow only the addresses that need it.",
    cli="aws elbv2 set-security-groups --load-balancer-arn ARN --security-groups GROUP",
    terraform="""
        resource "aws_lb" "this" {
          internal = true
        }
    """,
    reference=f"{ALB}/load-balancer-update-security-groups.html",
)
def aws_elbv2_load_balancer_closed_to_internet(balancer: LoadBalancer) -> Verdict:
    """Load balancer is not open to the whole internet.

    Targets behind a public load balancer are as exposed as if they were public themselves.
    """
    if not balancer.internet_facing:
        return passed()
    if not balancer.groups:
        return failed("It faces the internet without a security group.")
    if opened := known(balancer.open_groups):
        return failed(f"Security groups open to the internet: {', '.join(opened)}.")
    return passed("No security group is open to the whole internet.")


@check(
    severity=Severity.LOW,
    finding_title="Load balancer has no listener",
    remediation="Add a listener, or delete the load balancer if nobody needs it.",
    cli="aws elbv2 delete-load-balancer --load-balancer-arn ARN",
    reference=f"{ELB}/how-elastic-load-balancing-works.html",
)
def aws_elbv2_load_balancer_in_use(balancer: LoadBalancer) -> Verdict:
    """Load balancer has a listener.

    A load balancer without a listener costs money and keeps a public address without any use.
    """
    return passed() if known(balancer.listeners) else failed("The load balancer has no listener.")
