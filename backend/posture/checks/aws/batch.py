"""Checks of AWS Batch: secrets and privileges of the containers of jobs."""

from posture.domain.asset import Family
from posture.domain.aws.assets.batch import JobDefinition
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/batch/latest/userguide"
DEREGISTER = "aws batch deregister-job-definition --job-definition ARN"


@check(
    severity=Severity.CRITICAL,
    finding_title="Job definition of Batch has secrets in clear text",
    remediation="Name secrets of Secrets Manager, and change those that were readable.",
    cli=DEREGISTER,
    terraform="""
        resource "aws_batch_job_definition" "this" {
          container_properties = jsonencode({
            secrets = [{ name = "PASSWORD", valueFrom = aws_secretsmanager_secret.db.arn }]
          })
        }
    """,
    reference=f"{DOCS}/specifying-sensitive-data-secrets.html",
    family=Family.SECRETS,
)
def aws_batch_job_definition_without_secrets(definition: JobDefinition) -> Verdict:
    """Job definition of Batch has no secrets in variables and commands.

    Everyone who may describe jobs reads them, also in old revisions as long as they are active.
    """
    if definition.secrets:
        return failed(f"Secrets: {', '.join(definition.secrets)}.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="Job definition of Batch gives a container the rights of its host",
    remediation="Remove the privilege, or name the devices and capabilities that are needed.",
    cli=DEREGISTER,
    terraform="""
        resource "aws_batch_job_definition" "this" {
          container_properties = jsonencode({ privileged = false })
        }
    """,
    reference=f"{DOCS}/job_definition_parameters.html",
)
def aws_batch_job_definition_unprivileged(definition: JobDefinition) -> Verdict:
    """Job definition of Batch gives no container the rights of its host.

    Code in a privileged container takes over the host, and the role and jobs on it.
    """
    if definition.privileged:
        return failed(f"Privileged: {', '.join(definition.privileged)}.")
    return passed()
