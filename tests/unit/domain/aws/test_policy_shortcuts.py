"""What questions about policies leave out never changes an answer."""

import random
from typing import Any

import pytest

from posture.domain.aws import policy_conditions
from posture.domain.aws.policy import Policy, policy
from posture.domain.aws.policy_callers import EVERYONE
from posture.domain.aws.policy_model import (
    CALLER_KEYS,
    Question,
    _left,
    _unnamed,
    grants_everything,
    strangers,
)
from posture.domain.aws.policy_sets import anything
from tests.machine import scaled

ACTIONS = ("*", "*:*", "?*", "s3:*", "s3:Get*", "iam:*", "s*", "${aws:username}")
RESOURCES = ("*", "?*", "arn:*", "arn:aws:s3:::bucket/*", "${aws:username}")
CONDITIONS: tuple[dict[str, Any], ...] = (
    {},
    {"StringEquals": {"aws:PrincipalOrgID": "o-1"}},
    {"IpAddress": {"AWS:SourceIp": "10.0.0.0/8"}},
    {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}},
)


def any_policy(chance: random.Random) -> Policy:
    def statement() -> dict[str, Any]:
        found: dict[str, Any] = {"Effect": chance.choice(("Allow", "Allow", "Deny"))}
        found[chance.choice(("Action", "Action", "NotAction"))] = chance.sample(ACTIONS, 2)
        resource = chance.choice(("Resource", "Resource", "NotResource", None))
        if resource:
            found[resource] = chance.sample(RESOURCES, 1)
        return {**found, "Principal": "*", "Condition": chance.choice(CONDITIONS)}

    return policy({"Statement": [statement() for _ in range(chance.randint(0, 4))]})


@pytest.mark.parametrize("seed", range(4))
def test_a_policy_grants_everything_when_no_request_is_left(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # no secret
    whole = Question(caller=EVERYONE).requests
    seen = set()
    for _ in range(scaled(small=200, full=10_000)):
        found = any_policy(chance)
        covering = (one for one in found.allowing if not one.conditions)
        left = _left(
            whole,
            [policy_conditions.tests_of(one, policy_conditions.LIST_KEYS) for one in covering],
        )
        assert grants_everything(found) is (found.grants_everything or not left)
        seen.add(left)
    assert seen == {True, False}


@pytest.mark.parametrize("seed", range(4))
def test_strangers_hold_anything_under_keys_that_a_policy_does_not_name(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # no secret
    for _ in range(scaled(small=200, full=10_000)):
        found = any_policy(chance)
        held = strangers(found)
        assert held.keys() <= CALLER_KEYS
        for key in CALLER_KEYS:
            assert held.get(key, anything(key)) == _unnamed(key, found)
