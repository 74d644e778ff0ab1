"""Rules about what load balancers let through, log and protect."""

from posture.domain.aws.assets.elbv2 import LoadBalancer
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

ALB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application"
WAF = "https://docs.aws.amazon.com/waf/latest/developerguide"
ALB_ONLY = not_applicable("This is a setting of application load balancers.")


@check(
    severity=Severity.MEDIUM,
    remediation="Turn on deletion protection.",
    cli="""
        aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN \\
          --attributes Key=deletion_protection.enabled,Value=true
    """,
    terraform="""
        resource "aws_lb" "this" {
          enable_deletion_protection = true
        }
    """,
    reference=f"{ALB}/application-load-balancers.html",
)
def aws_elbv2_load_balancer_deletion_protection_enabled(balancer: LoadBalancer) -> Verdict:
    """Load balancer is protected from being deleted by one call.

    Deleting it takes everything behind it off the network, and its address is never given back.
    """
    if known(balancer.settings).deletion_protection:
        return passed()
    return failed("Deletion protection is off.")


@check(
    severity=Severity.MEDIUM,
    remediation="Turn on access logs.",
    cli="""
        aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN \\
          --attributes Key=access_logs.s3.enabled,Value=true \\
          Key=access_logs.s3.bucket,Value=BUCKET
    """,
    terraform="""
        resource "aws_lb" "this" {
          access_logs {
            bucket  = aws_s3_bucket.logs.id
            enabled = true
          }
        }
    """,
    reference=f"{ALB}/load-balancer-access-logs.html",
)
def aws_elbv2_load_balancer_access_logs_enabled(balancer: LoadBalancer) -> Verdict:
    """Load balancer logs every request.

    Only these logs tell which address asked for what when an attack is reconstructed.
    """
    if balancer.kind == "gateway":
        return not_applicable("Gateway load balancers have no access logs.")
    if known(balancer.settings).access_logs:
        return passed()
    if balancer.kind == "network" and not any(one.encrypted for one in known(balancer.listeners)):
        return not_applicable("Network load balancers log requests to TLS listeners only.")
    return failed("Access logs are off.")


@check(
    severity=Severity.LOW,
    remediation="Turn on connection logs.",
    cli="""
        aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN \\
          --attributes Key=connection_logs.s3.enabled,Value=true \\
          Key=connection_logs.s3.bucket,Value=BUCKET
    """,
    terraform="""
        resource "aws_lb" "this" {
          connection_logs {
            bucket  = aws_s3_bucket.logs.id
            enabled = true
          }
        }
    """,
    reference=f"{ALB}/load-balancer-connection-logs.html",
)
def aws_elbv2_load_balancer_connection_logs_enabled(balancer: LoadBalancer) -> Verdict:
    """Application load balancer logs connections, those too that failed in the TLS handshake.

    Clients that try old TLS versions or stolen certificates never get as far as the access log.
    """
    if balancer.kind != "application":
        return ALB_ONLY
    if known(balancer.settings).connection_logs:
        return passed()
    return failed("Connection logs are off.")


@check(
    severity=Severity.MEDIUM,
    remediation="Drop header fields with invalid names.",
    cli="""
        aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN \\
          --attributes Key=routing.http.drop_invalid_header_fields.enabled,Value=true
    """,
    terraform="""
        resource "aws_lb" "this" {
          drop_invalid_header_fields = true
        }
    """,
    reference=f"{ALB}/application-load-balancers.html",
)
def aws_elbv2_load_balancer_invalid_headers_dropped(balancer: LoadBalancer) -> Verdict:
    """Application load balancer drops header fields with invalid names.

    Servers read such fields each in its own way, which is how requests are smuggled.
    """
    if balancer.kind != "application":
        return ALB_ONLY
    if known(balancer.settings).drops_invalid_headers:
        return passed()
    return failed("Invalid header fields are sent on.")


@check(
    severity=Severity.MEDIUM,
    remediation="Set the desync mitigation mode to defensive or strictest.",
    cli="""
        aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN \\
          --attributes Key=routing.http.desync_mitigation_mode,Value=defensive
    """,
    terraform="""
        resource "aws_lb" "this" {
          desync_mitigation_mode = "defensive"
        }
    """,
    reference=f"{ALB}/application-load-balancers.html",
)
def aws_elbv2_load_balancer_desync_mitigated(balancer: LoadBalancer) -> Verdict:
    """Application load balancer stops requests that its targets could read differently.

    Such requests smuggle a second one past the load balancer, or poison its connections.
    """
    if balancer.kind != "application":
        return ALB_ONLY
    mode = known(balancer.settings).desync
    return passed() if mode in {"defensive", "strictest"} else failed(f"The mode is {mode}.")


@check(
    severity=Severity.LOW,
    remediation="Let the load balancer append to X-Forwarded-For, or remove it.",
    cli="""
        aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN \\
          --attributes Key=routing.http.xff_header_processing.mode,Value=append
    """,
    terraform="""
        resource "aws_lb" "this" {
          xff_header_processing_mode = "append"
        }
    """,
    reference=f"{ALB}/x-forwarded-headers.html",
)
def aws_elbv2_load_balancer_forwarded_for_own(balancer: LoadBalancer) -> Verdict:
    """Application load balancer leaves no X-Forwarded-For as a client wrote it.

    Applications that go by that address let whoever writes it choose who to be.
    """
    if balancer.kind != "application":
        return ALB_ONLY
    if known(balancer.settings).forwarded_for == "preserve":
        return failed("X-Forwarded-For is sent on as the client wrote it.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Attach a web ACL of AWS WAF.",
    cli="aws wafv2 associate-web-acl --web-acl-arn ACL --resource-arn ARN",
    terraform="""
        resource "aws_wafv2_web_acl_association" "this" {
          resource_arn = aws_lb.this.arn
          web_acl_arn  = aws_wafv2_web_acl.this.arn
        }
    """,
    reference=f"{WAF}/web-acl-associating-aws-resource.html",
)
def aws_elbv2_load_balancer_waf_attached(balancer: LoadBalancer) -> Verdict:
    """Application load balancer is guarded by a web ACL of AWS WAF.

    Injections, bots and floods of requests otherwise reach the application itself.
    """
    if balancer.kind != "application":
        return ALB_ONLY
    return passed() if known(balancer.web_acl) else failed("No web ACL is attached.")


@check(
    severity=Severity.LOW,
    remediation="Let requests fail when AWS WAF cannot be asked.",
    cli="""
        aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN \\
          --attributes Key=waf.fail_open.enabled,Value=false
    """,
    terraform="""
        resource "aws_lb" "this" {
          enable_waf_fail_open = false
        }
    """,
    reference=f"{ALB}/application-load-balancers.html",
)
def aws_elbv2_load_balancer_waf_fails_closed(balancer: LoadBalancer) -> Verdict:
    """Application load balancer lets nothing pass when its web ACL cannot be asked.

    Otherwise the guard is gone just when something is wrong with it.
    """
    if balancer.kind != "application":
        return ALB_ONLY
    if not known(balancer.web_acl):
        return not_applicable("No web ACL is attached.")
    if known(balancer.settings).waf_fail_open:
        return failed("Requests pass when AWS WAF does not answer.")
    return passed()
