"""A cloud endpoint in front of the emulator that counts calls and answers some of them with faults.

Which call a request is, is read off the `md/call#service.Operation` of its User-Agent.
"""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import botocore.loaders
import botocore.model
from aiohttp import web
from yarl import URL

_CALL = re.compile(r"md/call#([\w-]+)\.(\w+)")
# Who asks, and of which region and service.
_SCOPE = re.compile(r"Credential=[^,\s]+")
LOOK_AGAIN_SECONDS = 0.02
_HOP = frozenset({"transfer-encoding", "connection", "content-encoding", "content-length", "date"})
Fault = Callable[[str], web.StreamResponse | None]
# The same question to an account that does not change; a credential report is first made, then got.
_READ = re.compile(r"[\w-]+:(?!GetCredentialReport)(Get|List|Describe|Head)\w+")
_OF_ONE_REQUEST = frozenset({"authorization", "user-agent", "x-amz-date", "host"})
Answer = tuple[int, dict[str, str], bytes]
Answers = dict[tuple[object, ...], Answer]


@dataclass(slots=True)
class Endpoint:
    """A listening endpoint.

    Attributes:
        url: where it listens.
        fault: given a call, the answer to give instead of the account's; None for the account's.
        calls: how often each call was made.
        delay_seconds: how long every answer waits, as a far cloud's would.
        hang: the calls that wait for their answer until they are taken out of it.
        answers: the account's answers to reads, kept where nothing changes the account.
        signers: the ids of the keys that requests were signed with.
    """

    url: str = ""
    fault: Fault = lambda _call: None
    calls: Counter[str] = field(default_factory=Counter)
    delay_seconds: float = 0.0
    hang: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()
    in_flight: int = 0
    most_in_flight: int = 0
    answers: Answers | None = None
    signers: set[str] = field(default_factory=set)


@asynccontextmanager
async def endpoint(upstream: str, *, answers: Answers | None = None) -> AsyncIterator[Endpoint]:
    """Listen on a free port in front of `upstream`; ask it once for each read of `answers`."""
    here = Endpoint(answers=answers)
    async with aiohttp.ClientSession(auto_decompress=False) as session:

        async def handle(request: web.Request) -> web.StreamResponse:
            here.in_flight += 1
            here.most_in_flight = max(here.most_in_flight, here.in_flight)
            try:
                return await _answer(here, session, upstream, request)
            finally:
                here.in_flight -= 1

        app = web.Application(client_max_size=16 * 2**20)
        app.router.add_route("*", "/{path:.*}", handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            here.url = site.name if not site.name.endswith(":0") else _bound(runner)
            yield here
        finally:
            await runner.cleanup()


def _bound(runner: web.AppRunner) -> str:
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}"


async def _answer(
    here: Endpoint, session: aiohttp.ClientSession, upstream: str, request: web.Request
) -> web.StreamResponse:
    found = _CALL.search(request.headers.get("User-Agent", ""))
    call = f"{found[1]}:{found[2]}" if found else "?"
    here.calls[call] += 1
    if signed := _SCOPE.search(request.headers.get("Authorization", "")):
        here.signers.add(signed[0].partition("=")[2].partition("/")[0])
    await request.read()
    if here.delay_seconds:
        await asyncio.sleep(here.delay_seconds)
    while call in here.hang:  # noqa: ASYNC110  # a test replaces the set, which no event tells
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
    if (fault := here.fault(call)) is not None:
        return fault
    status, headers, content = await _account_answer(here, session, upstream, request, call)
    if call in here.cut:
        return await _cut_off(request, status, headers, content)
    return web.Response(status=status, headers=headers, body=content)


async def _account_answer(
    here: Endpoint, session: aiohttp.ClientSession, upstream: str, request: web.Request, call: str
) -> Answer:
    """Return the account's answer, or the one that it gave to the same read before."""
    body = await request.read()
    key = _key(request, body)
    if here.answers is not None and (known := here.answers.get(key)):
        return known
    headers = {
        name: value
        for name, value in request.headers.items()
        if name.lower() not in _HOP and name.lower() != "host"
    }
    async with session.request(
        request.method,
        URL(upstream + request.raw_path, encoded=True),
        headers=headers,
        data=body or None,
        allow_redirects=False,
    ) as answer:
        kept = {name: text for name, text in answer.headers.items() if name.lower() not in _HOP}
        found = answer.status, kept, await answer.read()
    if here.answers is not None and _READ.fullmatch(call):
        here.answers[key] = found
    return found


def _key(request: web.Request, body: bytes) -> tuple[object, ...]:
    """Return what a request has in common with the same request at another time."""
    scope = _SCOPE.search(request.headers.get("Authorization", ""))
    headers = sorted(
        (name.lower(), value)
        for name, value in request.headers.items()
        if name.lower() not in _OF_ONE_REQUEST and not name.lower().startswith("amz-sdk-")
    )
    return request.method, request.raw_path, scope and scope[0], tuple(headers), body


async def _cut_off(
    request: web.Request, status: int, headers: dict[str, str], content: bytes
) -> web.StreamResponse:
    """Promise the whole answer, send half of it and hang up."""
    response = web.StreamResponse(
        status=status, headers=headers | {"Content-Length": str(max(2, len(content)))}
    )
    await response.prepare(request)
    await response.write(content[: len(content) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


def error(call: str, code: str, status: int = 403) -> web.Response:
    """Return a call with an error in the words of its service's protocol."""
    service, _, operation = call.partition(":")
    match _protocol(service):
        case "json" | "rest-json":
            return web.json_response(
                {"__type": code, "message": f"{operation} was refused"},
                status=status,
                headers={"x-amzn-errortype": code},
            )
        case "ec2":
            text = (
                f"<Response><Errors><Error><Code>{code}</Code><Message>refused</Message></Error>"
                "</Errors><RequestID>r</RequestID></Response>"
            )
        case "query":
            text = (
                f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>"
                "<Message>refused</Message></Error><RequestId>r</RequestId></ErrorResponse>"
            )
        case _:
            text = (
                f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>refused</Message>"
                "<RequestId>r</RequestId></Error>"
            )
    return web.Response(status=status, text=text, content_type="application/xml")


_LOADER = botocore.loaders.Loader()
_PROTOCOLS: dict[str, str] = {}


def _protocol(service: str) -> str:
    if service not in _PROTOCOLS:
        model = botocore.model.ServiceModel(
            _LOADER.load_service_model(service, "service-2"), service_name=service
        )
        _PROTOCOLS[service] = model.resolved_protocol
    return _PROTOCOLS[service]
