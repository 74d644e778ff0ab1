"""Cases of EventBridge's checks: buses, rules and schedules."""

from typing import Any

from posture.domain.aws.assets.events import EventBus, EventRule, Schedule
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Compliant,
    Row,
    rows,
)

COMPLIANT: Compliant = {
    EventBus: {"account_id": "123456789012", "policy": None},
    EventRule: {"enabled": True, "foreign_targets": (), "secrets": ()},
    Schedule: {"secrets": ()},
}
OTHER = {"AWS": "arn:aws:iam::999988887777:root"}
OF_ORGANIZATION = {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}


def granting(principal: object, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # members of a statement
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "events:PutEvents",
        "Resource": "*",
    }
    return {"policy": policy({"Statement": statement | more})}


PUBLIC, OWN = "bus_policy_not_public", "bus_policy_own_account_only"
RULES = "arn:aws:events:eu-west-1:123456789012:rule/it/*"
TARGETS = "rule_targets_of_own_account"
FOREIGN = {"foreign_targets": ("arn:aws:events:eu-west-1:999988887777:event-bus/x",)}
SECRET = {"secrets": ("Input (value of password)",)}
EVENTS: list[Row] = [
    (PUBLIC, granting("*"), FAIL),
    (PUBLIC, granting("*", **OF_ORGANIZATION), PASS),
    (PUBLIC, granting("*", Resource=RULES), FAIL),
    (PUBLIC, granting(OTHER), PASS),
    (OWN, granting(OTHER), FAIL),
    (OWN, granting(OTHER, **OF_ORGANIZATION), PASS),
    (OWN, granting({"AWS": "arn:aws:iam::123456789012:root"}), PASS),
    (TARGETS, FOREIGN, FAIL),
    (TARGETS, FOREIGN | {"enabled": False}, NOT_APPLICABLE),
    (TARGETS, {"foreign_targets": DENIED}, UNKNOWN),
    ("rule_inputs_without_secrets", SECRET, FAIL),
]
CASES = [
    *rows("aws_events", EVENTS),
    *rows("aws_scheduler", [("schedule_inputs_without_secrets", SECRET, FAIL)]),
]
