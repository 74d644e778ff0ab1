"""An account seen from one region: calls, pages, and what is read once for the whole run."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import jmespath

from posture.collectors.aws.collecting import Answer
from posture.collectors.aws.sdk import CallError, Services
from posture.collectors.aws.wire import Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What all places of an account share during a run; `memory` is what was read once."""

    account_id: str
    partition: str
    wire: Wire
    services: Services
    memory: dict[object, asyncio.Future[Any]] = field(default_factory=dict)


class AwsPlace:
    """The account seen from one region; see `posture.collectors.aws.collecting.Place`."""

    def __init__(self, reach: Reach, region: str) -> None:
        self._reach = reach
        self.account_id = reach.account_id
        self.partition = reach.partition
        self.region = region

    async def call(self, call: str, **parameters: object) -> Answer:
        """Make one call here; raises `CallError`."""
        return await self._reach.wire.call(call, self.region, parameters)

    async def pages(self, call: str, key: str, **parameters: object) -> AsyncIterator[Any]:
        """Stream the members of `key` over all pages of a listing; raises `CallError`."""
        service, _, operation = call.partition(":")
        rule = self._reach.services[service].paginators.get(operation)
        asked: dict[str, object] = dict(parameters)
        seen: set[str] = set()
        while True:
            answer = await self.call(call, **asked)
            members = jmespath.search(key, answer)
            if members is None and self._required(call, key):
                raise CallError("MalformedAnswer", call)
            for member in members or ():
                yield member
            token = _next_page(rule, answer) if rule else {}
            if not token:
                return
            if repr(token) in seen:
                raise CallError("MalformedAnswer", call)
            seen.add(repr(token))
            asked |= token

    async def shared(self, call: str, **parameters: object) -> Answer:
        """Make a call once for the whole run however many ask; raises `CallError`."""
        key = (call, self.region, repr(sorted(parameters.items())))
        answer: Answer = await self._once(key, lambda: self.call(call, **parameters))
        return answer

    async def shared_pages(self, call: str, key: str, **parameters: object) -> list[Any]:
        """Read all pages of a listing once for the whole run; raises `CallError`."""

        async def all_pages() -> list[Any]:
            return [member async for member in self.pages(call, key, **parameters)]

        memory = (call, self.region, key, repr(sorted(parameters.items())))
        found: list[Any] = await self._once(memory, all_pages)
        return found

    async def once(self, name: str, make: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  # whatever `make` answers
        """Compute an index over shared answers once for this region and run; raises as `make`."""
        return await self._once((name, self.region), make)

    def at(self, region: str) -> "AwsPlace":
        """Return the same account seen from another region."""
        return self if region == self.region else AwsPlace(self._reach, region)

    def arn(self, service: str, resource: str, *, region: str | None = None) -> str:
        """Write an ARN of this account here; `region=""` for what is global."""
        where = self.region if region is None else region
        return f"arn:{self.partition}:{service}:{where}:{self.account_id}:{resource}"

    def _required(self, call: str, member: str) -> bool:
        service, _, operation = call.partition(":")
        shape = self._reach.services[service].model.operation_model(operation).output_shape
        return shape is not None and member in shape.required_members

    async def _once(self, key: object, make: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  # whatever `make` answers
        memory = self._reach.memory
        future = memory.get(key)
        if future is None:
            future = memory[key] = asyncio.ensure_future(make())
        return await asyncio.shield(future)


def _next_page(rule: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    more = rule.get("more_results")
    if more and not jmespath.search(more, answer):
        return {}
    names, tokens = _many(rule["input_token"]), _many(rule["output_token"])
    found = {
        name: jmespath.search(token, answer) for name, token in zip(names, tokens, strict=True)
    }
    return {name: token for name, token in found.items() if token}


def _many(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
