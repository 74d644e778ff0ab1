"""Checks of AWS Private CA: root authorities, and the revocation of certificates."""

from posture.domain.aws.assets.acmpca import CertificateAuthority
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/privateca/latest/userguide"
UPDATE = "aws acm-pca update-certificate-authority --certificate-authority-arn ARN {}"


@check(
    severity=Severity.MEDIUM,
    finding_title="Private certificate authority does not publish what it revokes",
    remediation="Turn on OCSP, or publish a list of revoked certificates in a bucket.",
    cli=UPDATE.format("--revocation-configuration OcspConfiguration={Enabled=true}"),
    terraform="""
        resource "aws_acmpca_certificate_authority" "this" {
          revocation_configuration {
            ocsp_configuration {
              enabled = true
            }
          }
        }
    """,
    reference=f"{DOCS}/revocation-setup.html",
)
def aws_acmpca_authority_revocation_published(authority: CertificateAuthority) -> Verdict:
    """Private certificate authority publishes which certificates it has revoked.

    Otherwise a certificate whose key was stolen is accepted until it expires.
    """
    if authority.short_lived:
        return not_applicable("Its certificates expire within seven days.")
    if authority.revocation:
        return passed()
    return failed("It has neither OCSP nor a list of revoked certificates.")


@check(
    severity=Severity.LOW,
    finding_title="Private root authority can issue certificates",
    remediation="Let a subordinate authority issue certificates, and disable the root.",
    cli=UPDATE.format("--status DISABLED"),
    terraform="""
        resource "aws_acmpca_certificate_authority" "root" {
          type    = "ROOT"
          enabled = false
        }
    """,
    reference=f"{DOCS}/ca-best-practices.html",
)
def aws_acmpca_authority_root_disabled(authority: CertificateAuthority) -> Verdict:
    """Private root authority is disabled between the certificates of its subordinates.

    Whoever issues one certificate with the root poses as every server that trusts it.
    """
    if not authority.root:
        return not_applicable("It is subordinate to another authority.")
    return failed("It is active.") if authority.active else passed()
