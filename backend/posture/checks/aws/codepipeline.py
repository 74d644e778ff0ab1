"""Checks of pipelines of AWS CodePipeline."""

from posture.domain.aws.assets.codepipeline import Pipeline
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/codepipeline/latest/userguide"


@check(
    severity=Severity.HIGH,
    finding_title="Pipeline has secrets in its settings",
    remediation="Read secrets from Secrets Manager in the build; change those that were readable.",
    cli="aws codepipeline update-pipeline --cli-input-json file://pipeline.json",
    terraform="""
        resource "aws_codepipeline" "this" {
          stage {
            name = "Build"
            action {
              configuration = {
                EnvironmentVariables = jsonencode([{
                  name = "TOKEN", type = "SECRETS_MANAGER", value = "app/token"
                }])
              }
            }
          }
        }
    """,
    reference=f"{DOCS}/security-best-practices.html",
)
def aws_codepipeline_pipeline_without_secrets(pipeline: Pipeline) -> Verdict:
    """Pipeline has no secrets in the settings, variables and commands of its actions.

    Everyone who may read the pipeline reads them.
    """
    if secrets := known(pipeline.secrets):
        return failed(f"Secrets: {', '.join(secrets)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Pipeline reads GitHub with a person's token",
    remediation="Use a connection to GitHub, and revoke the token.",
    cli="aws codepipeline update-pipeline --cli-input-json file://pipeline.json",
    terraform="""
        resource "aws_codepipeline" "this" {
          stage {
            name = "Source"
            action {
              owner    = "AWS"
              provider = "CodeStarSourceConnection"
              configuration = {
                ConnectionArn = aws_codestarconnections_connection.github.arn
              }
            }
          }
        }
    """,
    reference=f"{DOCS}/update-github-action-connections.html",
)
def aws_codepipeline_pipeline_github_connected(pipeline: Pipeline) -> Verdict:
    """Pipeline reads GitHub through a connection, not with a person's token.

    Such a token reaches all repositories of the person, and stays valid when the person leaves.
    """
    if sources := known(pipeline.by_token):
        return failed(f"With a token: {', '.join(sources)}.")
    return passed()
