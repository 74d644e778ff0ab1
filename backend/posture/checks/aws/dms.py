"""Checks of AWS Database Migration Service: public instances, and how data crosses the network."""

from posture.domain.asset import Family
from posture.domain.aws.assets.dms import DmsEndpoint, DmsInstance, DmsTask
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

CONTROLS = "https://docs.aws.amazon.com/securityhub/latest/userguide/dms-controls.html"
DOCS = "https://docs.aws.amazon.com/dms/latest/userguide"

MODIFY_TASK = """
    aws dms modify-replication-task --replication-task-arn ARN \\
      --replication-task-settings file://task.json
"""


def _logged(task: DmsTask, side: str) -> Verdict:
    silent = [one for one in known(task.silent) if one.startswith(side)]
    return failed(f"Not logged: {', '.join(silent)}.") if silent else passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="DMS replication instance has a public address",
    remediation="Create an instance without a public address, and move the tasks to it.",
    terraform="""
        resource "aws_dms_replication_instance" "this" {
          publicly_accessible = false
        }
    """,
    reference=f"{DOCS}/CHAP_ReplicationInstance.html",
    family=Family.NETWORK,
)
def aws_dms_replication_instance_public_access_disabled(instance: DmsInstance) -> Verdict:
    """DMS replication instance has no public address.

    It holds the passwords of the databases that it copies, and reaches both of them.
    """
    return failed("It is publicly accessible.") if instance.public else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="DMS replication instance does not take minor versions by itself",
    remediation="Turn on minor version upgrades.",
    cli="""
        aws dms modify-replication-instance --replication-instance-arn ARN \\
          --auto-minor-version-upgrade
    """,
    terraform="""
        resource "aws_dms_replication_instance" "this" {
          auto_minor_version_upgrade = true
        }
    """,
    reference=f"{DOCS}/CHAP_ReplicationInstance.EngineVersions.html",
)
def aws_dms_replication_instance_upgraded_automatically(instance: DmsInstance) -> Verdict:
    """DMS replication instance takes minor versions by itself.

    They contain fixes of vulnerabilities.
    """
    return passed() if instance.minor_upgrades else failed("Minor upgrades are off.")


@check(
    severity=Severity.LOW,
    finding_title="DMS replication instance has no standby in another zone",
    remediation="Turn on Multi-AZ for the instance.",
    cli="aws dms modify-replication-instance --replication-instance-arn ARN --multi-az",
    terraform="""
        resource "aws_dms_replication_instance" "this" {
          multi_az = true
        }
    """,
    reference=f"{DOCS}/CHAP_ReplicationInstance.html",
)
def aws_dms_replication_instance_multi_az(instance: DmsInstance) -> Verdict:
    """DMS replication instance has a standby in another zone.

    A replication that stops for hours has to start over when the logs of its source are gone.
    """
    return passed() if instance.multi_az else failed("It is in one zone.")


@check(
    severity=Severity.HIGH,
    finding_title="DMS endpoint sends data in plain text",
    remediation="Choose an SSL mode, or a protocol with TLS, for the endpoint.",
    cli="aws dms modify-endpoint --endpoint-arn ARN --ssl-mode require",
    terraform="""
        resource "aws_dms_endpoint" "this" {
          ssl_mode = "verify-full"
        }
    """,
    reference=f"{DOCS}/CHAP_Security.SSL.html",
    family=Family.NETWORK,
)
def aws_dms_endpoint_traffic_encrypted(endpoint: DmsEndpoint) -> Verdict:
    """DMS endpoint sends data encrypted.

    A migration copies whole databases, often between networks.
    """
    if endpoint.tls is None:
        return not_applicable(f"{endpoint.engine} is reached over HTTPS.")
    return passed() if endpoint.tls else failed(f"{endpoint.engine} is reached without TLS.")


@check(
    severity=Severity.MEDIUM,
    finding_title="DMS endpoint connects without signing in",
    remediation="Require a password or IAM in the database, and set it in the endpoint.",
    terraform="""
        resource "aws_dms_endpoint" "this" {
          mongodb_settings {
            auth_type = "password"
          }
        }
    """,
    reference=f"{DOCS}/CHAP_Endpoints.html",
    family=Family.IAM,
)
def aws_dms_endpoint_authenticated(endpoint: DmsEndpoint) -> Verdict:
    """DMS endpoint signs in to its database.

    A database that lets DMS in without a password lets everyone in who reaches it.
    """
    if endpoint.authenticated is None:
        return not_applicable(f"Endpoints of {endpoint.engine} always sign in.")
    return passed() if endpoint.authenticated else failed("It connects without signing in.")


@check(
    severity=Severity.MEDIUM,
    finding_title="DMS task does not log what it does with its source",
    remediation="Log SOURCE_CAPTURE and SOURCE_UNLOAD with the default severity at least.",
    cli=MODIFY_TASK,
    terraform="""
        resource "aws_dms_replication_task" "this" {
          replication_task_settings = file("task.json")
        }
    """,
    reference=f"{CONTROLS}#dms-8",
)
def aws_dms_task_source_logged(task: DmsTask) -> Verdict:
    """DMS task logs what it does with its source.

    They show which rows were read, and which could not be.
    """
    return _logged(task, "SOURCE_")


@check(
    severity=Severity.MEDIUM,
    finding_title="DMS task does not log what it does with its target",
    remediation="Log TARGET_APPLY and TARGET_LOAD with the default severity at least.",
    cli=MODIFY_TASK,
    terraform="""
        resource "aws_dms_replication_task" "this" {
          replication_task_settings = file("task.json")
        }
    """,
    reference=f"{CONTROLS}#dms-7",
)
def aws_dms_task_target_logged(task: DmsTask) -> Verdict:
    """DMS task logs what it does with its target.

    They show which rows were written, and which were lost.
    """
    return _logged(task, "TARGET_")
