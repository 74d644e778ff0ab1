"""Checks of AWS AppSync: who may call a GraphQL API, and whether its errors are logged."""

from posture.domain.asset import Family
from posture.domain.aws.assets.appsync import GraphqlApi
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/appsync/latest/devguide"
UPDATE = "aws appsync update-graphql-api --api-id API --name NAME {}"


@check(
    severity=Severity.HIGH,
    finding_title="GraphQL API can be called with an API key",
    remediation="Let callers sign in with IAM, Cognito or OpenID Connect instead.",
    cli=UPDATE.format("--authentication-type AWS_IAM"),
    terraform="""
        resource "aws_appsync_graphql_api" "this" {
          authentication_type = "AWS_IAM"
        }
    """,
    reference=f"{DOCS}/security-authz.html",
    family=Family.IAM,
)
def aws_appsync_api_keys_refused(api: GraphqlApi) -> Verdict:
    """GraphQL API knows its callers, and accepts no API keys.

    A key is in each copy of the application, and says nothing of who uses it.
    """
    if not api.by_key:
        return passed()
    where = "a private network" if api.private else "the internet"
    return failed(f"Whoever has a key may call it from {where}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="GraphQL API does not log errors of its fields",
    remediation="Log fields with errors at least, without verbose content.",
    cli=UPDATE.format("--log-config fieldLogLevel=ERROR,cloudWatchLogsRoleArn=ROLE"),
    terraform="""
        resource "aws_appsync_graphql_api" "this" {
          log_config {
            field_log_level          = "ERROR"
            cloudwatch_logs_role_arn = aws_iam_role.logs.arn
          }
        }
    """,
    reference=f"{DOCS}/monitoring.html",
    family=Family.LOGGING,
)
def aws_appsync_api_errors_logged(api: GraphqlApi) -> Verdict:
    """GraphQL API logs the fields that end in errors.

    Refused fields show who looks for data that is not theirs.
    """
    return failed("Fields are not logged.") if api.logged == "NONE" else passed()
