"""Fresh: answers to GET with an `ETag`, and 304 while it still holds."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from posture.api.answers import Answer, Header, body_answer, empty_answer
from posture.api.call import Call
from posture.api.exchange import Exchange


async def fresh_list(call: Call, render: Callable[[], Awaitable[Any]]) -> Answer:
    """Answer a list of the caller's tenant; it is rendered only when something has changed."""
    caller, ready = call.caller, call.exchange.ready
    tag = _tag(call)
    if holds(call, tag):
        return empty_answer(304, headers=[tag])
    key = (caller.tenant_id, call.scope["path"], call.scope["query_string"])
    body = ready.get(key, caller.revision)
    if body is None:
        body = msgspec.json.encode(await render())
        # Rendered after the revision was read, it may be newer than its tag, never older.
        ready.put(key, caller.revision, body)
    return body_answer(body, headers=[tag])


def fresh(call: Call, content: Any) -> Answer:  # noqa: ANN401  # any JSON
    """Answer one thing of the caller's tenant."""
    tag = _tag(call)
    if holds(call, tag):
        return empty_answer(304, headers=[tag])
    return body_answer(msgspec.json.encode(content), headers=[tag])


def holds(call: Call, tag: Header) -> bool:
    """Say whether the caller's own copy is still right."""
    asked = call.exchange.headers.get(b"if-none-match")
    if asked is None:
        return False
    return any(one.strip().removeprefix(b"W/") in {tag[1], b"*"} for one in asked.split(b","))


def build_tag(exchange: Exchange) -> Header:
    """Answer the tag of what stays the same while this build serves."""
    return (b"etag", f'"{exchange.ready.build}"'.encode())


def _tag(call: Call) -> Header:
    caller = call.caller
    # The tenant keeps apart what two tokens may have asked of one address.
    text = f'"{call.exchange.ready.build}-{caller.tenant_id[:8]}-{caller.revision}"'
    return (b"etag", text.encode())
