"""Rules about what an AWS account should have: roles for incidents and audits, central sign-in."""

from posture.domain.aws.assets.iam import IamAccount, IamSamlProvider, IamServerCertificate
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

ROOT_MANAGEMENT = "RootCredentialsManagement"


@check(
    severity=Severity.LOW,
    remediation="Create a role with AWSSupportAccess for those who handle incidents.",
    cli="""
        aws iam attach-role-policy --role-name support \\
          --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess
    """,
    terraform="""
        resource "aws_iam_role_policy_attachment" "support" {
          role       = aws_iam_role.support.name
          policy_arn = "arn:aws:iam::aws:policy/AWSSupportAccess"
        }
    """,
    reference="https://docs.aws.amazon.com/awssupport/latest/user/accessing-support.html",
)
def aws_iam_account_support_role_present(account: IamAccount) -> Verdict:
    """AWS account has a role for opening support cases.

    In an incident nobody should first have to become the root user to reach AWS Support.
    """
    if not known(account.support_roles):
        return failed("AWSSupportAccess is attached to no role.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Create a role with SecurityAudit for those who review the account.",
    cli="""
        aws iam attach-role-policy --role-name security-audit \\
          --policy-arn arn:aws:iam::aws:policy/SecurityAudit
    """,
    terraform="""
        resource "aws_iam_role_policy_attachment" "security_audit" {
          role       = aws_iam_role.security_audit.name
          policy_arn = "arn:aws:iam::aws:policy/SecurityAudit"
        }
    """,
    reference="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/SecurityAudit.html",
)
def aws_iam_account_security_audit_role_present(account: IamAccount) -> Verdict:
    """AWS account has a role for security reviews.

    Reviewers who have no role of their own borrow one that can change what they review.
    """
    if not known(account.audit_roles):
        return failed("SecurityAudit is attached to no role.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Let people sign in through an identity provider, or IAM Identity Center.",
    cli="""
        aws iam create-saml-provider --name corporate --saml-metadata-document file://metadata.xml
    """,
    terraform="""
        resource "aws_iam_saml_provider" "corporate" {
          name                   = "corporate"
          saml_metadata_document = file("metadata.xml")
        }
    """,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers.html",
)
def aws_iam_account_sign_in_federated(account: IamAccount) -> Verdict:
    """AWS account lets people sign in through an identity provider.

    Who leaves the company loses access everywhere at once, and nobody has a password here to lose.
    """
    if not known(account.saml_providers):
        return failed("The account has no SAML identity provider.")
    return passed()


@check(
    severity=Severity.HIGH,
    remediation="Turn on central management of the member accounts' root credentials.",
    cli="aws iam enable-organizations-root-credentials-management",
    terraform="""
        resource "aws_iam_organizations_features" "this" {
          enabled_features = ["RootCredentialsManagement", "RootSessions"]
        }
    """,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html#id_root-user-access-management",
)
def aws_iam_account_root_credentials_managed(account: IamAccount) -> Verdict:
    """Organization manages the root users of its member accounts centrally.

    Members then need no root password and no root keys at all: what does not exist is not stolen.
    """
    features = known(account.organization_features)
    if features is None:
        return not_applicable("The account manages no organization.")
    if ROOT_MANAGEMENT not in features:
        return failed("Member accounts have root credentials of their own.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Delete the certificate; keep certificates in AWS Certificate Manager.",
    cli="aws iam delete-server-certificate --server-certificate-name NAME",
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html",
)
def aws_iam_server_certificate_not_expired(certificate: IamServerCertificate) -> Verdict:
    """IAM server certificate has not expired.

    An expired one breaks whatever still serves it, and teaches its clients to click warnings away.
    """
    if certificate.days_left < 0:
        return failed(f"Expired {-certificate.days_left} days ago.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Upload the identity provider's current metadata.",
    cli="""
        aws iam update-saml-provider --saml-provider-arn ARN \\
          --saml-metadata-document file://metadata.xml
    """,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html",
)
def aws_iam_saml_provider_metadata_current(provider: IamSamlProvider) -> Verdict:
    """SAML identity provider's metadata has not expired.

    When it has, nobody gets in through it any more, and people reach for users with passwords.
    """
    if provider.days_left is not None and provider.days_left < 0:
        return failed(f"The metadata expired {-provider.days_left} days ago.")
    return passed()
