"""Checks of distributions of Amazon CloudFront: viewers, origins, logs."""

from posture.domain.asset import Family
from posture.domain.aws.assets.cloudfront import Distribution
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide"
UPDATE = "aws cloudfront update-distribution --id ID --if-match ETAG --distribution-config file://new.json"
# Policies from which on only current ciphers are left.
CURRENT_TLS = ("TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3")


@check(
    severity=Severity.MEDIUM,
    finding_title="Distribution serves viewers over HTTP",
    remediation="Redirect viewers to HTTPS, in every behavior.",
    cli=UPDATE,
    terraform="""
        resource "aws_cloudfront_distribution" "this" {
          default_cache_behavior {
            viewer_protocol_policy = "redirect-to-https"
          }
        }
    """,
    reference=f"{DOCS}/using-https-viewers-to-cloudfront.html",
)
def aws_cloudfront_distribution_https_required(distribution: Distribution) -> Verdict:
    """Distribution serves viewers over HTTPS only.

    Over HTTP everyone on the way reads cookies and changes pages.
    """
    paths = distribution.plain_paths
    return failed(f"HTTP is allowed for {', '.join(paths)}.") if paths else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Distribution accepts old TLS versions or ciphers",
    remediation="Set the security policy TLSv1.2_2021 or a newer one, with a certificate of ACM.",
    cli=UPDATE,
    terraform="""
        resource "aws_cloudfront_distribution" "this" {
          viewer_certificate {
            minimum_protocol_version = "TLSv1.2_2021"
          }
        }
    """,
    reference=f"{DOCS}/secure-connections-supported-viewer-protocols-ciphers.html",
)
def aws_cloudfront_distribution_tls_policy_current(distribution: Distribution) -> Verdict:
    """Distribution accepts current TLS versions and ciphers only.

    Old versions have flaws by which traffic can be read.
    """
    if not distribution.own_certificate:
        return failed("With the certificate of CloudFront, TLS 1.0 is accepted.")
    if distribution.tls_policy.startswith(CURRENT_TLS):
        return passed()
    return failed(f"The security policy is {distribution.tls_policy}.")


@check(
    severity=Severity.LOW,
    finding_title="Distribution has no certificate of its own",
    remediation="Set a certificate of ACM in us-east-1, with SNI.",
    cli=UPDATE,
    terraform="""
        resource "aws_cloudfront_distribution" "this" {
          viewer_certificate {
            acm_certificate_arn = aws_acm_certificate.this.arn
            ssl_support_method  = "sni-only"
          }
        }
    """,
    reference=f"{DOCS}/using-https-alternate-domain-names.html",
)
def aws_cloudfront_distribution_own_certificate(distribution: Distribution) -> Verdict:
    """Distribution has a certificate for its own names.

    Under the name of CloudFront, users cannot tell the site from one of anybody else.
    """
    if distribution.own_certificate:
        return passed()
    return failed("It has the certificate of CloudFront.")


@check(
    severity=Severity.LOW,
    finding_title="Distribution pays for addresses instead of using SNI",
    remediation="Serve the certificate by SNI.",
    cli=UPDATE,
    terraform="""
        resource "aws_cloudfront_distribution" "this" {
          viewer_certificate {
            ssl_support_method = "sni-only"
          }
        }
    """,
    reference=f"{DOCS}/cnames-https-dedicated-ip-or-sni.html",
)
def aws_cloudfront_distribution_sni_used(distribution: Distribution) -> Verdict:
    """Distribution serves its certificate by SNI.

    Addresses of its own are for clients of before 2010, with the TLS versions of then.
    """
    if not distribution.own_certificate:
        return not_applicable("It has the certificate of CloudFront.")
    return failed("It has addresses of its own.") if distribution.dedicated_addresses else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Distribution has no web ACL",
    remediation="Associate a web ACL of AWS WAF.",
    cli=UPDATE,
    terraform="""
        resource "aws_cloudfront_distribution" "this" {
          web_acl_id = aws_wafv2_web_acl.cdn.arn
        }
    """,
    reference=f"{DOCS}/distribution-web-awswaf.html",
)
def aws_cloudfront_distribution_waf_attached(distribution: Distribution) -> Verdict:
    """Distribution has a web ACL of AWS WAF.

    The rules of a web ACL stop known attacks and floods before they reach the origin.
    """
    if distribution.web_acl is None:
        return failed("No web ACL is associated.")
    if not distribution.web_acl.startswith("arn:"):
        return failed("The web ACL is one of WAF Classic, which has ended.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Distribution does not log requests",
    remediation="Turn on standard logging.",
    cli=UPDATE,
    terraform="""
        resource "aws_cloudfront_distribution" "this" {
          logging_config {
            bucket = aws_s3_bucket.logs.bucket_domain_name
          }
        }
    """,
    reference=f"{DOCS}/AccessLogs.html",
    family=Family.LOGGING,
)
def aws_cloudfront_distribution_access_logged(distribution: Distribution) -> Verdict:
    """Distribution logs its requests.

    The log shows who requested what, also when the origin has never seen the request.
    """
    return passed() if known(distribution.logged) else failed("Requests are not logged.")


@check(
    severity=Severity.LOW,
    finding_title="Distribution of a bucket has no default root object",
    remediation="Name the object that the distribution returns for `/`.",
    cli=UPDATE,
    terraform="""
        resource "aws_cloudfront_distribution" "this" {
          default_root_object = "index.html"
        }
    """,
    reference=f"{DOCS}/DefaultRootObject.html",
)
def aws_cloudfront_distribution_default_root_object_set(distribution: Distribution) -> Verdict:
    """Distribution of a bucket has a default root object.

    Without one, a request for `/` asks the bucket for the list of its objects.
    """
    if not distribution.buckets:
        return not_applicable("No origin is a bucket.")
    return passed() if known(distribution.root_object) else failed("It has no default root object.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Distribution requests an origin over HTTP",
    remediation="Set the protocol policy https-only for each origin.",
    cli=UPDATE,
    terraform="""
        resource "aws_cloudfront_distribution" "this" {
          origin {
            custom_origin_config {
              origin_protocol_policy = "https-only"
            }
          }
        }
    """,
    reference=f"{DOCS}/using-https-cloudfront-to-custom-origin.html",
)
def aws_cloudfront_distribution_origins_encrypted(distribution: Distribution) -> Verdict:
    """Distribution requests its origins over HTTPS only.

    Viewers see HTTPS, but between CloudFront and the origin everything is in plain text.
    """
    origins = distribution.plain_origins
    return failed(f"HTTP is used for {', '.join(origins)}.") if origins else passed()


@check(
    severity=Severity.LOW,
    finding_title="Distribution accepts old TLS versions of an origin",
    remediation="Allow TLSv1.2 only for each origin.",
    cli=UPDATE,
    terraform="""
        resource "aws_cloudfront_distribution" "this" {
          origin {
            custom_origin_config {
              origin_ssl_protocols = ["TLSv1.2"]
            }
          }
        }
    """,
    reference=f"{DOCS}/secure-connections-supported-ciphers-cloudfront-to-origin.html",
)
def aws_cloudfront_distribution_origin_old_tls_refused(distribution: Distribution) -> Verdict:
    """Distribution speaks TLS 1.2 or newer with its origins.

    Old versions have flaws by which traffic can be read.
    """
    origins = distribution.old_tls_origins
    return failed(f"Old versions for {', '.join(origins)}.") if origins else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Distribution serves a bucket that does not exist",
    remediation="Remove the origin, or make the bucket.",
    cli=UPDATE,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-12",
    family=Family.STORAGE,
)
def aws_cloudfront_distribution_bucket_origins_exist(distribution: Distribution) -> Verdict:
    """Distribution's buckets exist.

    Anyone can make a bucket of that name in another account, and then serves pages under the names
    of the distribution.
    """
    missing = known(distribution.missing_buckets)
    return failed(f"Missing: {', '.join(missing)}.") if missing else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Distribution requests a bucket without a signature",
    remediation="Set an origin access control, and let the bucket admit the distribution only.",
    cli=UPDATE,
    terraform="""
        resource "aws_cloudfront_distribution" "this" {
          origin {
            origin_access_control_id = aws_cloudfront_origin_access_control.this.id
          }
        }
    """,
    reference=f"{DOCS}/private-content-restricting-access-to-s3.html",
    family=Family.IAM,
)
def aws_cloudfront_distribution_bucket_origins_signed(distribution: Distribution) -> Verdict:
    """Distribution requests its buckets with origin access control.

    Without a signature the bucket has to be public, and everyone goes past the distribution. The
    old way, an origin access identity, knows neither all regions nor KMS.
    """
    if found := distribution.unsigned_buckets:
        return failed(f"Without a signature: {', '.join(found)}.")
    if found := distribution.old_signed_buckets:
        return failed(f"By the old origin access identity: {', '.join(found)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Distribution requests a function URL without a signature",
    remediation="Set an origin access control for the function URL, and let the URL require IAM.",
    cli=UPDATE,
    terraform="""
        resource "aws_cloudfront_origin_access_control" "this" {
          origin_access_control_origin_type = "lambda"
          signing_behavior                  = "always"
          signing_protocol                  = "sigv4"
        }
    """,
    reference=f"{DOCS}/private-content-restricting-access-to-lambda.html",
    family=Family.IAM,
)
def aws_cloudfront_distribution_function_origins_signed(distribution: Distribution) -> Verdict:
    """Distribution requests its function URLs with origin access control.

    Otherwise everyone can call the function past the distribution and its web ACL.
    """
    found = distribution.unsigned_functions
    return failed(f"Without a signature: {', '.join(found)}.") if found else passed()
