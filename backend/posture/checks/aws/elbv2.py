"""Checks of what load balancers forward, log and protect."""

from posture.domain.aws.assets.elbv2 import LoadBalancer
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

ALB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application"
WAF = "https://docs.aws.amazon.com/waf/latest/developerguide"
ALB_ONLY = not_applicable("Only application load balancers have this setting.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Load balancer has no deletion protection",
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
    """Load balancer is protected against deletion by one mistaken call.

    Deletion takes everything behind the load balancer off the network, and its address cannot
    be recovered.
    """
    if known(balancer.settings).deletion_protection:
        return passed()
    return failed("Deletion protection is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Load balancer does not log requests",
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

    Only these logs show which address requested what, when an attack is investigated.
    """
    if balancer.kind == "gateway":
        return not_applicable("Gateway load balancers have no access logs.")
    if known(balancer.settings).access_logs:
        return passed()
    if balancer.kind == "network" and not any(one.encrypted for one in known(balancer.listeners)):
        return not_applicable("Network load balancers log only requests to TLS listeners.")
    return failed("Access logs are off.")


@check(
    severity=Severity.LOW,
    finding_title="Application load balancer does not log connections",
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
    """Application load balancer logs connections, including failed TLS handshakes.

    Clients that try old TLS versions or stolen certificates never appear in the access log.
    """
    if balancer.kind != "application":
        return ALB_ONLY
    if known(balancer.settings).connection_logs:
        return passed()
    return failed("Connection logs are off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Application load balancer forwards invalid header fields",
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

    Servers interpret such fields differently, which makes request smuggling possible.
    """
    if balancer.kind != "application":
        return ALB_ONLY
    if known(balancer.settings).drops_invalid_headers:
        return passed()
    return failed("Invalid header fields are forwarded.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Application load balancer forwards requests that allow smuggling",
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
    """Application load balancer blocks requests that its targets could interpret differently.

    With such requests an attacker smuggles a second request past the load balancer, or poisons
    its connections.
    """
    if balancer.kind != "application":
        return ALB_ONLY
    mode = known(balancer.settings).desync
    return (
        passed()
        if mode in {"defensive", "strictest"}
        else failed(f"The desync mitigation mode is {mode}.")
    )


@check(
    severity=Severity.LOW,
    finding_title="Application load balancer keeps the client's X-Forwarded-For header",
    remediation="Let the load balancer append to X-Forwarded-For, or remove the header.",
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
    """Application load balancer does not forward X-Forwarded-For as the client wrote it.

    If an application trusts this header, a client can pretend to come from any address.
    """
    if balancer.kind != "application":
        return ALB_ONLY
    if known(balancer.settings).forwarded_for == "preserve":
        return failed("X-Forwarded-For is forwarded as the client wrote it.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Application load balancer has no web ACL",
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
    """Application load balancer has a web ACL of AWS WAF.

    Without a web ACL, injections, bots and floods of requests reach the application itself.
    """
    if balancer.kind != "application":
        return ALB_ONLY
    return passed() if known(balancer.web_acl) else failed("No web ACL is attached.")


@check(
    severity=Severity.LOW,
    finding_title="Application load balancer lets requests pass when AWS WAF fails",
    remediation="Set requests to fail when AWS WAF does not respond.",
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
    """Application load balancer lets no request pass when AWS WAF does not respond.

    Otherwise the protection is missing exactly when something is wrong with it.
    """
    if balancer.kind != "application":
        return ALB_ONLY
    if not known(balancer.web_acl):
        return not_applicable("No web ACL is attached.")
    if known(balancer.settings).waf_fail_open:
        return failed("Requests pass when AWS WAF does not respond.")
    return passed()
