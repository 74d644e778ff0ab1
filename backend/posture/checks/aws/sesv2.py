"""Checks of identities of Amazon SES."""

from posture.domain.aws.assets.sesv2 import EmailConfigurationSet, EmailIdentity
from posture.domain.aws.policy_model import public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/ses/latest/dg"


@check(
    severity=Severity.MEDIUM,
    finding_title="Messages of the domain are not signed with DKIM",
    remediation="Turn on DKIM, and publish its DNS records.",
    cli="aws sesv2 put-email-identity-dkim-attributes --email-identity NAME --signing-enabled",
    terraform="""
        resource "aws_ses_domain_dkim" "this" {
          domain = aws_ses_domain_identity.this.domain
        }
    """,
    reference=f"{DOCS}/send-email-authentication-dkim.html",
)
def aws_ses_identity_messages_signed(identity: EmailIdentity) -> Verdict:
    """Messages of a domain of SES are signed with DKIM.

    Without a signature, receivers cannot tell messages of the domain from forged ones.
    """
    if not identity.is_domain:
        return not_applicable("An address has the signature of its domain.")
    return (
        passed() if known(identity.signed) else failed("DKIM is off, or its records are missing.")
    )


@check(
    severity=Severity.HIGH,
    finding_title="Everyone can send messages from the identity of SES",
    remediation="Name the accounts that may send, or remove the policy.",
    cli="aws sesv2 delete-email-identity-policy --email-identity NAME --policy-name POLICY",
    terraform="""
        resource "aws_ses_identity_policy" "this" {
          identity = aws_ses_domain_identity.this.arn
          policy   = data.aws_iam_policy_document.senders.json
        }
    """,
    reference=f"{DOCS}/sending-authorization-policies.html",
)
def aws_ses_identity_policies_not_public(identity: EmailIdentity) -> Verdict:
    """Identity of SES has no policy that grants access to the public.

    Strangers otherwise send messages that are signed with the name of the domain.
    """
    granted = [one for each in known(identity.policies) for one in public(each)]
    return failed("A policy lets everyone send.") if granted else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Configuration set of SES delivers messages without TLS",
    remediation="Require TLS for messages that are sent with the configuration set.",
    cli="""
        aws sesv2 put-configuration-set-delivery-options --configuration-set-name NAME \\
          --tls-policy REQUIRE
    """,
    terraform="""
        resource "aws_sesv2_configuration_set" "this" {
          delivery_options {
            tls_policy = "REQUIRE"
          }
        }
    """,
    reference=f"{DOCS}/security-protocols.html",
)
def aws_ses_configuration_set_tls_required(configuration: EmailConfigurationSet) -> Verdict:
    """Configuration set of SES delivers messages over TLS only.

    A receiver without TLS, or an attacker who suppresses it, gets the messages in plain text.
    """
    return passed() if known(configuration.tls_required) else failed("TLS is not required.")
