"""Checks of AWS CloudFormation: secrets of stacks."""

from posture.domain.aws.assets.cloudformation import Stack
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, passed


@check(
    severity=Severity.HIGH,
    finding_title="Stack of CloudFormation shows secrets",
    remediation="Refer to a secret of Secrets Manager; change the one that was shown.",
    cli="aws cloudformation update-stack --stack-name NAME --template-body file://template.yaml",
    terraform="""
        resource "aws_cloudformation_stack" "this" {
          parameters = {
            SecretArn = aws_secretsmanager_secret.db.arn
          }
        }
    """,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html",
)
def aws_cloudformation_stack_without_secrets(stack: Stack) -> Verdict:
    """Stack of CloudFormation shows no secrets in its outputs and parameters.

    Everyone who may describe stacks reads them, and other stacks import outputs.
    """
    return failed(f"Secrets: {', '.join(stack.secrets)}.") if stack.secrets else passed()
