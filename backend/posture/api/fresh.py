"""Fresh: answers to GET with an `ETag`, and 304 while it still holds."""

from collections.abc import Awaitable, Callable
from hashlib import blake2b
from typing import Any

import msgspec
from msgspec import Struct

from posture.api.answers import Answer, Header, body_answer, empty_answer
from posture.api.call import Call
from posture.api.exchange import Exchange


async def fresh_list(call: Call, render: Callable[[], Awaitable[Any]]) -> Answer:
    """Return a list of the caller's tenant; it is rendered only when something has changed."""
    caller, ready = call.caller, call.exchange.ready
    tag = tag_of(call)
    if holds(call, tag):
        return empty_answer(304, headers=[tag])
    key = (caller.tenant_id, call.scope["path"], call.scope["query_string"])
    body = ready.get(key, caller.revision)
    if body is None:
        body = msgspec.json.encode(await render())
        # Rendered after the revision was read, it may be newer than its tag, never older.
        ready.put(key, caller.revision, body)
    return body_answer(body, headers=[tag])


def fresh(call: Call, content: Any, *, tag: Header | None = None) -> Answer:  # noqa: ANN401  # any JSON
    """Return one thing of the caller's tenant; `tag` is its own, if it has one."""
    tag = tag or tag_of(call)
    if holds(call, tag):
        return empty_answer(304, headers=[tag])
    return body_answer(msgspec.json.encode(content), headers=[tag])


def holds(call: Call, tag: Header) -> bool:
    """Return whether the caller's own copy is still right."""
    asked = call.exchange.headers.get(b"if-none-match")
    if asked is None:
        return False
    return any(one.strip().removeprefix(b"W/") in {tag[1], b"*"} for one in asked.split(b","))


def build_tag(exchange: Exchange) -> Header:
    """Return the tag of what stays the same while this build serves."""
    return (b"etag", f'"{exchange.ready.build}"'.encode())


def row_tag(call: Call, row: Struct) -> Header:
    """Return the tag of what is rendered of one row alone: it changes when the row does."""
    digest = blake2b(msgspec.json.encode(row), digest_size=12).hexdigest()
    return _named(call, digest)


def tag_of(call: Call) -> Header:
    """Return the tag of what stays the same until something of the tenant changes."""
    return _named(call, str(call.caller.revision))


def _named(call: Call, version: str) -> Header:
    # The tenant keeps apart what two tokens may have asked of one address.
    text = f'"{call.exchange.ready.build}-{call.caller.tenant_id[:8]}-{version}"'
    return (b"etag", text.encode())
