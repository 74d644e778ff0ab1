"""Rules about what TLS load balancers speak with clients."""

from posture.domain.aws.assets.elbv2 import LoadBalancer, TlsListener
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

ALB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application"
NLB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network"
OLD_PROTOCOLS = frozenset({"SSLv3", "TLSv1", "TLSv1.1"})
# Names of the ciphers of TLS 1.3, which all have forward secrecy, and of those before that do.
FORWARD = ("TLS_", "ECDHE-")
NO_TLS = not_applicable("It has no TLS listener.")


@check(
    severity=Severity.HIGH,
    remediation="Redirect every request of HTTP listeners to HTTPS.",
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
    """Application load balancer answers HTTP by nothing but a redirect to HTTPS.

    What is said in clear can be read and changed on its way: passwords, sessions, pages.
    """
    if balancer.kind != "application":
        return not_applicable("Only application load balancers speak HTTP.")
    if plain := known(balancer.plain):
        return failed(f"Requests are served without TLS on {', '.join(map(str, plain))}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Replace TCP listeners by TLS listeners with a certificate.",
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
    """Network load balancer that takes TLS connections ends them itself.

    Ended on each target, TLS is as good as the worst configured of them, and nobody logs it.
    """
    if balancer.kind != "network":
        return not_applicable("Only network load balancers can pass TLS through.")
    if not (ours := known(balancer.listeners)):
        return not_applicable("It has no listener.")
    return passed() if any(one.encrypted for one in ours) else failed("It has no TLS listener.")


@check(
    severity=Severity.HIGH,
    remediation="Choose a security policy that begins with TLS 1.2.",
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
    """Load balancer agrees to no TLS version before 1.2.

    TLS 1.0 and 1.1 are retired; the policy that the API chooses by default still has them.
    """
    if not (ours := known(balancer.tls)):
        return NO_TLS
    old = [one for one in ours if one.protocols & OLD_PROTOCOLS]
    return failed(f"Agrees to old TLS: {_named(old)}.") if old else passed()


@check(
    severity=Severity.MEDIUM,
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
    """Load balancer agrees only to ciphers with forward secrecy.

    Without it, who gets hold of the key can read every connection recorded before.
    """
    if not (ours := known(balancer.tls)):
        return NO_TLS
    weak = [one for one in ours if any(not cipher.startswith(FORWARD) for cipher in one.ciphers)]
    return failed(f"Agrees to static keys: {_named(weak)}.") if weak else passed()


@check(
    severity=Severity.LOW,
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
    """Load balancer offers a key exchange that withstands quantum computers.

    What is recorded today can be read when such a computer is built.
    """
    if not (ours := known(balancer.tls)):
        return NO_TLS
    without = [one for one in ours if "PQ" not in one.policy.split("-")]
    return failed(f"No post-quantum key exchange: {_named(without)}.") if without else passed()


@check(
    severity=Severity.INFO,
    remediation="Choose a security policy with FIPS in its name where you are held to FIPS 140-3.",
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
    """Load balancer ends TLS in a cryptographic module that is validated for FIPS 140-3.

    Public authorities and who works for them must not use any other.
    """
    if not (ours := known(balancer.tls)):
        return NO_TLS
    without = [one for one in ours if "FIPS" not in one.policy.split("-")]
    return failed(f"Not validated: {_named(without)}.") if without else passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Give the listeners a certificate of AWS Certificate Manager, which renews it.",
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
    """Load balancer has its default certificates from AWS Certificate Manager.

    Certificates that were uploaded to IAM expire unnoticed, and their keys were once elsewhere.
    """
    if not (ours := [one for one in known(balancer.listeners) if one.encrypted]):
        return NO_TLS
    other = [str(one) for one in ours if ":acm:" not in (one.certificate or "")]
    return failed(f"Not from ACM: {', '.join(other)}.") if other else passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Verify client certificates by a trust store, and refuse those that have expired.",
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

    In passthrough mode any certificate gets through, if the targets do not look for themselves.
    """
    ours = [one for one in known(balancer.listeners) if one.client_certificates != "off"]
    if not ours:
        return not_applicable("No listener asks for client certificates.")
    if lax := [one for one in ours if one.client_certificates != "verify" or one.expired_clients]:
        return failed(f"Not verified, or good after their end: {', '.join(map(str, lax))}.")
    return passed()


def _named(listeners: list[TlsListener]) -> str:
    return ", ".join(f"{one.port} by {one.policy}" for one in listeners)
