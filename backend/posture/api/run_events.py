"""Run events: the steps and progress of a run, as they happen."""

import re
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias, cast

from litestar import get

from posture.api import schemas
from posture.api.event_stream import EVENT_STREAM, event, last_event_id, stream_response
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse, empty_response
from posture.api.runs import PATH, READ, run_of
from posture.api.times import rendered
from posture.api.validation import Fault
from posture.services.run_life import Seen
from posture.services.runs import RunEventRow

StepStatus: TypeAlias = Literal["accepted", "running", "completed", "failed", "cancelled"]

EVENT_ID: Final = re.compile(rb"([0-9]{1,18})(?:-([0-9]{1,18}))?")


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
    return stream_response(request, listener, RunFeed(position), scope=READ["scope"])


class RunFeed:
    """The events of a run for one client, each of them once."""

    __slots__ = ("_position",)

    def __init__(self, position: Position) -> None:
        self._position = position

    def __call__(self, seen: Seen) -> bytes:
        """Return the events that are new to the client."""
        step, revision = self._position
        # Another process, which had read more, may have sent the client later events.
        self._position = Position(max(step, seen.last_step), max(revision, seen.revision))
        steps = [one for one in seen.steps if one.id > step]
        text = b"".join(map(_step, steps))
        if steps or seen.revision > revision:
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
    return event(b"%d" % step.id, b"step", content)


# Rendered once for all listeners of a run.
@lru_cache(maxsize=256)
def _state(seen: Seen) -> bytes:
    name = b"end" if seen.ended else b"progress"
    return event(b"%d-%d" % (seen.last_step, seen.revision), name, run_of(seen.row, seen.at))


def _position(request: ApiRequest) -> Position:
    sent = last_event_id(request)
    if sent is None:
        return Position()
    found = EVENT_ID.fullmatch(sent)
    if found is None:
        detail = "`Last-Event-ID` is the id of an event of this stream, such as `12-3`."
        raise request.refusal(Fault("invalid_last_event_id", "Last-Event-ID", detail))
    return Position(int(found[1]), int(found[2] or 0))
