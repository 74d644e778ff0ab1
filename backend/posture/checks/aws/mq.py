"""Checks of Amazon MQ: public brokers, their logs and their versions."""

from posture.domain.asset import Family
from posture.domain.aws.assets.mq import MqBroker
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/amazon-mq/latest/developer-guide"


@check(
    severity=Severity.HIGH,
    finding_title="MQ broker has a public address",
    remediation="Create a broker without public access, and move the queues to it.",
    terraform="""
        resource "aws_mq_broker" "this" {
          publicly_accessible = false
        }
    """,
    reference=f"{DOCS}/using-amazon-mq-securely.html",
    family=Family.NETWORK,
)
def aws_mq_broker_public_access_disabled(broker: MqBroker) -> Verdict:
    """MQ broker has no public address.

    Only a password protects the messages then; a public broker of RabbitMQ has no security group.
    """
    return failed("It is publicly accessible.") if known(broker.public) else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="MQ broker does not deliver its logs",
    remediation="Turn on the general log, and the audit log of ActiveMQ.",
    cli="aws mq update-broker --broker-id BROKER --logs General=true,Audit=true",
    terraform="""
        resource "aws_mq_broker" "this" {
          logs {
            general = true
            audit   = true
          }
        }
    """,
    reference=f"{DOCS}/security-logging-monitoring.html",
    family=Family.LOGGING,
)
def aws_mq_broker_logged(broker: MqBroker) -> Verdict:
    """MQ broker delivers its logs.

    They show who signed in, and who changed queues and users.
    """
    missing = known(broker.missing_logs)
    return failed(f"Not delivered: {', '.join(missing)}.") if missing else passed()


@check(
    severity=Severity.LOW,
    finding_title="MQ broker does not take minor versions by itself",
    remediation="Turn on minor version upgrades.",
    cli="aws mq update-broker --broker-id BROKER --auto-minor-version-upgrade",
    terraform="""
        resource "aws_mq_broker" "this" {
          auto_minor_version_upgrade = true
        }
    """,
    reference=f"{DOCS}/upgrading-brokers.html",
)
def aws_mq_broker_upgraded_automatically(broker: MqBroker) -> Verdict:
    """MQ broker takes minor versions by itself.

    They contain fixes of vulnerabilities of the broker's engine.
    """
    return passed() if known(broker.minor_upgrades) else failed("Minor upgrades are off.")
