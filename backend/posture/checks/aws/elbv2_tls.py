"""Checks of the TLS that load balancers use with clients."""

from posture.domain.aws.assets.elbv2 import LoadBalancer, TlsListener
from posture.domain.aws.tls import retired
from posture.domain.check import Severity, check
from posture.domain.evidence import contradiction, known
from posture.domain.verdict import Verdict, failed, not_applicable, passed, unknown

ALB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application"
NLB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network"
LISTENERS_CALL = "elbv2:DescribeListeners"
POLICIES_CALL = "elbv2:DescribeSSLPolicies"
# Prefixes of ciphers with forward secrecy: all of TLS 1.3, and those of earlier versions.
FORWARD = ("TLS_", "ECDHE-")
NO_TLS = not_applicable("The load balancer has no TLS listener.")


@check(
    severity=Severity.HIGH,
    finding_title="Application load balancer serves requests over plain HTTP",
    remediation="Redirect every request to an HTTP listener to HTTPS.",
    cli="""
        aws elbv2 modify-listener --listener-arn LISTENER --default-actions \\
          Type=redirect,RedirectConfig='{Protocol=HTTPS,Port=443,StatusCode=HTTP_301}'
    """,
    terraform="""
        resource "aws_lb_listener" "this" {
          port     = 80
          protocol = "HTTP"
          default_action {
            type = "redirect"
            redirect {
              port        = "443"
              protocol    = "HTTPS"
              status_code = "HTTP_301"
            }
          }
        }
    """,
    reference=f"{ALB}/load-balancer-listeners.html",
)
def aws_elbv2_load_balancer_http_redirected(balancer: LoadBalancer) -> Verdict:
    """Application load balancer only redirects HTTP requests to HTTPS.

    Anyone who can intercept unencrypted traffic can read and change it: passwords, sessions,
    pages.
    """
    if balancer.kind != "application":
        return not_applicable("Only application load balancers have HTTP listeners.")
    if plain := known(balancer.plain):
        return failed(f"Requests are served without TLS on {', '.join(map(str, plain))}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Network load balancer has no TLS listener",
    remediation="Replace TCP listeners with TLS listeners that have a certificate.",
    cli="""
        aws elbv2 modify-listener --listener-arn LISTENER --protocol TLS \\
          --certificates CertificateArn=CERTIFICATE
    """,
    terraform="""
        resource "aws_lb_listener" "this" {
          port            = 443
          protocol        = "TLS"
          ssl_policy      = "ELBSecurityPolicy-TLS13-1-2-2021-06"
          certificate_arn = aws_acm_certificate.this.arn
        }
    """,
    reference=f"{NLB}/create-listener.html",
)
def aws_elbv2_load_balancer_network_tls_terminated(balancer: LoadBalancer) -> Verdict:
    """Network load balancer terminates TLS itself.

    If each target terminates TLS, security depends on the target with the weakest settings, and
    nobody logs it.
    """
    if balancer.kind != "network":
        return not_applicable("Only network load balancers can pass TLS through.")
    if not (listeners := known(balancer.listeners)):
        return not_applicable("The load balancer has no listener.")
    return passed() if any(one.encrypted for one in listeners) else failed("No listener uses TLS.")


@check(
    severity=Severity.HIGH,
    finding_title="Load balancer accepts TLS versions before 1.2",
    remediation="Choose a security policy that starts with TLS 1.2.",
    cli="""
        aws elbv2 modify-listener --listener-arn LISTENER \\
          --ssl-policy ELBSecurityPolicy-TLS13-1-2-2021-06
    """,
    terraform="""
        resource "aws_lb_listener" "this" {
          ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
        }
    """,
    reference=f"{ALB}/describe-ssl-policies.html",
)
def aws_elbv2_load_balancer_old_tls_refused(balancer: LoadBalancer) -> Verdict:
    """Load balancer accepts no TLS version before 1.2.

    TLS 1.0 and 1.1 are retired, but the default security policy of the API still has them.
    """
    if not (listeners := known(balancer.tls)):
        return NO_TLS
    versions = retired({name for one in listeners for name in one.protocols}, POLICIES_CALL)
    old = [one for one in listeners if one.protocols.intersection(versions)]
    return failed(f"TLS before 1.2 on {_named(old)}.") if old else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Load balancer accepts ciphers without forward secrecy",
    remediation="Choose a security policy whose ciphers all have forward secrecy.",
    cli="""
        aws elbv2 modify-listener --listener-arn LISTENER \\
          --ssl-policy ELBSecurityPolicy-TLS13-1-2-Res-2021-06
    """,
    terraform="""
        resource "aws_lb_listener" "this" {
          ssl_policy = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
        }
    """,
    reference=f"{ALB}/describe-ssl-policies.html",
)
def aws_elbv2_load_balancer_forward_secrecy_required(balancer: LoadBalancer) -> Verdict:
    """Load balancer accepts only ciphers with forward secrecy.

    Without forward secrecy, anyone who gets the private key can decrypt every connection recorded
    before.
    """
    if not (listeners := known(balancer.tls)):
        return NO_TLS
    weak = [
        one for one in listeners if any(not cipher.startswith(FORWARD) for cipher in one.ciphers)
    ]
    return failed(f"Ciphers without forward secrecy on {_named(weak)}.") if weak else passed()


@check(
    severity=Severity.LOW,
    finding_title="Load balancer offers no post-quantum key exchange",
    remediation="Choose a security policy with PQ in its name.",
    cli="""
        aws elbv2 modify-listener --listener-arn LISTENER \\
          --ssl-policy ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09
    """,
    terraform="""
        resource "aws_lb_listener" "this" {
          ssl_policy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
        }
    """,
    reference=f"{ALB}/describe-ssl-policies.html",
)
def aws_elbv2_load_balancer_post_quantum_offered(balancer: LoadBalancer) -> Verdict:
    """Load balancer offers a post-quantum key exchange.

    Attackers can record traffic today and decrypt it when a quantum computer is available.
    """
    if not (listeners := known(balancer.tls)):
        return NO_TLS
    without = [one for one in listeners if "PQ" not in one.policy.split("-")]
    return failed(f"No post-quantum key exchange on {_named(without)}.") if without else passed()


@check(
    severity=Severity.INFO,
    finding_title="Load balancer uses no FIPS-validated cryptographic module",
    remediation="Choose a security policy with FIPS in its name if FIPS 140-3 applies to you.",
    cli="""
        aws elbv2 modify-listener --listener-arn LISTENER \\
          --ssl-policy ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04
    """,
    terraform="""
        resource "aws_lb_listener" "this" {
          ssl_policy = "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04"
        }
    """,
    reference=f"{ALB}/describe-ssl-policies.html",
)
def aws_elbv2_load_balancer_fips_module_used(balancer: LoadBalancer) -> Verdict:
    """Load balancer terminates TLS in a cryptographic module validated for FIPS 140-3.

    Public authorities and their suppliers must not use any other.
    """
    if not (listeners := known(balancer.tls)):
        return NO_TLS
    without = [one for one in listeners if "FIPS" not in one.policy.split("-")]
    return failed(f"No FIPS policy on {_named(without)}.") if without else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Load balancer uses certificates that are not from ACM",
    remediation="Use certificates of AWS Certificate Manager, which renews them.",
    cli="""
        aws elbv2 modify-listener --listener-arn LISTENER \\
          --certificates CertificateArn=CERTIFICATE
    """,
    terraform="""
        resource "aws_lb_listener" "this" {
          certificate_arn = aws_acm_certificate.this.arn
        }
    """,
    reference=f"{ALB}/https-listener-certificates.html",
)
def aws_elbv2_load_balancer_certificates_from_acm(balancer: LoadBalancer) -> Verdict:
    """Load balancer uses default certificates from AWS Certificate Manager.

    Certificates that were uploaded to IAM expire unnoticed, and their private keys were once
    stored elsewhere.
    """
    if not (listeners := [one for one in known(balancer.listeners) if one.encrypted]):
        return NO_TLS
    if without := [str(one) for one in listeners if not one.certificate]:
        return unknown(contradiction(f"no certificate: {', '.join(without)}", LISTENERS_CALL))
    other = [str(one) for one in listeners if ":acm:" not in (one.certificate or "")]
    return failed(f"Certificates not from ACM: {', '.join(other)}.") if other else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Load balancer does not verify client certificates",
    remediation="Verify client certificates with a trust store, and refuse expired ones.",
    cli="""
        aws elbv2 modify-listener --listener-arn LISTENER --mutual-authentication \\
          Mode=verify,TrustStoreArn=STORE,IgnoreClientCertificateExpiry=false
    """,
    terraform="""
        resource "aws_lb_listener" "this" {
          mutual_authentication {
            mode            = "verify"
            trust_store_arn = aws_lb_trust_store.this.arn
          }
        }
    """,
    reference=f"{ALB}/mutual-authentication.html",
)
def aws_elbv2_load_balancer_client_certificates_verified(balancer: LoadBalancer) -> Verdict:
    """Load balancer that asks for client certificates verifies them.

    In passthrough mode any certificate is accepted, unless the targets verify it themselves.
    """
    listeners = [one for one in known(balancer.listeners) if one.client_certificates != "off"]
    if not listeners:
        return not_applicable("No listener asks for client certificates.")
    if lax := [
        one for one in listeners if one.client_certificates != "verify" or one.expired_clients
    ]:
        return failed(f"Not verified, or accepted after expiry, on {', '.join(map(str, lax))}.")
    return passed()


def _named(listeners: list[TlsListener]) -> str:
    return ", ".join(f"port {one.port} ({one.policy})" for one in listeners)
