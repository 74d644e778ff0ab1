"""A cloud endpoint that gives recorded answers, for APIs that the emulator does not have.

An answer has the shape that AWS sends, so that the engine's own wire serializes the call and parses
the answer. Which call a request is, is read off the `md/call#service.Operation` of its User-Agent.
"""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, unquote

from aiohttp import web

from tests.emulator.account.account import ACCOUNT_ID
from tests.emulator.faults import error

_CALL = re.compile(r"md/call#([\w-]+)\.(\w+)")


@dataclass(frozen=True, slots=True)
class ReceivedCall:
    """One call as it came over the wire.

    Attributes:
        call: `service:Operation`.
        path: decoded, with whatever the operation puts into it.
        members: those of the query, of a JSON body or of a form.
    """

    call: str
    path: str
    members: Mapping[str, Any]

    def names(self, text: str) -> bool:
        """Return whether the path, or a member, is or ends with a name."""
        values = [
            self.path.rstrip("/"),
            *(value for value in self.members.values() if isinstance(value, str)),
        ]
        return any(value == text or value.endswith(f"/{text}") for value in values)


# JSON as a dict, XML as text, an error as `faults.error` makes it, or what depends on the call.
Body: TypeAlias = dict[str, Any] | str | web.Response
Recording: TypeAlias = Body | Callable[[ReceivedCall], Body]


@dataclass(slots=True)
class Recorded:
    """A listening endpoint.

    Attributes:
        url: where it listens.
        answers: what to answer, by `service:Operation`; a call that is not here is refused.
        asked: the calls that came, in order, without the one that identifies the caller.
    """

    answers: dict[str, Recording]
    url: str = ""
    received: list[ReceivedCall] = field(default_factory=list)

    @property
    def calls(self) -> Counter[str]:
        """Count how often each call came."""
        return Counter(one.call for one in self.received)


@asynccontextmanager
async def recorded(answers: Mapping[str, Recording]) -> AsyncIterator[Recorded]:
    """Listen on a free port with these answers."""
    here = Recorded(dict(answers))

    async def handle(request: web.Request) -> web.StreamResponse:
        received = await _received(request)
        if received.call == "sts:GetCallerIdentity" and received.call not in here.answers:
            return _response(_IDENTITY)
        here.received.append(received)
        found = here.answers.get(received.call)
        if found is None:
            return error(received.call, "NotRecorded", 400)
        return _response(found(received) if callable(found) else found)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        here.url = f"http://{host}:{port}"
        yield here
    finally:
        await runner.cleanup()


def by_name(found: Mapping[str, Body]) -> Callable[[ReceivedCall], Body]:
    """Return by the name that the call's path or input ends with; not found for other names."""

    def answer(received: ReceivedCall) -> Body:
        for name, body in found.items():
            if received.names(name):
                return body
        return error(received.call, "ResourceNotFoundException", 404)

    return answer


async def _received(request: web.Request) -> ReceivedCall:
    found = _CALL.search(request.headers.get("User-Agent", ""))
    members: dict[str, Any] = dict(request.query)
    text = (await request.read()).decode()
    if text.startswith("{"):
        members |= json.loads(text)
    elif text and not text.startswith("<"):
        members |= dict(parse_qsl(text))
    return ReceivedCall(f"{found[1]}:{found[2]}" if found else "?", unquote(request.path), members)


def _response(body: Body) -> web.Response:
    if isinstance(body, str):
        return web.Response(text=body, content_type="application/xml")
    if isinstance(body, dict):
        return web.json_response(body)
    return web.Response(
        status=body.status, body=body.body, headers={"Content-Type": body.headers["Content-Type"]}
    )


_IDENTITY = f"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>arn:aws:iam::{ACCOUNT_ID}:user/auditor</Arn><UserId>AIDAEXAMPLE</UserId>
    <Account>{ACCOUNT_ID}</Account>
  </GetCallerIdentityResult>
</GetCallerIdentityResponse>"""
