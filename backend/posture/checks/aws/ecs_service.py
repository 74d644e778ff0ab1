"""Checks of services and clusters of Amazon ECS."""

from posture.domain.asset import Family
from posture.domain.aws.assets.ecs import EcsCluster, EcsService
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
# The newest version of Fargate for Linux; services on Windows have one of their own.
CURRENT_FARGATE = frozenset({"LATEST", "1.4.0"})


@check(
    severity=Severity.HIGH,
    finding_title="ECS service gives its tasks public addresses",
    remediation="Run the tasks in private subnets, behind a load balancer.",
    cli="""
        aws ecs update-service --cluster CLUSTER --service NAME --network-configuration \\
          'awsvpcConfiguration={subnets=[SUBNET],securityGroups=[GROUP],assignPublicIp=DISABLED}'
    """,
    terraform="""
        resource "aws_ecs_service" "this" {
          network_configuration {
            subnets          = aws_subnet.private[*].id
            assign_public_ip = false
          }
        }
    """,
    reference=f"{DOCS}/fargate-task-networking.html",
)
def aws_ecs_service_public_ip_disabled(service: EcsService) -> Verdict:
    """ECS service gives its tasks no public addresses.

    A task with a public address is one rule of a security group away from the internet.
    """
    if service.public_ip is None:
        return not_applicable("The tasks have no network interfaces of their own.")
    return failed("Tasks get public addresses.") if service.public_ip else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="ECS service lets people open shells in its containers",
    remediation="Turn off ECS Exec when the investigation is over.",
    cli="""
        aws ecs update-service --cluster CLUSTER --service NAME --disable-execute-command \\
          --force-new-deployment
    """,
    terraform="""
        resource "aws_ecs_service" "this" {
          enable_execute_command = false
        }
    """,
    reference=f"{DOCS}/ecs-exec.html",
    family=Family.IAM,
)
def aws_ecs_service_exec_disabled(service: EcsService) -> Verdict:
    """ECS service does not let people open shells in its containers.

    A shell has the role and the secrets of the program, for everyone with one permission more.
    """
    return failed("ECS Exec is on.") if service.exec_enabled else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="ECS service runs on an old version of Fargate",
    remediation="Set the platform version LATEST, and deploy again.",
    cli="""
        aws ecs update-service --cluster CLUSTER --service NAME --platform-version LATEST \\
          --force-new-deployment
    """,
    terraform="""
        resource "aws_ecs_service" "this" {
          platform_version = "LATEST"
        }
    """,
    reference=f"{DOCS}/platform-fargate.html",
    family=Family.COMPUTE,
)
def aws_ecs_service_fargate_version_current(service: EcsService) -> Verdict:
    """ECS service runs on the current version of Fargate.

    Old versions get no more fixes of the kernel and of the runtime.
    """
    version = service.fargate_version
    if version is None:
        return not_applicable("The service does not run on Fargate.")
    return passed() if version in CURRENT_FARGATE else failed(f"The version is {version}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="ECS cluster does not collect metrics of its containers",
    remediation="Turn on Container Insights.",
    cli="""
        aws ecs update-cluster-settings --cluster NAME \\
          --settings name=containerInsights,value=enabled
    """,
    terraform="""
        resource "aws_ecs_cluster" "this" {
          setting {
            name  = "containerInsights"
            value = "enabled"
          }
        }
    """,
    reference=f"{DOCS}/cloudwatch-container-insights.html",
)
def aws_ecs_cluster_container_insights_enabled(cluster: EcsCluster) -> Verdict:
    """ECS cluster collects metrics of its containers.

    Without them, a container that mines or sends data away is found by its bill.
    """
    return passed() if cluster.insights else failed("Container Insights is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="ECS cluster does not record sessions of shells in containers",
    remediation="Send the sessions to a log group or a bucket, encrypted with a KMS key.",
    cli="aws ecs update-cluster --cluster NAME --configuration file://configuration.json",
    terraform="""
        resource "aws_ecs_cluster" "this" {
          configuration {
            execute_command_configuration {
              logging = "OVERRIDE"
              log_configuration {
                cloud_watch_log_group_name = aws_cloudwatch_log_group.sessions.name
              }
            }
          }
        }
    """,
    reference=f"{DOCS}/ecs-exec.html#ecs-exec-logging",
)
def aws_ecs_cluster_exec_sessions_recorded(cluster: EcsCluster) -> Verdict:
    """ECS cluster records the sessions of shells in its containers.

    CloudTrail records that a shell was opened, not what was typed in it.
    """
    return failed("Recording is off.") if cluster.exec_logging == "NONE" else passed()
