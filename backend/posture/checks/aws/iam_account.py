"""Checks of the identity setup of an AWS account: support and audit roles, federation, root."""

from posture.domain.aws.assets.iam import IamAccount, IamSamlProvider, IamServerCertificate
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

ROOT_MANAGEMENT = "RootCredentialsManagement"


@check(
    severity=Severity.LOW,
    finding_title="AWS account has no role for opening support cases",
    remediation=(
        "Create a role with the policy AWSSupportAccess for the people who handle incidents."
    ),
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

    During an incident nobody should need the root user to contact AWS Support.
    """
    if not known(account.support_roles):
        return failed("AWSSupportAccess is attached to no role.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="AWS account has no role for security reviews",
    remediation=(
        "Create a role with the policy SecurityAudit for the people who review the account."
    ),
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

    Reviewers without a role of their own use one that can also change what they review.
    """
    if not known(account.audit_roles):
        return failed("SecurityAudit is attached to no role.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="AWS account has no identity provider for sign-in",
    remediation="Let people sign in through an identity provider or IAM Identity Center.",
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

    People who leave the company lose all access at once, and there are no passwords in the account
    to steal.
    """
    if not known(account.saml_providers):
        return failed("The account has no SAML identity provider.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="Root users of the member accounts are not managed centrally",
    remediation="Enable central management of root credentials for the member accounts.",
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

    Member accounts then need no root password and no root access keys, so there is nothing to
    steal.
    """
    features = known(account.organization_features)
    if features is None:
        return not_applicable("The account does not manage an organization.")
    if ROOT_MANAGEMENT not in features:
        return failed("Central management of root credentials is off.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM server certificate has expired",
    remediation="Delete the certificate, and keep certificates in AWS Certificate Manager.",
    cli="aws iam delete-server-certificate --server-certificate-name NAME",
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html",
)
def aws_iam_server_certificate_not_expired(certificate: IamServerCertificate) -> Verdict:
    """IAM server certificate has not expired.

    An expired certificate breaks the service that uses it, or teaches its users to ignore warnings.
    """
    if certificate.days_left < 0:
        return failed(f"Expired {-certificate.days_left} days ago.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="SAML identity provider's metadata has expired",
    remediation="Upload the identity provider's current metadata.",
    cli="""
        aws iam update-saml-provider --saml-provider-arn ARN \\
          --saml-metadata-document file://metadata.xml
    """,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html",
)
def aws_iam_saml_provider_metadata_current(provider: IamSamlProvider) -> Verdict:
    """SAML identity provider's metadata has not expired.

    With expired metadata nobody can sign in through the provider, and people fall back to IAM users
    with passwords.
    """
    if provider.days_left is not None and provider.days_left < 0:
        return failed(f"The metadata expired {-provider.days_left} days ago.")
    return passed()
