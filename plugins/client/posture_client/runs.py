"""Runs: start, read, watch, gate and export them."""

from __future__ import annotations

from urllib.parse import urlencode

from posture_client.calls import BASE, Calls, path_of
from posture_client.responses import JSON

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Unpack, cast

    from posture_client import models
    from posture_client.events import EventStream, TenantEventStream
    from posture_client.streaming import StreamingResponse
else:

    def cast(_model, body):  # noqa: ANN001, ANN201, D103  # as typing has it
        return body


_HOLD_SECONDS = 20


class RunCalls(Calls):
    """The operations on runs."""

    def list_runs(
        self,
        *,
        integration_id: str | None = None,
        status: models.RunStatus | Iterable[models.RunStatus] | None = None,
        trigger: models.RunTrigger | Iterable[models.RunTrigger] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.RunPage:
        """List runs, newest first."""
        query = {
            "integration_id": integration_id,
            "status": status,
            "trigger": trigger,
            "limit": limit,
            "cursor": cursor,
        }
        return cast("models.RunPage", self._get("/cloud-posture-runs", query))

    def start_run(
        self,
        *,
        idempotency_key: str | None = None,
        validate_only: bool | None = None,
        **body: Unpack[models.RunRequest],
    ) -> models.RunAccepted:
        """Start a run; without a key, use a random one: a retry never starts a second run."""
        started = self._create(
            "/cloud-posture-runs", body, key=idempotency_key, validate_only=validate_only
        )
        return cast("models.RunAccepted", started)

    def get_run(
        self,
        run_id: str,
        *,
        wait_seconds: int | None = None,
        include: Sequence[models.RunPart] | None = None,
    ) -> models.Run:
        """Read one run; `wait_seconds` only has an effect on conditional requests.

        With `include=["decision"]`, one that has ended has the decision of its gate.
        """
        path = path_of("/cloud-posture-runs/{}", run_id)
        query = {"wait_seconds": wait_seconds, "include": include}
        return cast("models.Run", self._get(path, query))

    def cancel_run(self, run_id: str) -> models.Run:
        """Cancel a run; `ConflictError` if it has already ended."""
        path = path_of("/cloud-posture-runs/{}/cancel", run_id)
        return cast("models.Run", self._change("POST", path))

    def watch_run(self, run_id: str, *, last_event_id: str | None = None) -> EventStream:
        """Open the events of a run, from the start or after an event; empty if none will follow.

        It is not retried. It raises `NotPostureError` if the response is not an event stream.
        """
        from posture_client.events import EventStream  # noqa: PLC0415  # only a watched run needs it

        path = path_of("/cloud-posture-runs/{}/events", run_id)
        return EventStream(self._watch(path, None, last_event_id))

    def watch_tenant(
        self, *, last_event_id: str | None = None, after: str | None = None
    ) -> TenantEventStream:
        """Open the events of the whole tenant, from now on or after an event.

        It is not retried. It raises `NotPostureError` if the response is not an event stream.
        """
        from posture_client.events import TenantEventStream  # noqa: PLC0415  # as above

        return TenantEventStream(self._watch("/events", {"after": after}, last_event_id))

    def get_gate(
        self,
        run_id: str,
        *,
        fail_on: models.Severity | None = None,
        only: models.GateOnly | None = None,
        max_unknown: int | None = None,
        min_coverage: float | None = None,
        family: models.Family | Iterable[models.Family] | None = None,
        framework: models.Framework | Iterable[models.Framework] | None = None,
    ) -> models.Gate:
        """Return whether an ended run passes; `ConflictError` if it has not ended yet.

        Without a policy it is the decision under the policy that the run was started with.
        """
        query = {
            "fail_on": fail_on,
            "only": only,
            "max_unknown": max_unknown,
            "min_coverage": min_coverage,
            "family": family,
            "framework": framework,
        }
        path = path_of("/cloud-posture-runs/{}/gate", run_id)
        return cast("models.Gate", self._get(path, query))

    def get_run_timeline(self, run_id: str) -> models.RunTimeline:
        """Return where the time of a run went, until now if it is under way.

        Raises `ConflictError` while it waits for a worker.
        """
        path = path_of("/cloud-posture-runs/{}/timeline", run_id)
        return cast("models.RunTimeline", self._get(path))

    def export_run(
        self,
        run_id: str,
        *,
        format: models.ExportFormat,  # noqa: A002  # the specification's word
        include_suppressed: bool = False,
    ) -> StreamingResponse:
        """Open an ended run in a format, to be read in parts in a `with`: it may be large.

        Opening it is retried as other calls are; reading it is not.
        """
        path = BASE + path_of("/cloud-posture-runs/{}/export", run_id)
        query = {"format": format} | ({"include_suppressed": "true"} if include_suppressed else {})
        return self._transport.open_with_retries(f"{path}?{urlencode(query)}", {"Accept": "*/*"})

    def _hold_run(self, run_id: str, tag: str | None) -> StreamingResponse:
        """Send a long poll: it returns when the run differs from an ETag, or after a time."""
        path = BASE + path_of("/cloud-posture-runs/{}", run_id)
        headers = {"Accept": JSON}
        if tag is not None:
            path, headers["If-None-Match"] = f"{path}?wait_seconds={_HOLD_SECONDS}", tag
        return self._transport.open(path, headers)
