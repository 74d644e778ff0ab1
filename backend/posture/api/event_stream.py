"""Event stream: the steps and progress of a run, as server-sent events."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import lru_cache, partial
from typing import Final, Literal, NamedTuple, TypeAlias, cast

import msgspec
from litestar import get
from litestar.types import Receive, Scope, Send

from posture.api import auth, schemas
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse, Header, client_gone, empty_response, send_text
from posture.api.runs import PATH, READ, run_of
from posture.api.times import rendered
from posture.api.validation import Fault
from posture.services.runs import RunEventRow
from posture.services.watch import Listener, Seen
from posture.settings import Settings

StepStatus: TypeAlias = Literal["accepted", "running", "completed", "failed", "cancelled"]

EVENT_ID: Final = re.compile(rb"([0-9]{1,18})(?:-([0-9]{1,18}))?")
EVENT_STREAM: Final = "text/event-stream"
HEAD: Final[list[Header]] = [
    (b"content-type", EVENT_STREAM.encode()),
    # Without it nginx and similar proxies buffer events.
    (b"x-accel-buffering", b"no"),
]
HEARTBEAT: Final = b": nothing new\n\n"


class Position(NamedTuple):
    """What a client has received: the last step, and the tenant's revision of the state."""

    step: int = 0
    revision: int = 0


@get(f"{PATH}/{{run_id:str}}/events", opt={**READ, "media_type": EVENT_STREAM})
async def watch_run(request: ApiRequest) -> ApiResponse:
    """Return a run's steps and progress as they happen, until it has ended."""
    run_id, position = request.path_id("run_id"), _position(request)
    listener = await request.deps.watch.join(tenant_id=request.caller.tenant_id, run_id=run_id)
    seen = listener.seen
    # After the last step, only the `end` event has a revision.
    if seen.ended and position.step >= seen.last_step and position.revision:
        listener.leave()
        return empty_response(204)
    if request.context.head_only:
        listener.leave()
        return ApiResponse(200, b"", HEAD)
    request.context.waited = True
    is_admitted = partial(auth.is_admitted, request.context, READ["scope"])
    return EventStream(listener, position, request.deps.settings, is_admitted)


class EventStream(ApiResponse):
    """Sends events until the run has ended, the time is over or the client has disconnected.

    It also ends when the token may not be used any more.
    """

    __slots__ = ("_is_admitted", "_listener", "_position", "_settings")

    def __init__(
        self,
        listener: Listener,
        position: Position,
        settings: Settings,
        is_admitted: Callable[[], Awaitable[bool]],
    ) -> None:
        super().__init__(200, b"", HEAD)
        self._listener = listener
        self._position = position
        self._settings = settings
        self._is_admitted = is_admitted

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
        token_seconds = self._settings.stream_token_seconds
        ends_at = loop.time() + self._settings.stream_seconds
        checks_at = loop.time() + token_seconds
        beats_at = 0.0
        position = self._position
        while True:
            if news := missed(listener.seen, position):
                await send_text(send, news)
            elif loop.time() >= beats_at > 0:
                await send_text(send, HEARTBEAT)
                beats_at = 0.0
            seen = listener.seen
            # Another process, which had read more, may have sent the client later events.
            position = Position(
                max(position.step, seen.last_step), max(position.revision, seen.revision)
            )
            now = loop.time()
            if seen.ended or now >= ends_at:
                return
            if now >= checks_at:
                if not await self._is_admitted():
                    return
                checks_at = now + token_seconds
            if news or not beats_at:
                beats_at = now + self._settings.stream_heartbeat_seconds
            changed = await listener.next(min(ends_at, beats_at, checks_at) - now, or_=gone)
            if gone.done() or (listener.dismissed and not changed):
                return


def missed(seen: Seen, position: Position) -> bytes:
    """Return the events after a position."""
    steps = [step for step in seen.steps if step.id > position.step]
    text = b"".join(map(_step, steps))
    if steps or seen.revision > position.revision:
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


# Rendered once for all listeners of a run.
@lru_cache(maxsize=256)
def _state(seen: Seen) -> bytes:
    name = b"end" if seen.ended else b"progress"
    return _event(b"%d-%d" % (seen.last_step, seen.revision), name, run_of(seen.row, seen.at))


def _event(key: bytes, name: bytes, content: schemas.RunStep | schemas.Run) -> bytes:
    return b"id: %b\nevent: %b\ndata: %b\n\n" % (key, name, msgspec.json.encode(content))


def _position(request: ApiRequest) -> Position:
    sent = request.context.headers.get(b"last-event-id")
    if sent is None:
        return Position()
    found = EVENT_ID.fullmatch(sent)
    if found is None:
        detail = "`Last-Event-ID` is the id of an event of this stream, such as `12-3`."
        raise request.refusal(Fault("invalid_last_event_id", "Last-Event-ID", detail))
    return Position(int(found[1]), int(found[2] or 0))
