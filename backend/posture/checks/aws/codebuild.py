"""Checks of projects of AWS CodeBuild: secrets, who starts builds, and logs."""

from posture.domain.asset import Family
from posture.domain.aws.assets.codebuild import BuildProject, ReportGroup
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/codebuild/latest/userguide"
CONTROLS = "https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html"
UPDATE = "aws codebuild update-project --name NAME {}"


@check(
    severity=Severity.CRITICAL,
    finding_title="CodeBuild project has secrets in plain variables",
    remediation="Use variables of the type SECRETS_MANAGER, and change the secrets.",
    cli=UPDATE.format("--environment file://environment.json"),
    terraform="""
        resource "aws_codebuild_project" "this" {
          environment {
            environment_variable {
              name  = "TOKEN"
              type  = "SECRETS_MANAGER"
              value = aws_secretsmanager_secret.token.name
            }
          }
        }
    """,
    reference=f"{CONTROLS}#codebuild-2",
    family=Family.SECRETS,
)
def aws_codebuild_project_variables_without_secrets(project: BuildProject) -> Verdict:
    """CodeBuild project has no secrets in plain variables.

    Everyone who may view projects or builds reads them.
    """
    return failed(f"Secrets in {', '.join(project.secrets)}.") if project.secrets else passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="CodeBuild project has credentials in the address of its source",
    remediation="Connect the source by CodeConnections, and revoke the credentials.",
    cli=UPDATE.format("--source type=GITHUB,location=https://github.com/OWNER/NAME.git"),
    terraform="""
        resource "aws_codebuild_project" "this" {
          source {
            type     = "GITHUB"
            location = "https://github.com/example/app.git"
          }
        }
    """,
    reference=f"{CONTROLS}#codebuild-1",
    family=Family.SECRETS,
)
def aws_codebuild_project_source_without_credentials(project: BuildProject) -> Verdict:
    """CodeBuild project has no credentials in the address of its source.

    Everyone who may view projects can then read and change the source.
    """
    found = project.sources_with_credentials
    return failed(f"Credentials in sources of {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Everyone can read the builds of the CodeBuild project",
    remediation="Make the project private.",
    cli="""
        aws codebuild update-project-visibility --project-arn ARN --project-visibility PRIVATE
    """,
    terraform="""
        resource "aws_codebuild_project" "this" {
          project_visibility = "PRIVATE"
        }
    """,
    reference=f"{DOCS}/public-builds.html",
    family=Family.IAM,
)
def aws_codebuild_project_private(project: BuildProject) -> Verdict:
    """CodeBuild project shows its builds to its account only.

    Logs of builds contain names of hosts, versions and now and then secrets.
    """
    return failed("Builds and logs are public.") if project.public else passed()


@check(
    severity=Severity.HIGH,
    finding_title="A pull request of anyone starts a build of the CodeBuild project",
    remediation="Filter by ACTOR_ACCOUNT_ID, or require a comment of a maintainer.",
    cli="aws codebuild update-webhook --project-name NAME --filter-groups file://filters.json",
    terraform="""
        resource "aws_codebuild_webhook" "this" {
          filter_group {
            filter {
              type    = "EVENT"
              pattern = "PULL_REQUEST_CREATED"
            }
            filter {
              type    = "ACTOR_ACCOUNT_ID"
              pattern = "^(1234|5678)$"
            }
          }
        }
    """,
    reference=f"{DOCS}/github-webhook.html",
    family=Family.IAM,
)
def aws_codebuild_project_webhook_senders_restricted(project: BuildProject) -> Verdict:
    """Only named people or branches start builds of the CodeBuild project.

    A pull request brings its own build commands, which run with the role of the project.
    """
    if project.open_webhook is None:
        return not_applicable("The project has no webhook.")
    return failed("No filter limits who starts builds.") if project.open_webhook else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="CodeBuild project runs privileged builds",
    remediation="Turn off the privileged mode, unless the project builds images.",
    cli=UPDATE.format("--environment file://environment.json"),
    terraform="""
        resource "aws_codebuild_project" "this" {
          environment {
            privileged_mode = false
          }
        }
    """,
    reference=f"{CONTROLS}#codebuild-5",
)
def aws_codebuild_project_unprivileged(project: BuildProject) -> Verdict:
    """CodeBuild project does not run privileged builds.

    A privileged build has all devices of its host.
    """
    return failed("The privileged mode is on.") if project.privileged else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="CodeBuild project does not log builds",
    remediation="Log to CloudWatch Logs or to S3.",
    cli=UPDATE.format("--logs-config cloudWatchLogs={status=ENABLED}"),
    terraform="""
        resource "aws_codebuild_project" "this" {
          logs_config {
            cloudwatch_logs {
              status = "ENABLED"
            }
          }
        }
    """,
    reference=f"{CONTROLS}#codebuild-4",
    family=Family.LOGGING,
)
def aws_codebuild_project_logged(project: BuildProject) -> Verdict:
    """CodeBuild project logs its builds.

    Without logs nobody can say what a build has done, or which commands were slipped into it.
    """
    return passed() if project.logged else failed("Logs are off.")


@check(
    severity=Severity.LOW,
    finding_title="CodeBuild project's logs in S3 are not encrypted",
    remediation="Turn on encryption of the logs.",
    cli=UPDATE.format("--logs-config file://logs.json"),
    terraform="""
        resource "aws_codebuild_project" "this" {
          logs_config {
            s3_logs {
              encryption_disabled = false
            }
          }
        }
    """,
    reference=f"{CONTROLS}#codebuild-3",
    family=Family.STORAGE,
)
def aws_codebuild_project_logs_encrypted(project: BuildProject) -> Verdict:
    """CodeBuild project encrypts its logs in S3.

    Logs contain names of hosts, versions and now and then secrets.
    """
    return failed("Encryption of the logs is off.") if project.plain_logs else passed()


@check(
    severity=Severity.LOW,
    finding_title="CodeBuild report group exports reports that are not encrypted",
    remediation="Turn on encryption of the exports.",
    cli="aws codebuild update-report-group --arn ARN --export-config file://export.json",
    terraform="""
        resource "aws_codebuild_report_group" "this" {
          export_config {
            type = "S3"
            s3_destination {
              encryption_disabled = false
              encryption_key      = aws_kms_key.this.arn
            }
          }
        }
    """,
    reference=f"{CONTROLS}#codebuild-7",
)
def aws_codebuild_report_group_encrypted(group: ReportGroup) -> Verdict:
    """CodeBuild report group encrypts the reports that it exports.

    Reports of tests show what an application does with data, and where it fails.
    """
    plain = known(group.plain_exports)
    if plain is None:
        return not_applicable("It exports nothing.")
    return failed("Encryption of the exports is off.") if plain else passed()
