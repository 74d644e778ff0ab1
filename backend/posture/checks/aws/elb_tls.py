"""Checks of the TLS that Classic Load Balancers use with clients and with instances."""

from collections.abc import Callable

from posture.domain.aws.assets.elb import ENCRYPTED, ClassicLoadBalancer, TlsPolicy
from posture.domain.aws.tls import broken, retired
from posture.domain.check import Severity, check
from posture.domain.evidence import UnknownFactError, contradiction, known
from posture.domain.verdict import Verdict, failed, not_applicable, passed, unknown

DOCS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic"
LISTENERS_CALL = "elb:DescribeLoadBalancers"
POLICIES_CALL = "elb:DescribeLoadBalancerPolicies"
NO_TLS = not_applicable("The load balancer has no TLS listener.")
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


def _accepted(
    balancer: ClassicLoadBalancer, part: Callable[[TlsPolicy], frozenset[str]]
) -> frozenset[str]:
    """Return what the TLS policies of TLS listeners accept; empty without such listeners.

    Every TLS listener has a policy, and every policy accepts something.
    """
    parts = {one.name: part(one) for one in known(balancer.tls_policies)}
    accepted: set[str] = set()
    for one in balancer.listeners:
        if not one.encrypted:
            continue
        found = frozenset[str]().union(*(parts.get(name, ()) for name in one.policies))
        if not found:
            what = f"no TLS policy of port {one.port} is described"
            raise UnknownFactError(contradiction(what, POLICIES_CALL))
        accepted |= found
    return frozenset(accepted)


@check(
    severity=Severity.HIGH,
    finding_title="Classic Load Balancer accepts connections without TLS",
    remediation="Use only HTTPS or SSL listeners, and terminate TLS at the load balancer.",
    cli=LISTENER_CLI,
    terraform=TLS_LISTENER,
    reference=f"{DOCS}/elb-https-load-balancers.html",
)
def aws_elb_load_balancer_listeners_encrypted(balancer: ClassicLoadBalancer) -> Verdict:
    """Classic Load Balancer uses TLS on every listener.

    A Classic Load Balancer cannot redirect to HTTPS: what it accepts unencrypted stays
    unencrypted.
    """
    plain = [str(one) for one in balancer.listeners if not one.encrypted]
    return failed(f"Listeners without TLS: {', '.join(plain)}.") if plain else passed()


@check(
    severity=Severity.LOW,
    finding_title="Classic Load Balancer sends decrypted traffic to its instances",
    remediation="Use HTTPS or SSL from the load balancer to its instances.",
    cli=LISTENER_CLI,
    terraform=TLS_LISTENER,
    reference=f"{DOCS}/elb-create-https-ssl-load-balancer.html",
)
def aws_elb_load_balancer_instances_reached_over_tls(balancer: ClassicLoadBalancer) -> Verdict:
    """Classic Load Balancer uses TLS to the instances behind its TLS listeners.

    Otherwise traffic that is decrypted at the load balancer crosses the network unencrypted.
    """
    if not (tls := [one for one in balancer.listeners if one.encrypted]):
        return NO_TLS
    plain = [str(one) for one in tls if one.instance_protocol not in ENCRYPTED]
    return (
        failed(f"Traffic to the instances is not encrypted for {', '.join(plain)}.")
        if plain
        else passed()
    )


@check(
    severity=Severity.HIGH,
    finding_title="Classic Load Balancer accepts TLS versions before 1.2",
    remediation="Choose a predefined policy that starts with TLS 1.2.",
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
    """Classic Load Balancer accepts no TLS version before 1.2.

    SSL 3.0, TLS 1.0 and TLS 1.1 are broken or retired, and attackers can force clients to use
    them.
    """
    if not any(one.encrypted for one in balancer.listeners):
        return NO_TLS
    old = retired(_accepted(balancer, lambda policy: policy.protocols), POLICIES_CALL)
    return failed(f"Accepts {', '.join(old)}.") if old else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Classic Load Balancer accepts broken ciphers",
    remediation="Choose a recent predefined policy; none of those has broken ciphers.",
    cli=TLS_CLI,
    reference=f"{DOCS}/elb-security-policy-table.html",
)
def aws_elb_load_balancer_broken_ciphers_refused(balancer: ClassicLoadBalancer) -> Verdict:
    """Classic Load Balancer accepts no broken cipher.

    Anyone who can intercept the traffic can read or change what RC4, DES, export and anonymous
    ciphers protect.
    """
    if not any(one.encrypted for one in balancer.listeners):
        return NO_TLS
    found = broken(_accepted(balancer, lambda policy: policy.ciphers), POLICIES_CALL)
    return failed(f"Accepts {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Classic Load Balancer uses certificates that are not from ACM",
    remediation="Use certificates of AWS Certificate Manager, which renews them.",
    cli="""
        aws elb set-load-balancer-listener-ssl-certificate --load-balancer-name NAME \\
          --load-balancer-port 443 --ssl-certificate-id CERTIFICATE
    """,
    terraform=TLS_LISTENER,
    reference=f"{DOCS}/ssl-server-cert.html",
)
def aws_elb_load_balancer_certificates_from_acm(balancer: ClassicLoadBalancer) -> Verdict:
    """Classic Load Balancer uses certificates from AWS Certificate Manager.

    Certificates that were uploaded to IAM expire unnoticed, and their private keys were once
    stored elsewhere.
    """
    if not (tls := [one for one in balancer.listeners if one.encrypted]):
        return NO_TLS
    if without := [str(one) for one in tls if not one.certificate]:
        return unknown(contradiction(f"no certificate: {', '.join(without)}", LISTENERS_CALL))
    other = [str(one) for one in tls if ":acm:" not in (one.certificate or "")]
    return failed(f"Certificates not from ACM: {', '.join(other)}.") if other else passed()
