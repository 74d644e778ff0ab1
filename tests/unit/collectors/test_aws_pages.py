"""Every listing of AWS that has pages is read to its end."""

import pytest

from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.sdk import TOKENS, Services

SERVICES = Services()
CALLS = sorted(frozenset[str]().union(*(one.all_calls for one in COLLECTORS)))
# Calls for counts by a handful of severities: one page holds them all.
COUNTS = frozenset({"guardduty:GetFindingsStatistics"})


@pytest.mark.parametrize("call", [one for one in CALLS if one not in COUNTS])
def test_a_call_with_pages_knows_how_to_ask_for_the_next_one(call: str) -> None:
    service, _, operation = call.partition(":")
    one = SERVICES[service]
    shape = one.model.operation_model(operation).output_shape
    tokens = {name for name in (shape.members if shape else ()) if name.lower() in TOKENS}
    rule = one.page_rule(operation)
    back = rule.get("input_token", ())
    names = [back] if isinstance(back, str) else back

    assert bool(rule) >= bool(tokens)
    request = one.model.operation_model(operation).input_shape
    assert not [name for name in names if request is None or name not in request.members]


@pytest.mark.parametrize(
    ("call", "token"),
    [
        ("events:ListEventBuses", ("NextToken", "NextToken")),
        ("wafv2:ListWebACLs", ("NextMarker", "NextMarker")),
        ("athena:ListWorkGroups", ("NextToken", "NextToken")),
    ],
)
def test_a_token_without_a_rule_of_botocore_is_sent_back_by_its_name(
    call: str, token: tuple[str, str]
) -> None:
    service, _, operation = call.partition(":")
    rule = SERVICES[service].page_rule(operation)
    assert (rule["input_token"], rule["output_token"]) == ([token[0]], [token[1]])
