"""Checks of task definitions of Amazon ECS: what containers may do and reveal."""

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


@check(
    severity=Severity.MEDIUM,
    finding_title="ECS task definition uses the network of its host",
    remediation="Use the network mode awsvpc.",
    cli=NEW_REVISION,
    terraform="""
        resource "aws_ecs_task_definition" "this" {
          network_mode = "awsvpc"
        }
    """,
    reference=f"{DOCS}/networking-networkmode-host.html",
    family=Family.NETWORK,
)
def aws_ecs_task_definition_host_network_unused(definition: EcsTaskDefinition) -> Verdict:
    """ECS task definition has a network of its own.

    In the network of its host, a container reaches the services that listen on the host alone, and
    the credentials of the instance.
    """
    return failed("The network mode is host.") if known(definition.host_network) else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="ECS task definition runs containers as root",
    remediation="Set a user without privileges for each container.",
    cli=NEW_REVISION,
    terraform="""
        resource "aws_ecs_task_definition" "this" {
          container_definitions = jsonencode([{ name = "app", user = "1000:1000" }])
        }
    """,
    reference=CONTAINERS,
)
def aws_ecs_task_definition_runs_as_unprivileged_user(definition: EcsTaskDefinition) -> Verdict:
    """ECS task definition runs its containers as users without privileges.

    Without a user, a container runs as that of its image, which is root in most images. A flaw of
    the runtime then gives root on the host.
    """
    found = known(definition.administrators)
    return failed(f"Root, or no user: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="ECS task definition mounts EFS without TLS",
    remediation="Turn on encryption in transit for each EFS volume.",
    cli=NEW_REVISION,
    terraform="""
        resource "aws_ecs_task_definition" "this" {
          volume {
            efs_volume_configuration {
              transit_encryption = "ENABLED"
            }
          }
        }
    """,
    reference=f"{DOCS}/efs-volumes.html",
    family=Family.NETWORK,
)
def aws_ecs_task_definition_efs_traffic_encrypted(definition: EcsTaskDefinition) -> Verdict:
    """ECS task definition mounts EFS file systems over TLS.

    Without TLS, files cross the network in plain text.
    """
    found = known(definition.plain_file_systems)
    if found is None:
        return not_applicable("It has no volume on EFS.")
    return failed(f"Without TLS: {', '.join(found)}.") if found else passed()


# Directories of a host that give control over it, or show the credentials on it.
SENSITIVE_PATHS = (
    "/etc",
    "/proc",
    "/root",
    "/run",
    "/sys",
    "/var/lib/docker",
    "/var/lib/ecs",
    "/var/run",
)


@check(
    severity=Severity.HIGH,
    finding_title="ECS task definition mounts a sensitive directory of its host",
    remediation="Mount a volume of EFS or EBS, or a directory that only this task uses.",
    cli=NEW_REVISION,
    reference=f"{DOCS}/bind-mounts.html",
)
def aws_ecs_task_definition_host_paths_unmounted(definition: EcsTaskDefinition) -> Verdict:
    """ECS task definition mounts no sensitive directory of its host.

    Through the socket of Docker or the files of the system, a container takes over its host, also
    if the mount is read-only.
    """
    found = [one for one in known(definition.host_paths) if _is_sensitive(one)]
    return failed(f"Mounted from the host: {', '.join(found)}.") if found else passed()


def _is_sensitive(path: str) -> bool:
    inside = f"{path.rstrip('/')}/"
    return any(
        inside.startswith(f"{one}/") or f"{one}/".startswith(inside) for one in SENSITIVE_PATHS
    )


# Capabilities with which a container gets out of its confinement.
STRONG_CAPABILITIES = frozenset(
    {"ALL", "DAC_READ_SEARCH", "NET_ADMIN", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE"}
)


@check(
    severity=Severity.MEDIUM,
    finding_title="ECS task definition adds strong Linux capabilities",
    remediation="Remove the capabilities, and drop those that are not needed.",
    cli=NEW_REVISION,
    reference="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html",
)
def aws_ecs_task_definition_capabilities_minimal(definition: EcsTaskDefinition) -> Verdict:
    """ECS task definition adds no Linux capabilities that break the confinement of a container.

    With these, a container loads modules into the kernel, reads all files or the memory of other
    processes.
    """
    found = [
        f"{one} in {name}"
        for name, added in known(definition.capabilities).items()
        for one in added
        if one.removeprefix("CAP_") in STRONG_CAPABILITIES
    ]
    return failed(f"Added: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="ECS task definition gives its program the role of the agent",
    remediation="Make a role for the program that has only the permissions that it needs.",
    cli=NEW_REVISION,
    terraform="""
        resource "aws_ecs_task_definition" "this" {
          task_role_arn      = aws_iam_role.app.arn
          execution_role_arn = aws_iam_role.agent.arn
        }
    """,
    reference=f"{DOCS}/security-iam-roles.html",
    family=Family.IAM,
)
def aws_ecs_task_definition_roles_apart(definition: EcsTaskDefinition) -> Verdict:
    """ECS task definition has different roles for its program and for the agent.

    The agent reads all secrets and images of the task. A program with its role can do the same for
    whoever breaks into it.
    """
    return failed("One role has both uses.") if known(definition.one_role) else passed()
