"""Checks of applications of AWS Amplify."""

from posture.domain.aws.assets.amplify import AmplifyApp
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed


@check(
    severity=Severity.HIGH,
    finding_title="Amplify application has secrets in its variables or its build",
    remediation="Use secrets of Amplify or Parameter Store; change those that were readable.",
    cli="aws amplify update-app --app-id APP --environment-variables file://variables.json",
    terraform="""
        resource "aws_amplify_app" "this" {
          environment_variables = {
            SECRET_PATH = aws_ssm_parameter.db.name
          }
        }
    """,
    reference="https://docs.aws.amazon.com/amplify/latest/userguide/environment-variables.html",
)
def aws_amplify_app_variables_without_secrets(app: AmplifyApp) -> Verdict:
    """Amplify application has no secrets in its variables, its branches and its build.

    Everyone who may read the application reads them, and builds often write them into pages.
    """
    secrets = app.secrets or known(app.branch_secrets)
    return failed(f"Secrets: {', '.join(secrets)}.") if secrets else passed()
