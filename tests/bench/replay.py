"""A cloud made of the emulator's own answers: the first time it asks, then it remembers.

Run as a module it is a process of its own: `python -m tests.bench.replay UPSTREAM` prints its URL,
`POST /replay/delay/MS` sets the latency of every answer, `GET /replay/stats` tells and resets what
was asked, and it ends when its stdin closes. With `--refuse` after the upstream, an operation of
AWS that the emulator fails at is refused instead, as AWS refuses an unknown one: clients wait and
try again after a server error, which AWS would not have given.

After `POST /replay/rounds/MS` no call is answered before none has come for so long, and then all
are: a client that sends every call that it can has as many rounds as the longest chain of its calls
that wait for each other. 0 ends that.
"""

import asyncio
import json
import re
import sys
from collections import Counter
from http import HTTPStatus

import aiohttp
from aiohttp import web
from yarl import URL

from tests.bench.cloud import REFUSE

_HOP = frozenset({"transfer-encoding", "connection", "content-encoding", "content-length", "date"})
_OWN = frozenset({"host", "content-length", "connection", "accept-encoding"})
# How posture's User-Agent says what is called.
_NAME = re.compile(r"md/call#(\S+)")
Question = tuple[str, str, str, bytes]
Remembered = tuple[int, dict[str, str], bytes]

_UNKNOWN = "UnknownOperationException"
_FORM = "application/x-www-form-urlencoded"
_JSON_REFUSAL = json.dumps({"__type": _UNKNOWN, "message": "The emulator lacks it."}).encode()
_XML_REFUSAL = (
    f"<ErrorResponse><Error><Code>{_UNKNOWN}</Code><Message>The emulator lacks it.</Message>"
    "</Error></ErrorResponse>"
).encode()


class Replay:
    """The answers so far, by method, path and body."""

    def __init__(self, upstream: str, *, refuses: bool = False) -> None:
        self._upstream = upstream
        self._refuses = refuses
        self._session = aiohttp.ClientSession(auto_decompress=False)
        self._answers: dict[Question, Remembered] = {}
        self._delay_seconds = 0.0
        self._quiet_seconds = 0.0
        self._rounds = 0
        self._round: asyncio.Event | None = None
        self._round_ends: asyncio.TimerHandle | None = None
        self._calls: Counter[Question] = Counter()
        self._names: Counter[str] = Counter()
        self._lacking: dict[Question, str] = {}
        self._refused: Counter[str] = Counter()
        self._in_flight = self._most_in_flight = self._missed = self._errors = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self._in_flight += 1
        self._most_in_flight = max(self._most_in_flight, self._in_flight)
        body = await request.read()
        key = (
            request.method,
            request.raw_path,
            request.headers.get("X-Amz-Target", "") + _service(request),
            body,
        )
        self._calls[key] += 1
        self._names.update(_NAME.findall(request.headers.get("User-Agent", "")))
        try:
            if self._delay_seconds:
                await asyncio.sleep(self._delay_seconds)
            if self._quiet_seconds:
                await self._end_of_round().wait()
            found = self._answers.get(key)
            if found is None:
                self._missed += 1
                found = await self._ask(request, body)
                if self._refuses and found[0] >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    self._lacking[key] = _service(request).rpartition("/")[2]
                    found = _refusal(request)
                self._answers[key] = found
        finally:
            self._in_flight -= 1
        status, headers, content = found
        self._errors += status >= HTTPStatus.BAD_REQUEST
        if key in self._lacking:
            self._refused[self._lacking[key]] += 1
        return web.Response(status=status, headers=headers, body=content)

    async def close(self, _app: web.Application) -> None:
        """Close the connections to the emulator."""
        await self._session.close()

    async def delay(self, request: web.Request) -> web.Response:
        self._delay_seconds = int(request.match_info["ms"]) / 1000
        return web.Response()

    async def rounds(self, request: web.Request) -> web.Response:
        self._quiet_seconds = int(request.match_info["ms"]) / 1000
        return web.Response()

    def _end_of_round(self) -> asyncio.Event:
        """Return what is set when no further call has come for the quiet time."""
        if self._round is None:
            self._round = asyncio.Event()
        if self._round_ends is not None:
            self._round_ends.cancel()
        loop = asyncio.get_running_loop()
        self._round_ends = loop.call_later(self._quiet_seconds, self._end_round, self._round)
        return self._round

    def _end_round(self, ended: asyncio.Event) -> None:
        self._rounds += 1
        self._round = self._round_ends = None
        ended.set()

    async def stats(self, _request: web.Request) -> web.Response:
        answer = {
            "calls": sum(self._calls.values()),
            "distinct": len(self._calls),
            "missed": self._missed,
            "errors": self._errors,
            "refused": dict(self._refused),
            "most_in_flight": self._most_in_flight,
            "rounds": self._rounds,
            "by_call": dict(self._names),
        }
        self._calls.clear()
        self._names.clear()
        self._refused.clear()
        self._missed = self._most_in_flight = self._errors = self._rounds = 0
        return web.json_response(answer)

    async def _ask(self, request: web.Request, body: bytes) -> Remembered:
        headers = {k: v for k, v in request.headers.items() if k.lower() not in _OWN}
        async with self._session.request(
            request.method,
            URL(self._upstream + request.raw_path, encoded=True),
            headers=headers,
            data=body or None,
            allow_redirects=False,
        ) as answer:
            kept = {k: v for k, v in answer.headers.items() if k.lower() not in _HOP}
            return answer.status, kept, await answer.read()


def _service(request: web.Request) -> str:
    """Return region and service of the signature: one path means another thing elsewhere."""
    scope = request.headers.get("Authorization", "").partition("Credential=")[2].split("/")
    return "/".join(scope[2:4])


def _refusal(request: web.Request) -> Remembered:
    """Return AWS's error for an unknown operation, in XML where the call is a form."""
    if request.content_type == _FORM:
        return HTTPStatus.BAD_REQUEST, {"Content-Type": "text/xml"}, _XML_REFUSAL
    headers = {"Content-Type": "application/json", "x-amzn-ErrorType": _UNKNOWN}
    return HTTPStatus.BAD_REQUEST, headers, _JSON_REFUSAL


def application(replay: Replay) -> web.Application:
    """Return the web application of a replay."""
    app = web.Application(client_max_size=64 * 2**20)
    app.router.add_post("/replay/delay/{ms}", replay.delay)
    app.router.add_post("/replay/rounds/{ms}", replay.rounds)
    app.router.add_get("/replay/stats", replay.stats)
    app.router.add_route("*", "/{path:.*}", replay.handle)
    app.on_cleanup.append(replay.close)
    return app


async def serve(upstream: str, *, refuses: bool = False) -> None:
    app = application(Replay(upstream, refuses=refuses))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], refuses=REFUSE in sys.argv[2:]))
