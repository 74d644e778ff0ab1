"""Checks of Classic Load Balancers: who reaches them, what they log, and how they fail."""

from posture.domain.aws.assets.elb import ClassicLoadBalancer
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic"


@check(
    severity=Severity.MEDIUM,
    finding_title="Classic Load Balancer does not log requests",
    remediation="Turn on access logs.",
    cli="""
        aws elb modify-load-balancer-attributes --load-balancer-name NAME \\
          --load-balancer-attributes file://access-log.json
    """,
    terraform="""
        resource "aws_elb" "this" {
          access_logs {
            bucket  = aws_s3_bucket.logs.bucket
            enabled = true
          }
        }
    """,
    reference=f"{DOCS}/access-log-collection.html",
)
def aws_elb_load_balancer_access_logs_enabled(balancer: ClassicLoadBalancer) -> Verdict:
    """Classic Load Balancer logs every request.

    Only these logs show which address requested what, when an attack is investigated.
    """
    return passed() if known(balancer.settings).access_logs else failed("Access logs are off.")


@check(
    severity=Severity.LOW,
    finding_title="Classic Load Balancer has no connection draining",
    remediation="Turn on connection draining.",
    cli="""
        aws elb modify-load-balancer-attributes --load-balancer-name NAME \\
          --load-balancer-attributes '{"ConnectionDraining":{"Enabled":true}}'
    """,
    terraform="""
        resource "aws_elb" "this" {
          connection_draining = true
        }
    """,
    reference=f"{DOCS}/config-conn-drain.html",
)
def aws_elb_load_balancer_connection_draining_enabled(balancer: ClassicLoadBalancer) -> Verdict:
    """Classic Load Balancer completes open requests before it removes an instance.

    Otherwise each deployment and each failed health check interrupts open requests.
    """
    return passed() if known(balancer.settings).draining else failed("Connection draining is off.")


@check(
    severity=Severity.LOW,
    finding_title="Classic Load Balancer does not balance across zones",
    remediation="Turn on cross-zone load balancing.",
    cli="""
        aws elb modify-load-balancer-attributes --load-balancer-name NAME \\
          --load-balancer-attributes '{"CrossZoneLoadBalancing":{"Enabled":true}}'
    """,
    terraform="""
        resource "aws_elb" "this" {
          cross_zone_load_balancing = true
        }
    """,
    reference=f"{DOCS}/enable-disable-crosszone-lb.html",
)
def aws_elb_load_balancer_cross_zone_enabled(balancer: ClassicLoadBalancer) -> Verdict:
    """Classic Load Balancer distributes requests over the instances of all its zones.

    Otherwise the zone with the fewest instances is the first to be overloaded.
    """
    return (
        passed() if known(balancer.settings).cross_zone else failed("Cross-zone balancing is off.")
    )


@check(
    severity=Severity.MEDIUM,
    finding_title="Classic Load Balancer forwards requests that allow smuggling",
    remediation="Set the desync mitigation mode to defensive or strictest.",
    cli="""
        aws elb modify-load-balancer-attributes --load-balancer-name NAME \\
          --load-balancer-attributes '{"AdditionalAttributes":[
            {"Key":"elb.http.desyncmitigationmode","Value":"defensive"}]}'
    """,
    terraform="""
        resource "aws_elb" "this" {
          desync_mitigation_mode = "defensive"
        }
    """,
    reference=f"{DOCS}/config-desync-mitigation-mode.html",
)
def aws_elb_load_balancer_desync_mitigated(balancer: ClassicLoadBalancer) -> Verdict:
    """Classic Load Balancer blocks requests that its instances could interpret differently.

    With such requests an attacker smuggles a second request past the load balancer, or poisons
    its connections.
    """
    if not any(one.protocol in {"HTTP", "HTTPS"} for one in balancer.listeners):
        return not_applicable("It has no HTTP or HTTPS listener.")
    mode = known(balancer.settings).desync
    return (
        passed()
        if mode in {"defensive", "strictest"}
        else failed(f"The desync mitigation mode is {mode}.")
    )


@check(
    severity=Severity.MEDIUM,
    finding_title="Classic Load Balancer is in a single availability zone",
    remediation="Add a subnet in another availability zone.",
    cli="aws elb attach-load-balancer-to-subnets --load-balancer-name NAME --subnets SUBNET",
    terraform="""
        resource "aws_elb" "this" {
          subnets = [aws_subnet.a.id, aws_subnet.b.id]
        }
    """,
    reference=f"{DOCS}/elb-manage-subnets.html",
)
def aws_elb_load_balancer_multi_az_enabled(balancer: ClassicLoadBalancer) -> Verdict:
    """Classic Load Balancer is in two or more availability zones.

    Otherwise the failure of one zone makes everything behind it unreachable.
    """
    if len(balancer.zones) > 1:
        return passed()
    return failed(f"Availability zones: {', '.join(balancer.zones) or 'none'}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Classic Load Balancer is open to the whole internet",
    remediation="Make it internal, or allow only the addresses that need it.",
    cli="""
        aws elb apply-security-groups-to-load-balancer --load-balancer-name NAME \\
          --security-groups GROUP
    """,
    terraform="""
        resource "aws_elb" "this" {
          internal = true
        }
    """,
    reference=f"{DOCS}/elb-internal-load-balancers.html",
)
def aws_elb_load_balancer_closed_to_internet(balancer: ClassicLoadBalancer) -> Verdict:
    """Classic Load Balancer is not open to the whole internet.

    Instances behind a public load balancer are as exposed as if they were public themselves.
    """
    if not balancer.internet_facing:
        return passed()
    if not balancer.groups:
        return failed("It faces the internet without a security group.")
    if opened := known(balancer.open_groups):
        return failed(f"Security groups open to the internet: {', '.join(opened)}.")
    return passed("No security group is open to the whole internet.")
