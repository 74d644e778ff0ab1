"""Checks of certificates of AWS Certificate Manager: their issue, expiry and keys."""

from posture.domain.aws.assets.acm import AcmCertificate
from posture.domain.check import Severity, check
from posture.domain.evidence import contradiction, in_transition, known
from posture.domain.verdict import Verdict, failed, not_applicable, passed, unknown

DOCS = "https://docs.aws.amazon.com/acm/latest/userguide"
RENEWAL_DAYS = 30
WEAK = "RSA_1024"
REFUSED = frozenset({"FAILED", "REVOKED", "VALIDATION_TIMED_OUT"})
PENDING = "PENDING_VALIDATION"
ENDED = frozenset({"EXPIRED", "INACTIVE"})


@check(
    severity=Severity.HIGH,
    finding_title="ACM certificate has expired or expires within 30 days",
    remediation=(
        "Import a renewed certificate, or correct the DNS records by which ACM validates a domain."
    ),
    cli="""
        aws acm import-certificate --certificate-arn ARN --certificate fileb://cert.pem \\
          --private-key fileb://key.pem
    """,
    terraform="""
        resource "aws_acm_certificate" "this" {
          domain_name       = "orders.example.com"
          validation_method = "DNS"
        }
    """,
    reference=f"{DOCS}/managed-renewal.html",
)
def aws_acm_certificate_not_expiring(certificate: AcmCertificate) -> Verdict:
    """ACM certificate is valid for 30 more days.

    ACM renews what it issued 45 days or more before the end, so a shorter time means that the
    renewal fails. An expired certificate stops all clients that verify it.
    """
    days = known(certificate.days_left)
    if days is None:
        status = certificate.status.lower().replace("_", " ")
        return not_applicable(f"The certificate was not issued: its status is {status}.")
    if days < 0:
        return failed("The certificate has expired.")
    if days < RENEWAL_DAYS:
        by = "was imported and" if certificate.imported else "was not renewed and"
        return failed(f"The certificate {by} expires in {days} days.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="ACM certificate has an RSA key of 1,024 bits",
    remediation="Import a certificate with an RSA key of at least 2,048 bits, or an EC key.",
    cli="""
        aws acm import-certificate --certificate fileb://cert.pem --private-key fileb://key.pem
    """,
    reference=f"{DOCS}/acm-certificate-characteristics.html",
)
def aws_acm_certificate_key_strong(certificate: AcmCertificate) -> Verdict:
    """ACM certificate has an RSA key of at least 2,048 bits, or an EC key.

    Well-funded attackers can compute a private key of 1,024 bits, and then pose as the server.
    """
    return failed("The key is RSA_1024.") if known(certificate.key_algorithm) == WEAK else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="ACM certificate was not issued, or is revoked",
    remediation="Correct the DNS records by which ACM validates the domain, and request it again.",
    cli="aws acm request-certificate --domain-name DOMAIN --validation-method DNS",
    terraform="""
        resource "aws_acm_certificate_validation" "this" {
          certificate_arn         = aws_acm_certificate.this.arn
          validation_record_fqdns = [for one in aws_route53_record.validation : one.fqdn]
        }
    """,
    reference=f"{DOCS}/troubleshooting-failed.html",
)
def aws_acm_certificate_issued(certificate: AcmCertificate) -> Verdict:
    """ACM certificate was issued, and is not revoked.

    No listener can use one that was not issued, and clients refuse one that is revoked.
    """
    if certificate.status == PENDING:
        return unknown(in_transition(PENDING, certificate.resource_id))
    if certificate.status in REFUSED:
        return failed(f"The status is {certificate.status.lower().replace('_', ' ')}.")
    if certificate.status == "ISSUED":
        return passed()
    if certificate.status in ENDED:
        return not_applicable(f"It was issued, and is {certificate.status.lower()} now.")
    return unknown(contradiction(f"status {certificate.status}", "acm:ListCertificates"))
