"""The asynchronous client behind the interface of the other one, so that both take one test."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Self

from posture_client_async import AsyncClient
from posture_client_async.events import EventStream
from posture_client_async.streaming import StreamingResponse


class Blocking:
    """An asynchronous client; each call runs an event loop until it has returned."""

    def __init__(self, endpoint: str, token: str, **options: Any) -> None:  # noqa: ANN401  # Options' fields
        self._runner = asyncio.Runner()
        self._client = AsyncClient(endpoint, token, **options)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        operation = getattr(self._client, name)

        def call(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401  # the operation's
            returned = self._runner.run(_returned(operation(*arguments, **options)))
            if isinstance(returned, EventStream):
                return BlockingEvents(self._runner, returned)
            if isinstance(returned, StreamingResponse):
                return BlockingParts(self._runner, returned)
            return returned

        call.__name__ = name
        return call

    def rows(self, operation: Callable[..., Any], **options: Any) -> list[Any]:  # noqa: ANN401  # the operation's
        found = self._client.rows(getattr(self._client, operation.__name__), **options)

        async def read() -> list[Any]:
            return [row async for row in found]

        return self._runner.run(read())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._client.close())
        self._runner.close()


class BlockingEvents:
    """A stream of events."""

    def __init__(self, runner: asyncio.Runner, events: EventStream) -> None:
        self._runner = runner
        self._events = events

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._events.__aexit__())

    def __iter__(self) -> Iterator[Any]:
        async def read() -> list[Any]:
            return [event async for event in self._events]

        return iter(self._runner.run(read()))

    @property
    def retry_seconds(self) -> float:
        return self._events.retry_seconds


class BlockingParts:
    """A response that is read in parts."""

    def __init__(self, runner: asyncio.Runner, response: StreamingResponse) -> None:
        self._runner = runner
        self._response = response

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._response.__aexit__())

    def parts(self) -> list[bytes]:
        async def read() -> list[bytes]:
            return [part async for part in self._response.parts()]

        return self._runner.run(read())


async def _returned(coroutine: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401  # the operation's
    return await coroutine
