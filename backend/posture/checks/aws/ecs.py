"""Checks of task definitions of Amazon ECS: what their containers may do, and what they reveal."""

from posture.domain.asset import Family
from posture.domain.aws.assets.ecs import EcsTaskDefinition
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
CONTAINERS = (
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html"
)
NEW_REVISION = "aws ecs register-task-definition --cli-input-json file://definition.json"


@check(
    severity=Severity.HIGH,
    finding_title="ECS task definition has a privileged container",
    remediation="Remove the setting, and add only the Linux capabilities that are needed.",
    cli=NEW_REVISION,
    terraform="""
        resource "aws_ecs_task_definition" "this" {
          container_definitions = jsonencode([{ name = "app", privileged = false }])
        }
    """,
    reference=CONTAINERS,
)
def aws_ecs_task_definition_containers_unprivileged(definition: EcsTaskDefinition) -> Verdict:
    """ECS task definition has no privileged container.

    A privileged container is root on its host: whoever breaks into it controls the host and all
    other containers there.
    """
    found = known(definition.privileged)
    return failed(f"Privileged: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="ECS task definition shares the processes or the memory of its host",
    remediation="Remove the modes `host` of the process and IPC namespaces.",
    cli=NEW_REVISION,
    terraform="""
        resource "aws_ecs_task_definition" "this" {
          pid_mode = "task"
          ipc_mode = "none"
        }
    """,
    reference=f"{DOCS}/task_definition_parameters.html",
)
def aws_ecs_task_definition_host_processes_apart(definition: EcsTaskDefinition) -> Verdict:
    """ECS task definition does not share the processes and the memory of its host.

    A container that sees the processes of the host can read their environment and their memory.
    """
    found = known(definition.shared_namespaces)
    return failed(f"Shared with the host: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="ECS task definition has a container with a writable root file system",
    remediation="Make the root file system read-only, and mount volumes for what is written.",
    cli=NEW_REVISION,
    terraform="""
        resource "aws_ecs_task_definition" "this" {
          container_definitions = jsonencode([{ name = "app", readonlyRootFilesystem = true }])
        }
    """,
    reference=CONTAINERS,
)
def aws_ecs_task_definition_root_filesystem_read_only(definition: EcsTaskDefinition) -> Verdict:
    """ECS task definition makes the root file system of each container read-only.

    An attacker cannot replace the program, nor leave tools in the container.
    """
    if known(definition.windows):
        return not_applicable("Windows has no read-only root file system.")
    found = known(definition.writable)
    return failed(f"Writable: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="ECS task definition contains secrets in plain text",
    remediation="Refer to Secrets Manager or a SecureString by `secrets`, and change the secret.",
    cli=NEW_REVISION,
    terraform="""
        resource "aws_ecs_task_definition" "this" {
          container_definitions = jsonencode([{
            name    = "app"
            secrets = [{ name = "DB_PASSWORD", valueFrom = aws_secretsmanager_secret.db.arn }]
          }])
        }
    """,
    reference=f"{DOCS}/specifying-sensitive-data.html",
    family=Family.SECRETS,
)
def aws_ecs_task_definition_variables_without_secrets(definition: EcsTaskDefinition) -> Verdict:
    """ECS task definition's variables and log options contain no secrets.

    Everyone who may view task definitions reads them, and old revisions keep them.
    """
    found = known(definition.secrets)
    return failed(f"Secrets in {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="ECS task definition has a container without logs",
    remediation="Set a log driver for each container.",
    cli=NEW_REVISION,
    terraform="""
        resource "aws_ecs_task_definition" "this" {
          container_definitions = jsonencode([{
            name             = "app"
            logConfiguration = { logDriver = "awslogs" }
          }])
        }
    """,
    reference=f"{DOCS}/using_awslogs.html",
    family=Family.LOGGING,
)
def aws_ecs_task_definition_logged(definition: EcsTaskDefinition) -> Verdict:
    """ECS task definition sends the output of each container to logs.

    On Fargate, nothing of a container is left after it ends but its logs.
    """
    found = known(definition.unlogged)
    return failed(f"Without logs: {', '.join(found)}.") if found else passed()
