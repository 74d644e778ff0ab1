"""Checks of Amazon EventBridge: who may send events to a bus, and where rules send them."""

from posture.domain.asset import Family
from posture.domain.aws.assets.events import EventBus, EventRule, Schedule
from posture.domain.aws.policy_model import foreign_accounts
from posture.domain.aws.public_policy import not_public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/eventbridge/latest/userguide"
BUS_POLICY = """
    resource "aws_cloudwatch_event_bus_policy" "this" {
      event_bus_name = aws_cloudwatch_event_bus.this.name
      policy         = data.aws_iam_policy_document.senders.json
    }
"""
# Condition keys that name the organization of the caller: their values admit no other account.
ORGANIZATION = ("aws:principalorgid", "aws:principalorgpaths")


@check(
    severity=Severity.HIGH,
    finding_title="Event bus accepts events or changes from everyone",
    remediation="Name the accounts that send events, or require the organization by a condition.",
    cli="aws events put-permission --event-bus-name NAME --policy file://policy.json",
    terraform=BUS_POLICY,
    reference=f"{DOCS}/eb-event-bus-perms.html",
)
def aws_events_bus_policy_not_public(bus: EventBus) -> Verdict:
    """Event bus's policy grants no access to the public.

    Events trigger functions and pipelines. A stranger who can send events starts them with data
    of their own.
    """
    return not_public(bus.policy)


@check(
    severity=Severity.MEDIUM,
    finding_title="Event bus accepts events from an account outside the organization",
    remediation="Require aws:PrincipalOrgID in the statement, or remove the account.",
    cli="aws events remove-permission --event-bus-name NAME --statement-id ID",
    terraform=BUS_POLICY,
    reference=f"{DOCS}/eb-event-bus-perms.html",
)
def aws_events_bus_policy_own_account_only(bus: EventBus) -> Verdict:
    """Event bus's policy admits other accounts as members of the organization only.

    An account that has left the organization, or was sold, keeps what a policy grants by its
    number.
    """
    found = foreign_accounts(bus.policy, bus.account_id, keys=ORGANIZATION)
    return failed(f"Other accounts: {', '.join(sorted(found))}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="EventBridge rule sends events to another account",
    remediation="Remove the target, or accept the finding if the account is trusted.",
    cli="aws events remove-targets --rule NAME --ids TARGET",
    reference=f"{DOCS}/eb-cross-account.html",
)
def aws_events_rule_targets_of_own_account(rule: EventRule) -> Verdict:
    """EventBridge rule sends events to targets of its own account only.

    Events describe who did what with which resource. A forgotten target gives them to others for
    good.
    """
    if not rule.enabled:
        return not_applicable("The rule is disabled.")
    found = known(rule.foreign_targets)
    return failed(f"Events go to {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="EventBridge rule sends a secret as constant input",
    remediation="Let the target read the secret from Secrets Manager, and change the secret.",
    cli="aws events put-targets --rule NAME --targets file://targets.json",
    terraform="""
        resource "aws_cloudwatch_event_target" "this" {
          input = jsonencode({ secret_arn = aws_secretsmanager_secret.api.arn })
        }
    """,
    reference=f"{DOCS}/eb-targets.html",
    family=Family.SECRETS,
)
def aws_events_rule_inputs_without_secrets(rule: EventRule) -> Verdict:
    """EventBridge rule's constant inputs contain no secrets.

    Everyone who may list targets reads the input, and the logs of the target repeat it.
    """
    found = known(rule.secrets)
    return failed(f"Secrets in {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Schedule sends a secret as input of its target",
    remediation="Let the target read the secret from Secrets Manager, and change the secret.",
    cli="aws scheduler update-schedule --cli-input-json file://schedule.json",
    terraform="""
        resource "aws_scheduler_schedule" "this" {
          target {
            input = jsonencode({ secret_arn = aws_secretsmanager_secret.api.arn })
          }
        }
    """,
    reference="https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets.html",
)
def aws_scheduler_schedule_inputs_without_secrets(schedule: Schedule) -> Verdict:
    """Schedule's input for its target contains no secrets.

    Everyone who may view the schedule reads the input, also long after the last call.
    """
    found = known(schedule.secrets)
    return failed(f"Secrets in {', '.join(found)}.") if found else passed()
