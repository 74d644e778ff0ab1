"""Every listing of AWS that has pages is read to its end."""

import pytest

from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.sdk import TOKENS, Services
from tests.unit.collectors.services import by_service

SERVICES = Services()
CALLS = by_service(frozenset[str]().union(*(one.all_calls for one in COLLECTORS)))
# Calls for counts by a handful of severities: one page holds them all.
COUNTS = frozenset({"guardduty:GetFindingsStatistics"})


@pytest.mark.parametrize("service", CALLS)
def test_a_call_with_pages_knows_how_to_ask_for_the_next_one(service: str) -> None:
    one = SERVICES[service]
    for call in set(CALLS[service]) - COUNTS:
        operation = one.model.operation_model(call.partition(":")[2])
        shape, request = operation.output_shape, operation.input_shape
        tokens = {name for name in (shape.members if shape else ()) if name.lower() in TOKENS}
        rule = one.page_rule(operation.name)
        back = rule.get("input_token", ())
        names = [back] if isinstance(back, str) else back

        assert bool(rule) >= bool(tokens), call
        unknown = [name for name in names if request is None or name not in request.members]
        assert not unknown, call


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


def test_a_listing_without_a_token_goes_on_after_its_last_name() -> None:
    rule = SERVICES["firehose"].page_rule("ListDeliveryStreams")
    assert rule["input_token"] == "ExclusiveStartDeliveryStreamName"
    assert rule["more_results"] == "HasMoreDeliveryStreams"


def test_a_service_that_is_not_in_the_table_is_called_where_its_rule_set_says() -> None:
    found = SERVICES.endpoint("s3vectors", "eu-central-1", None)
    assert found.url == "https://s3vectors.eu-central-1.api.aws"


@pytest.mark.parametrize("service", CALLS)
def test_the_table_and_the_rule_set_of_a_service_agree(service: str) -> None:
    """Names that have changed stay valid: the table may have the older one."""
    rules = SERVICES._by_rules(service, "eu-central-1")  # noqa: SLF001  # compared with the table
    assert rules.endswith((".amazonaws.com", ".api.aws"))
    if SERVICES._tabled(SERVICES[service].model.endpoint_prefix):  # noqa: SLF001  # as above
        assert SERVICES.endpoint(service, "eu-central-1", None).url == rules
