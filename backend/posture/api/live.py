"""Live: a run as it changes, as server-sent events or held back until it does."""

import asyncio
import re
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias, cast

import msgspec
from litestar import get
from litestar.types import Receive, Scope, Send

from posture.api import schemas
from posture.api.answers import Answer, Header, client_gone, empty_answer, send_text
from posture.api.call import Call
from posture.api.errors import Problem
from posture.api.runs import PATH, READ, run_of
from posture.api.times import rendered
from posture.services.runs import RunEventRow
from posture.services.watch import Listener, Seen
from posture.settings import Settings

StepStatus: TypeAlias = Literal["accepted", "running", "completed", "failed", "cancelled"]

EVENT_ID: Final = re.compile(rb"([0-9]{1,18})(?:-([0-9]{1,18}))?")
HEAD: Final[list[Header]] = [
    (b"content-type", b"text/event-stream"),
    # nginx and its like would keep events back until there are many.
    (b"x-accel-buffering", b"no"),
]
NOTHING_NEW: Final = b": nothing new\n\n"


class Place(NamedTuple):
    """How much of a run's life somebody has: the steps, and the state at a tenant's revision."""

    step: int = 0
    revision: int = 0


@get(f"{PATH}/{{run_id:str}}/events", opt=READ)
async def watch_run(request: Call) -> Answer:
    """Return a run's steps and progress as they happen, until it has ended."""
    run_id, place = request.path_id("run_id"), _place(request)
    listener = await request.deps.watch.join(tenant_id=request.caller.tenant_id, run_id=run_id)
    seen = listener.seen
    # After the last step, only the end was given a revision.
    if seen.ended and place.step >= seen.last_step and place.revision:
        listener.leave()
        return empty_answer(204)
    if request.exchange.bodiless:
        listener.leave()
        return Answer(200, b"", HEAD)
    return Stream(listener, place, request.deps.settings)


class Stream(Answer):
    """Answers a run's events until it has ended, for so long, or until nobody listens."""

    __slots__ = ("_listener", "_place", "_settings")

    def __init__(self, listener: Listener, place: Place, settings: Settings) -> None:
        super().__init__(200, b"", HEAD)
        self._listener = listener
        self._place = place
        self._settings = settings

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream."""
        try:
            with client_gone(receive) as gone:
                await self.start(send)
                retry_ms = round(self._settings.stream_retry_seconds * 1_000)
                await send_text(send, b"retry: %d\n\n" % retry_ms)
                await self._follow(send, gone)
                if not gone.done():
                    await send_text(send, b"", more=False)
        finally:
            self._listener.leave()

    async def _follow(self, send: Send, gone: "asyncio.Future[None]") -> None:
        loop, listener = asyncio.get_running_loop(), self._listener
        ends_at = loop.time() + self._settings.stream_seconds
        place = self._place
        while True:
            if news := missed(listener.seen, place):
                await send_text(send, news)
            seen = listener.seen
            # What was resumed may come from a process that has seen more than this one yet.
            place = Place(max(place.step, seen.last_step), max(place.revision, seen.revision))
            left = ends_at - loop.time()
            if seen.ended or left <= 0:
                return
            pause = min(left, self._settings.stream_heartbeat_seconds)
            changed = await listener.next(pause, or_=gone)
            if gone.done() or (listener.dismissed and not changed):
                return
            if not changed and pause < left:
                await send_text(send, NOTHING_NEW)


def missed(seen: Seen, place: Place) -> bytes:
    """Return the events that somebody does not have who has everything up to a place."""
    steps = [step for step in seen.steps if step.id > place.step]
    text = b"".join(map(_step, steps))
    if steps or seen.revision > place.revision:
        return text + _state(seen)
    return text


@lru_cache(maxsize=1024)
def _step(step: RunEventRow) -> bytes:
    content = schemas.RunStep(
        at=rendered(step.at),
        from_status=cast("StepStatus | None", step.from_status),
        to_status=cast("StepStatus", step.to_status),
        reason=step.reason,
    )
    return _event(b"%d" % step.id, b"step", content)


# What the first listener has rendered is ready for the others.
@lru_cache(maxsize=256)
def _state(seen: Seen) -> bytes:
    name = b"end" if seen.ended else b"progress"
    return _event(b"%d-%d" % (seen.last_step, seen.revision), name, run_of(seen.row, seen.at))


def _event(key: bytes, name: bytes, content: schemas.RunStep | schemas.Run) -> bytes:
    return b"id: %b\nevent: %b\ndata: %b\n\n" % (key, name, msgspec.json.encode(content))


def _place(call: Call) -> Place:
    given = call.exchange.headers.get(b"last-event-id")
    if given is None:
        return Place()
    found = EVENT_ID.fullmatch(given)
    if found is None:
        raise Problem("invalid_last_event_id")
    return Place(int(found[1]), int(found[2] or 0))
