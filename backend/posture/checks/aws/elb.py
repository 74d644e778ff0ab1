"""Rules about Classic Load Balancers: what they accept, from whom, and what they log."""

from posture.domain.aws.assets.elb import ENCRYPTED, ClassicLoadBalancer, TlsPolicy
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic"
OLD_PROTOCOLS = frozenset({"SSLv2", "SSLv3", "TLSv1", "TLSv1.1"})
BROKEN_PARTS = frozenset({"RC4", "RC2", "DES", "MD5", "EXP", "EXP1024", "NULL", "ADH", "AECDH"})
NO_TLS = not_applicable("It has no TLS listener.")
TLS_CLI = """
    aws elb create-load-balancer-policy --load-balancer-name NAME --policy-name tls-1-2 \\
      --policy-type-name SSLNegotiationPolicyType --policy-attributes \\
      AttributeName=Reference-Security-Policy,AttributeValue=ELBSecurityPolicy-TLS-1-2-2017-01
    aws elb set-load-balancer-policies-of-listener --load-balancer-name NAME \\
      --load-balancer-port 443 --policy-names tls-1-2
"""
LISTENER_CLI = """
    aws elb create-load-balancer-listeners --load-balancer-name NAME --listeners \\
      Protocol=HTTPS,LoadBalancerPort=443,InstanceProtocol=HTTPS,InstancePort=443,SSLCertificateId=ARN
"""
TLS_LISTENER = """
    resource "aws_elb" "this" {
      listener {
        lb_port            = 443
        lb_protocol        = "https"
        instance_port      = 443
        instance_protocol  = "https"
        ssl_certificate_id = aws_acm_certificate.this.arn
      }
    }
"""


def _policies(balancer: ClassicLoadBalancer) -> list[TlsPolicy]:
    """Return the TLS policies that are in force on some TLS listener."""
    if not (ours := [one for one in balancer.listeners if one.encrypted]):
        return []
    used = {name for one in ours for name in one.policies}
    return [one for one in known(balancer.tls_policies) if one.name in used]


@check(
    severity=Severity.HIGH,
    remediation="Listen with HTTPS or SSL only, and end TLS at the load balancer.",
    cli=LISTENER_CLI,
    terraform=TLS_LISTENER,
    reference=f"{DOCS}/elb-https-load-balancers.html",
)
def aws_elb_load_balancer_listeners_encrypted(balancer: ClassicLoadBalancer) -> Verdict:
    """Classic Load Balancer listens with TLS on every port.

    A Classic Load Balancer cannot redirect: what it accepts in clear travels in clear.
    """
    plain = [str(one) for one in balancer.listeners if not one.encrypted]
    return failed(f"Without TLS: {', '.join(plain)}.") if plain else passed()


@check(
    severity=Severity.LOW,
    remediation="Let the load balancer speak HTTPS or SSL to its instances.",
    cli=LISTENER_CLI,
    terraform=TLS_LISTENER,
    reference=f"{DOCS}/elb-create-https-ssl-load-balancer.html",
)
def aws_elb_load_balancer_instances_reached_over_tls(balancer: ClassicLoadBalancer) -> Verdict:
    """Classic Load Balancer speaks TLS to the instances behind its TLS listeners.

    What is decrypted at the load balancer otherwise crosses the network in clear.
    """
    if not (ours := [one for one in balancer.listeners if one.encrypted]):
        return NO_TLS
    plain = [str(one) for one in ours if one.instance_protocol not in ENCRYPTED]
    return failed(f"Decrypted for good at {', '.join(plain)}.") if plain else passed()


@check(
    severity=Severity.HIGH,
    remediation="Choose a predefined policy that begins with TLS 1.2.",
    cli=TLS_CLI,
    terraform="""
        resource "aws_load_balancer_policy" "this" {
          load_balancer_name = aws_elb.this.name
          policy_name        = "tls-1-2"
          policy_type_name   = "SSLNegotiationPolicyType"
          policy_attribute {
            name  = "Reference-Security-Policy"
            value = "ELBSecurityPolicy-TLS-1-2-2017-01"
          }
        }
    """,
    reference=f"{DOCS}/elb-security-policy-table.html",
)
def aws_elb_load_balancer_old_tls_refused(balancer: ClassicLoadBalancer) -> Verdict:
    """Classic Load Balancer agrees to no TLS version before 1.2.

    SSL 3.0, TLS 1.0 and 1.1 are broken or retired; a client can be talked down to them.
    """
    if not (policies := _policies(balancer)):
        return NO_TLS
    old = {one for policy in policies for one in policy.protocols} & OLD_PROTOCOLS
    return failed(f"Agrees to {', '.join(sorted(old))}.") if old else passed()


@check(
    severity=Severity.HIGH,
    remediation="Choose a predefined policy, none of which that is recent has broken ciphers.",
    cli=TLS_CLI,
    reference=f"{DOCS}/elb-security-policy-table.html",
)
def aws_elb_load_balancer_broken_ciphers_refused(balancer: ClassicLoadBalancer) -> Verdict:
    """Classic Load Balancer agrees to no broken cipher.

    RC4, DES, export and anonymous ciphers can be read or changed by who stands in between.
    """
    if not (policies := _policies(balancer)):
        return NO_TLS
    agreed = {one for policy in policies for one in policy.ciphers}
    if broken := sorted(one for one in agreed if BROKEN_PARTS & set(one.split("-"))):
        return failed(f"Agrees to {', '.join(broken)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Give the listeners a certificate of AWS Certificate Manager, which renews it.",
    cli="""
        aws elb set-load-balancer-listener-ssl-certificate --load-balancer-name NAME \\
          --load-balancer-port 443 --ssl-certificate-id CERTIFICATE
    """,
    terraform=TLS_LISTENER,
    reference=f"{DOCS}/ssl-server-cert.html",
)
def aws_elb_load_balancer_certificates_from_acm(balancer: ClassicLoadBalancer) -> Verdict:
    """Classic Load Balancer has its certificates from AWS Certificate Manager.

    Certificates that were uploaded to IAM expire unnoticed, and their keys were once elsewhere.
    """
    if not (ours := [one for one in balancer.listeners if one.encrypted]):
        return NO_TLS
    other = [str(one) for one in ours if ":acm:" not in (one.certificate or "")]
    return failed(f"Not from ACM: {', '.join(other)}.") if other else passed()


@check(
    severity=Severity.MEDIUM,
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

    Only these logs tell which address asked for what when an attack is reconstructed.
    """
    return passed() if known(balancer.settings).access_logs else failed("Access logs are off.")


@check(
    severity=Severity.LOW,
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
    """Classic Load Balancer lets requests end before it leaves an instance.

    Otherwise each deployment and each failed health check breaks what is under way.
    """
    return passed() if known(balancer.settings).draining else failed("Connection draining is off.")


@check(
    severity=Severity.LOW,
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
    """Classic Load Balancer spreads requests over the instances of all its zones.

    Otherwise the zone with the fewest instances is the first to be overwhelmed.
    """
    return (
        passed() if known(balancer.settings).cross_zone else failed("Cross-zone balancing is off.")
    )


@check(
    severity=Severity.MEDIUM,
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
    """Classic Load Balancer stops requests that its instances could read differently.

    Such requests smuggle a second one past the load balancer, or poison its connections.
    """
    if not any(one.protocol in {"HTTP", "HTTPS"} for one in balancer.listeners):
        return not_applicable("It does not look at requests: it has no HTTP listener.")
    mode = known(balancer.settings).desync
    return passed() if mode in {"defensive", "strictest"} else failed(f"The mode is {mode}.")


@check(
    severity=Severity.MEDIUM,
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

    The failure of one zone otherwise makes everything behind it unreachable.
    """
    if len(balancer.zones) > 1:
        return passed()
    return failed(f"It is in {', '.join(balancer.zones) or 'no zone'} only.")


@check(
    severity=Severity.MEDIUM,
    remediation="Make it internal, or let in the addresses only that need it.",
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
    """Classic Load Balancer does not let the whole internet in.

    What stands behind a public load balancer is as exposed as if it were public itself.
    """
    if not balancer.internet_facing:
        return passed()
    if opened := known(balancer.open_groups):
        return failed(f"Open to the internet by {', '.join(opened)}.")
    return passed("No security group lets the whole internet in.")
