"""Events: what changes in a tenant, as it happens, as far as the token may read it."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import msgspec
from litestar import get
from msgspec import UNSET

from posture.api import schemas
from posture.api.event_stream import EVENT_STREAM, event, last_event_id, stream_response
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse
from posture.api.runs import run_of
from posture.api.validation import Fault
from posture.domain.run import FINAL, RunStatus
from posture.services.changes import Changes, RunRow
from posture.services.tokens import Caller

PATH: Final = "/api/v2/events"
EVENT_ID: Final = re.compile(rb"[0-9]{1,18}")
# What a token needs to read a resource, and so to learn that it has changed.
SCOPES: Final = {
    "runs": "cloud_posture:read",
    "findings": "findings:read",
    "suppressions": "suppressions:read",
    "integrations": "integrations:read",
    "webhooks": "webhooks:read",
    "deliveries": "webhooks:read",
    "reports": "reports:read",
    "trusts": "trusts:read",
}
# A revision is of the whole tenant, so a token that is limited to some integrations learns of
# changes by the runs of these alone.
BY_RUNS: Final = ("runs", "findings")


@get(PATH, opt={"scope": None, "media_type": EVENT_STREAM})
async def watch_tenant(request: ApiRequest) -> ApiResponse:
    """Return the changes of the tenant that the token may read, as they happen."""
    after, caller = _after(request), request.caller
    listener = await request.deps.watch.join_tenant(
        tenant_id=caller.tenant_id, token_id=caller.token_id
    )
    return stream_response(request, listener, TenantFeed(caller, after), scope=None)


class TenantFeed:
    """The events of a tenant for one client.

    The id of an event is the revision up to which the client has everything once the event has
    arrived: only the last event of a read has that of the read.
    """

    __slots__ = ("_after", "_before", "_caller", "_position", "_resources")

    def __init__(self, caller: Caller, after: int | None) -> None:
        self._caller = caller
        self._after = after
        self._before: Changes | None = None
        self._position = 0
        known = SCOPES if caller.integrations is None else BY_RUNS
        self._resources = [name for name in known if SCOPES[name] in caller.scopes]

    def __call__(self, seen: Changes) -> bytes:
        """Return the events that are new to the client."""
        text = b""
        before, self._before = self._before, seen
        if before is None:
            self._position = seen.revision if self._after is None else self._after
            text = _resources(self._position, b"start", self._resources)
        rows = [row for row in seen.runs_since(before) if self._may_touch(row)]
        if "runs" in self._resources:
            text += b"".join(_run(self._position, row, seen.at) for row in rows)
        changed = self._changed(seen, rows, is_first=before is None)
        # Another process, which had read more, may have sent the client later events.
        self._position = max(self._position, seen.revision)
        if changed:
            text += _resources(self._position, b"changed", changed)
        return text

    def _may_touch(self, row: RunRow) -> bool:
        return self._caller.may_touch(row.integration_id)

    def _changed(self, seen: Changes, rows: list[RunRow], *, is_first: bool) -> list[str]:
        """Return what has changed since the client's position."""
        if self._caller.integrations is None:
            changed = seen.since(self._position)
        elif is_first:  # what a limited token has missed cannot be said without showing more
            changed = frozenset() if self._after is None else frozenset(self._resources)
        elif any(RunStatus(row.status) in FINAL for row in rows):
            changed = frozenset(BY_RUNS)
        else:
            changed = frozenset(BY_RUNS[:1]) if rows else frozenset()
        return [name for name in self._resources if name in changed]


def _resources(revision: int, name: bytes, resources: Iterable[str]) -> bytes:
    content = msgspec.convert({"resources": [*resources]}, schemas.EventResources)
    return event(b"%d" % revision, name, content)


# Rendered once for all listeners of a tenant that are as far.
@lru_cache(maxsize=256)
def _run(revision: int, row: RunRow, at: int) -> bytes:
    return event(b"%d" % revision, b"run", run_of(row, at))


def _after(request: ApiRequest) -> int | None:
    """Return the revision up to which the client has everything; None for a new client."""
    sent, query = last_event_id(request), request.query(schemas.WatchTenantQuery)
    if sent is None:
        return None if query.after is UNSET else int(query.after)
    if EVENT_ID.fullmatch(sent) is None:
        detail = "`Last-Event-ID` is the id of an event of this stream, such as `12`."
        raise request.refusal(Fault("invalid_last_event_id", "Last-Event-ID", detail))
    return int(sent)
