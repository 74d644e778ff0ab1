"""Checks of state machines of AWS Step Functions."""

from posture.domain.asset import Family
from posture.domain.aws.assets.stepfunctions import StateMachine
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/step-functions/latest/dg"
UPDATE = "aws stepfunctions update-state-machine --state-machine-arn ARN {}"
OFF = "OFF"


@check(
    severity=Severity.MEDIUM,
    finding_title="State machine does not log its executions",
    remediation="Set a log level and a log group.",
    cli=UPDATE.format("--logging-configuration file://logging.json"),
    terraform="""
        resource "aws_sfn_state_machine" "this" {
          logging_configuration {
            level           = "ERROR"
            log_destination = "${aws_cloudwatch_log_group.flow.arn}:*"
          }
        }
    """,
    reference=f"{DOCS}/cw-logs.html",
)
def aws_stepfunctions_state_machine_logged(machine: StateMachine) -> Verdict:
    """State machine logs its executions.

    Express executions have no other history, and that of standard ones ends after 90 days.
    """
    return failed("The log level is OFF.") if known(machine.log_level) == OFF else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="State machine logs the data of its executions",
    remediation="Leave inputs and outputs out of the logs.",
    cli=UPDATE.format("--logging-configuration file://logging.json"),
    terraform="""
        resource "aws_sfn_state_machine" "this" {
          logging_configuration {
            include_execution_data = false
          }
        }
    """,
    reference=f"{DOCS}/cw-logs.html",
    family=Family.SECRETS,
)
def aws_stepfunctions_state_machine_data_not_logged(machine: StateMachine) -> Verdict:
    """State machine's logs do not contain inputs and outputs of its states.

    They hold orders, names and tokens, which everyone who reads logs then has.
    """
    return failed("Logs contain inputs and outputs.") if known(machine.logs_data) else passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="State machine's definition contains secrets",
    remediation="Let the tasks read the secret from Secrets Manager, and change the secret.",
    cli=UPDATE.format("--definition file://definition.json"),
    reference=f"{DOCS}/concepts-amazon-states-language.html",
    family=Family.SECRETS,
)
def aws_stepfunctions_state_machine_definition_without_secrets(machine: StateMachine) -> Verdict:
    """State machine's definition contains no secrets.

    Everyone who may view the state machine reads it, and each execution repeats it.
    """
    found = known(machine.secrets)
    return failed(f"Found: {', '.join(found)}.") if found else passed()
