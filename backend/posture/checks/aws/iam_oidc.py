"""Checks of providers of identities by OpenID Connect."""

from posture.domain.aws.assets.iam_oidc import OidcProvider
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed


@check(
    severity=Severity.MEDIUM,
    finding_title="OpenID Connect provider names no audience",
    remediation="Name the audience that the provider puts into tokens for this account.",
    cli="""
        aws iam add-client-id-to-open-id-connect-provider \\
          --open-id-connect-provider-arn ARN --client-id sts.amazonaws.com
    """,
    terraform="""
        resource "aws_iam_openid_connect_provider" "this" {
          client_id_list = ["sts.amazonaws.com"]
        }
    """,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
)
def aws_iam_oidc_provider_audience_named(provider: OidcProvider) -> Verdict:
    """OpenID Connect provider names the audiences of its tokens.

    A token that the provider made for another application could otherwise be used for this
    account, as far as roles do not name an audience themselves.
    """
    return passed() if known(provider.audiences) else failed("The list of audiences is empty.")
