"""Checks of layers of AWS Lambda."""

from posture.domain.aws.assets.lambda_layer import LambdaLayer
from posture.domain.aws.public_policy import not_public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict


@check(
    severity=Severity.HIGH,
    finding_title="Lambda layer is public",
    remediation="Remove the permission, or give it to accounts or the organization.",
    cli="""
        aws lambda remove-layer-version-permission --layer-name LAYER --version-number VERSION \\
          --statement-id STATEMENT
    """,
    terraform="""
        resource "aws_lambda_layer_version_permission" "this" {
          principal       = "*"
          organization_id = data.aws_organizations_organization.this.id
        }
    """,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/permissions-layer-cross-account.html",
)
def aws_lambda_layer_policy_not_public(layer: LambdaLayer) -> Verdict:
    """Lambda layer's latest version is not public.

    Anyone with an AWS account can otherwise download the code, with whatever it contains.
    """
    return not_public(known(layer.policy), layer.resource_id)
