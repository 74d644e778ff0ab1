"""What Bedrock's collectors make of regions that have only a part of it."""

from typing import Any

import pytest

from posture.collectors.aws.bedrock import AGENTS_CALL, LOGGING_CALL, agents
from posture.collectors.errors import CallError

pytestmark = pytest.mark.anyio


class Region:
    """A region by the error code that each of its endpoints answers with."""

    def __init__(self, codes: dict[str, str]) -> None:
        self.codes = codes

    async def shared(self, call: str, **_: object) -> dict[str, Any]:
        if call in self.codes:
            raise CallError(self.codes[call], call)
        return {}

    async def shared_pages(self, call: str, _key: str, **_: object) -> list[Any]:
        await self.shared(call)
        return ["an agent"]


async def found(codes: dict[str, str]) -> list[Any]:
    return await agents(Region(codes))  # type: ignore[arg-type]  # the part of a place that is asked


NONE_HERE = {
    "the feature is not offered": {AGENTS_CALL: "ValidationException"},
    "the endpoint is not there, but Bedrock's is": {AGENTS_CALL: "NoEndpoint"},
    "Bedrock's endpoint is there, though it refuses us": {
        AGENTS_CALL: "NoEndpoint",
        LOGGING_CALL: "AccessDeniedException",
    },
}


async def test_agents_are_listed_where_they_are() -> None:
    assert await found({}) == ["an agent"]


@pytest.mark.parametrize("name", NONE_HERE)
async def test_a_region_without_the_feature_has_none(name: str) -> None:
    assert await found(NONE_HERE[name]) == []


async def test_a_region_without_bedrock_is_left_to_the_table_of_its_endpoints() -> None:
    with pytest.raises(CallError) as raised:
        await found({AGENTS_CALL: "NoEndpoint", LOGGING_CALL: "NoEndpoint"})
    assert (raised.value.code, raised.value.call) == ("NoEndpoint", LOGGING_CALL)


@pytest.mark.parametrize("code", ["AccessDeniedException", "Unreachable", "500"])
async def test_a_failed_call_does_not_count_as_absent(code: str) -> None:
    with pytest.raises(CallError) as raised:
        await found({AGENTS_CALL: code})
    assert (raised.value.code, raised.value.call) == (code, AGENTS_CALL)
