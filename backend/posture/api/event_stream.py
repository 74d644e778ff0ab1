"""Event stream: server-sent events, for as long as the client, the token and the time allow."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final, Generic, TypeVar

import msgspec
from litestar.types import Receive, Scope, Send

from posture.api import auth
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse, Header, client_gone, send_text
from posture.services.changes import Changes
from posture.services.run_life import Seen
from posture.services.watch import Listener
from posture.settings import Settings

W = TypeVar("W", bound=Seen | Changes)

EVENT_STREAM: Final = "text/event-stream"
HEAD: Final[list[Header]] = [
    (b"content-type", EVENT_STREAM.encode()),
    # Without it nginx and similar proxies buffer events.
    (b"x-accel-buffering", b"no"),
]
HEARTBEAT: Final = b": nothing new\n\n"


class EventStream(ApiResponse, Generic[W]):
    """Sends events until what it tells of has ended, the time is over or the client is gone.

    It also ends when the token may not be used any more. `news` returns the events of a read that
    were not sent yet.
    """

    __slots__ = ("_is_admitted", "_listener", "_news", "_settings")

    def __init__(
        self,
        listener: Listener[W],
        news: Callable[[W], bytes],
        settings: Settings,
        is_admitted: Callable[[], Awaitable[bool]],
    ) -> None:
        super().__init__(200, b"", HEAD)
        self._listener = listener
        self._news = news
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
        while True:
            if news := self._news(listener.seen):
                await send_text(send, news)
            elif loop.time() >= beats_at > 0:
                await send_text(send, HEARTBEAT)
                beats_at = 0.0
            now = loop.time()
            if listener.seen.ended or now >= ends_at:
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


def stream_response(
    request: ApiRequest, listener: Listener[W], news: Callable[[W], bytes], *, scope: str | None
) -> ApiResponse:
    """Return the stream of a listener's events, or for HEAD its headers alone.

    The stream lasts while the token has `scope`; with None, while it is valid.
    """
    if request.context.head_only:
        listener.leave()
        return ApiResponse(200, b"", HEAD)
    request.context.waited = True
    is_admitted = partial(auth.is_admitted, request.context, scope)
    return EventStream(listener, news, request.deps.settings, is_admitted)


def last_event_id(request: ApiRequest) -> bytes | None:
    """Return the id of the last event that the client has received."""
    found: bytes | None = request.context.headers.get(b"last-event-id")
    return found


def event(key: bytes, name: bytes, content: Any) -> bytes:  # noqa: ANN401  # anything that is JSON
    """Render one event."""
    return b"id: %b\nevent: %b\ndata: %b\n\n" % (key, name, msgspec.json.encode(content))
