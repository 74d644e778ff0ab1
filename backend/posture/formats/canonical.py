"""Canonical JSON: the same value always has the same bytes.

UTF-8, keys sorted, no white space. It can be written member by member, so that no more of a
document than one row is held; the members of an object must then come in the order of their names.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import msgspec

Sink: TypeAlias = Callable[[bytes], Awaitable[None]]


def canonical(value: Any) -> bytes:  # noqa: ANN401  # any JSON
    """Return a value as canonical JSON."""
    return msgspec.json.encode(value, order="sorted")


class CanonicalWriter:
    """Writes one object, member by member."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._last = ""

    async def member(self, name: str, value: Any) -> None:  # noqa: ANN401  # any JSON
        """Write a member."""
        await self._name(name)
        await self._sink(canonical(value))

    @asynccontextmanager
    async def array(self, name: str) -> AsyncIterator[Callable[[Any], Awaitable[None]]]:
        """Write a member that is an array; what is yielded adds an item to it."""
        await self._name(name)
        await self._sink(b"[")
        is_first = True

        async def add(item: Any) -> None:  # noqa: ANN401  # any JSON
            nonlocal is_first
            await self._sink(canonical(item) if is_first else b"," + canonical(item))
            is_first = False

        yield add
        await self._sink(b"]")

    async def end(self) -> None:
        """Write the end of the object."""
        await self._sink(b"}" if self._last else b"{}")

    async def _name(self, name: str) -> None:
        if name <= self._last:
            raise ValueError(f"{name!r} comes before {self._last!r}")
        await self._sink((b"," if self._last else b"{") + canonical(name) + b":")
        self._last = name
