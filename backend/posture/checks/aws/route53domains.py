"""Checks of domains that are registered with Amazon Route 53."""

from posture.domain.aws.assets.route53domains import RegisteredDomain
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide"


@check(
    severity=Severity.HIGH,
    finding_title="Registered domain can be transferred to another registrar",
    remediation="Lock the domain, if its top-level domain supports that; accept it otherwise.",
    cli="aws route53domains enable-domain-transfer-lock --domain-name DOMAIN",
    terraform="""
        resource "aws_route53domains_registered_domain" "this" {
          transfer_lock = true
        }
    """,
    reference=f"{DOCS}/domain-lock.html",
)
def aws_route53_domain_transfer_locked(domain: RegisteredDomain) -> Verdict:
    """Registered domain is locked against transfers.

    Who transfers a domain receives all its mail and visitors, and can get certificates for it.
    """
    return passed() if known(domain.locked) else failed("The transfer lock is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Registered domain is not renewed automatically",
    remediation="Turn on automatic renewal.",
    cli="aws route53domains enable-domain-auto-renew --domain-name DOMAIN",
    terraform="""
        resource "aws_route53domains_registered_domain" "this" {
          auto_renew = true
        }
    """,
    reference=f"{DOCS}/domain-enable-disable-auto-renewal.html",
)
def aws_route53_domain_renewed_automatically(domain: RegisteredDomain) -> Verdict:
    """Registered domain is renewed automatically.

    A domain that expires can be registered by anyone, with the trust that its name has.
    """
    return passed() if known(domain.renewed) else failed("Automatic renewal is off.")
