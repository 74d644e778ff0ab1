"""Every listing is read to its end, or says that it was not."""

from types import SimpleNamespace
from typing import Any

import pytest

from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.client import AwsClient
from posture.collectors.aws.sdk import TOKENS, Services
from posture.collectors.errors import CallError

SERVICES = Services()


def test_a_call_whose_response_can_have_a_token_has_a_rule_for_the_next_page() -> None:
    calls = sorted({call for one in COLLECTORS for call in one.calls})
    without = []
    for call in calls:
        service, _, operation = call.partition(":")
        shape = SERVICES[service].model.operation_model(operation).output_shape
        tokens = [one for one in (shape.members if shape else ()) if one.lower() in TOKENS]
        rule = SERVICES[service].page_rule(operation)
        if (tokens and not rule) or None in list(rule.get("input_token", [])):
            without.append(call)
    assert calls
    assert without == []


@pytest.mark.parametrize(
    ("call", "tokens"),
    [
        # botocore has no paginator for these.
        ("apigateway:GetStages", []),
        ("wafv2:ListWebACLs", ["NextMarker"]),
    ],
)
def test_a_listing_without_a_paginator_is_paged_by_the_token_of_its_response(
    call: str, tokens: list[str]
) -> None:
    service, _, operation = call.partition(":")
    rule = SERVICES[service].page_rule(operation)
    assert rule == ({"input_token": tokens, "output_token": tokens} if tokens else {})


class Listing:
    """Returns pages without end; each has a token of its own."""

    def __init__(self, **page: object) -> None:
        self.page = page
        self.count = 0

    async def call(self, _call: str, _region: str, _parameters: object) -> dict[str, object]:
        self.count += 1
        return {**self.page, "IsTruncated": True, "Marker": str(self.count)}


def client(listing: Any) -> AwsClient:  # noqa: ANN401  # what responds to calls
    session: Any = SimpleNamespace(
        account_id="1",
        partition="aws",
        services=SERVICES,
        caller=listing,
        most_pages=20,
        most_items=50,
    )
    return AwsClient(session, "us-east-1")


@pytest.mark.anyio
@pytest.mark.parametrize(("users", "pages"), [([], 21), ([1] * 9, 6)])
async def test_a_listing_without_an_end_is_too_large(users: list[int], pages: int) -> None:
    listing = Listing(Users=users)

    async def read() -> None:
        async for _ in client(listing).pages("iam:ListUsers", "Users"):
            continue

    with pytest.raises(CallError, match="AnswerTooLarge: iam:ListUsers"):
        await read()
    assert listing.count == pages


EMPTY: dict[str, tuple[str, str, dict[str, object], bool]] = {
    "a JSON service leaves out an empty list": ("sqs:ListQueues", "QueueUrls", {}, True),
    "a JSON service says what else there is": ("kms:ListKeys", "Keys", {"Truncated": False}, False),
    "a JSON service must send the list": ("guardduty:ListDetectors", "DetectorIds", {}, False),
    "XML has an element for an empty list": ("iam:ListUsers", "Users", {}, False),
    "EC2 has an element for an empty list": ("ec2:DescribeVpcs", "Vpcs", {}, False),
}


@pytest.mark.anyio
@pytest.mark.parametrize("name", EMPTY)
async def test_a_response_without_its_list_is_an_empty_listing_or_none(name: str) -> None:
    call, key, response, empty = EMPTY[name]

    class One:
        async def call(self, _call: str, _region: str, _parameters: object) -> dict[str, object]:
            return {**response, "ResponseMetadata": {}}

    async def read() -> list[object]:
        return [one async for one in client(One()).pages(call, key)]

    if empty:
        assert await read() == []
        return
    with pytest.raises(CallError, match=f"MalformedAnswer: {call}"):
        await read()
