"""Counts what the interpreter executes: bytecode instructions, and calls of functions in C.

Run as a module it is a process of its own, `python -m tests.bench.counted SCENARIO …`, and prints
its counts as JSON. They are nearly the same on a busy and on an idle machine.
"""

import asyncio
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Any

REGIONS = ("eu-central-1", "us-east-1")
REQUESTS = 20
# Nothing listens there; the counts end before the connection.
NOWHERE = "http://127.0.0.1:9"
# Where the first call to a cloud leaves the program: file and function.
FIRST_CALL = ("collectors/http.py", "exchange")


@dataclass(slots=True)
class Counts:
    """What was executed."""

    instructions: int = 0
    c_calls: int = 0


@contextmanager
def counting(counts: Counts, *, until: tuple[str, str] | None = None) -> Iterator[None]:
    """Count in this thread and in those that start later; `until` ends the process with them.

    Args:
        counts: what is increased.
        until: the end of the file's name, and the name of the function whose first call ends it.
    """

    def instruction(_frame: FrameType, event: str, _arg: object) -> Any:  # noqa: ANN401  # as sys.settrace
        if event == "opcode":
            counts.instructions += 1
        return instruction

    def call(frame: FrameType, _event: str, _arg: object) -> Any:  # noqa: ANN401  # as sys.settrace
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        code = frame.f_code
        if until and code.co_name == until[1] and code.co_filename.endswith(until[0]):
            show(counts)
            os._exit(0)
        return instruction

    def c_call(_frame: FrameType, event: str, _arg: object) -> None:
        if event == "c_call":
            counts.c_calls += 1

    for begin in (threading, sys):
        begin.setprofile(c_call)
        begin.settrace(call)
    try:
        yield
    finally:
        for end in (sys, threading):
            end.settrace(None)
            end.setprofile(None)


def show(counts: Counts) -> None:
    sys.__stdout__.write(json.dumps(asdict(counts)) + "\n")  # type: ignore[union-attr]  # it is open
    sys.__stdout__.flush()  # type: ignore[union-attr]  # as above


def command(counts: Counts, *arguments: str) -> None:
    """Run `posture` with arguments, up to its end or to its first call to a cloud."""
    sys.argv = ["posture", *arguments]
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # until the process ends
    with counting(counts, until=FIRST_CALL), suppress(SystemExit):
        from posture.cli import main  # noqa: PLC0415  # its import is part of what is counted

        main()


def requests(counts: Counts, url: str, token: str, method: str, body: str = "") -> None:
    """Make requests for runs, one after the other, to the application in this process."""
    asyncio.run(_requests(counts, url, token, method, body.encode()))


async def _requests(counts: Counts, url: str, token: str, method: str, body: bytes) -> None:
    from posture.api.app import create_app  # noqa: PLC0415  # only some scenarios need it
    from posture.settings import Settings  # noqa: PLC0415  # as above
    from posture.store.engine import Store  # noqa: PLC0415  # as above
    from tests.bench.installation import UNLIMITED  # noqa: PLC0415  # as above
    from tests.bench.serve_ours import deps_over  # noqa: PLC0415  # as above

    settings = Settings.from_environ({**UNLIMITED, **os.environ, "POSTURE_DATABASE_URL": url})
    nothing = Counts()
    with counting(nothing):  # the threads of the store start here
        store = await Store(settings).__aenter__()
    app = create_app(deps_over(store, settings))
    send = _client(app, token, method, body)
    for _ in range(3):
        await send()
    before = nothing.instructions, nothing.c_calls
    with counting(counts):
        for _ in range(REQUESTS):
            await asyncio.sleep(0)  # as in a server, each one arrives at a step of its own
            await send()
    # What other threads did meanwhile: they count where they began.
    counts.instructions += nothing.instructions - before[0]
    counts.c_calls += nothing.c_calls - before[1]
    await store.__aexit__(None, None, None)


def _client(app: Any, token: str, method: str, body: bytes) -> Callable[[], Any]:  # noqa: ANN401  # any ASGI application
    from tests.bench.installation import RUNS  # noqa: PLC0415  # only some scenarios need it

    headers = [
        (b"host", b"bench"),
        (b"authorization", f"Bearer {token}".encode()),
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
    ]

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def sent(message: dict[str, Any]) -> None:
        assert message.get("status", 200) in {200, 202}, message

    async def send() -> None:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": RUNS,
            "raw_path": RUNS.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "state": {},
        }
        await app(scope, receive, sent)

    return send


def scan(counts: Counts, url: str, *resource_ids: str) -> None:
    """Scan the account behind an endpoint, the imports included."""
    with counting(counts):
        from tests.bench.scans import one_scan  # noqa: PLC0415  # as above

        asyncio.run(one_scan("aws", url, resource_ids))


SCENARIOS: dict[str, Callable[..., None]] = {
    "command": command,
    "requests": requests,
    "scan": scan,
}


if __name__ == "__main__":
    found = Counts()
    SCENARIOS[sys.argv[1]](found, *sys.argv[2:])
    show(found)
