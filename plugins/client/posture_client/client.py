"""Client: one method for each operation of `openapi.yaml`, with the same name."""

from __future__ import annotations

import os
from urllib.parse import quote, urlencode

from posture_client.responses import JSON
from posture_client.trace import trace_from_environ
from posture_client.transport import Options, Transport

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from threading import Event
    from types import TracebackType
    from typing import Any, Literal, Self, Unpack, cast

    from posture_client import models
    from posture_client.events import EventStream
    from posture_client.responses import Response
    from posture_client.streaming import StreamingResponse
else:

    def cast(_model, body):  # noqa: ANN001, ANN201, D103  # as typing has it
        return body


_PAGE = 100
# If a stream has not begun by then, a proxy holds it back.
_FIRST_EVENT_SECONDS = 3.0
_HOLD_SECONDS = 20
_HTTP_NO_CONTENT = 204


class Client:
    """A client of one posture server with one token; safe to share between threads.

    Methods return the server's JSON objects as dicts, described by `models`; members that this
    version does not know are kept. Path parameters come first; filters and body members are
    keywords with the names of the specification, and a filter that is None does not filter. Every
    method raises as `Transport.send` describes.
    """

    def __init__(self, endpoint: str, token: str, **options: Any) -> None:  # noqa: ANN401  # Options' fields
        """Make a client; `options` are the other fields of `transport.Options`.

        Raises:
            ValueError: the endpoint or token is not valid.
        """
        options.setdefault("trace", trace_from_environ(os.environ))
        self._transport = Transport(Options(endpoint=endpoint, token=token, **options))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the pooled connections."""
        self._transport.close()

    def list_runs(
        self,
        *,
        integration_id: str | None = None,
        status: models.RunStatus | None = None,
        trigger: models.RunTrigger | None = None,
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
        self, *, idempotency_key: str | None = None, **body: Unpack[models.RunRequest]
    ) -> models.RunAccepted:
        """Start a run; without a key, use a random one: a retry never starts a second run."""
        headers = {"Idempotency-Key": idempotency_key or os.urandom(16).hex()}
        response = self._transport.send(
            "POST", f"{_BASE}/cloud-posture-runs", body=body, headers=headers
        )
        return cast("models.RunAccepted", response.body)

    def get_run(self, run_id: str, *, wait_seconds: int | None = None) -> models.Run:
        """Read one run; `wait_seconds` only has an effect on conditional requests."""
        path = _path("/cloud-posture-runs/{}", run_id)
        return cast("models.Run", self._get(path, {"wait_seconds": wait_seconds}))

    def cancel_run(self, run_id: str) -> models.Run:
        """Cancel a run; `ConflictError` if it has already ended."""
        path = _path("/cloud-posture-runs/{}/cancel", run_id)
        return cast("models.Run", self._send("POST", path).body)

    def watch_run(self, run_id: str, *, last_event_id: str | None = None) -> EventStream:
        """Open the events of a run, from the start or after an event; empty if none will follow.

        It is not retried. It raises `NotPostureError` if the response is not an event stream.
        """
        from posture_client.events import STREAM, EventStream  # noqa: PLC0415  # only a watched run needs it

        headers = {"Accept": STREAM}
        if last_event_id is not None:
            headers["Last-Event-ID"] = last_event_id
        path = _BASE + _path("/cloud-posture-runs/{}/events", run_id)
        response = self._transport.open(path, headers, first_seconds=_FIRST_EVENT_SECONDS)
        if response.status == _HTTP_NO_CONTENT:
            with response:
                return EventStream(None)
        response.require(STREAM)
        return EventStream(response)

    def get_gate(
        self,
        run_id: str,
        *,
        fail_on: models.Severity | None = None,
        only: models.GateOnly | None = None,
        max_unknown: int | None = None,
        min_coverage: float | None = None,
        family: Iterable[models.Family] | None = None,
        framework: Iterable[models.Framework] | None = None,
    ) -> models.Gate:
        """Return whether an ended run passes; `ConflictError` if it has not ended yet.

        Without a policy it is the decision under the policy that the run was started with.
        """
        query = {
            "fail_on": fail_on,
            "only": only,
            "max_unknown": max_unknown,
            "min_coverage": min_coverage,
            "family": None if family is None else ",".join(family),
            "framework": None if framework is None else ",".join(framework),
        }
        path = _path("/cloud-posture-runs/{}/gate", run_id)
        return cast("models.Gate", self._get(path, query))

    def export_run(
        self,
        run_id: str,
        *,
        format: models.ExportFormat,  # noqa: A002  # the specification's word
        include_suppressed: bool = False,
    ) -> StreamingResponse:
        """Open an ended run in a format, to be read part by part in a `with`: it may be large.

        Opening it is retried as other calls are; reading it is not.
        """
        path = _BASE + _path("/cloud-posture-runs/{}/export", run_id)
        query = {"format": format} | ({"include_suppressed": "true"} if include_suppressed else {})
        return self._transport.open_with_retries(f"{path}?{urlencode(query)}", {"Accept": "*/*"})

    def list_findings(
        self,
        *,
        scan_id: str | None = None,
        integration_id: str | None = None,
        severity: models.Severity | None = None,
        status: models.FindingStatus | None = None,
        framework: str | None = None,
        check_id: str | None = None,
        resource_id: str | None = None,
        service: str | None = None,
        region: str | None = None,
        family: models.Family | None = None,
        q: str | None = None,
        delta: models.Delta | None = None,
        suppressed: bool | None = None,
        sort: Literal["newest", "severity"] | None = None,
        count: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.FindingPage:
        """List findings, newest first, or in another order; `count` asks for `total_count`."""
        query = {
            "scan_id": scan_id,
            "integration_id": integration_id,
            "severity": severity,
            "status": status,
            "framework": framework,
            "check_id": check_id,
            "resource_id": resource_id,
            "service": service,
            "region": region,
            "family": family,
            "q": q,
            "delta": delta,
            "suppressed": _word(suppressed),
            "sort": sort,
            "count": _word(count),
            "limit": limit,
            "cursor": cursor,
        }
        return cast("models.FindingPage", self._get("/findings", query))

    def get_finding(self, finding_id: str) -> models.FindingDetail:
        """Read one finding with its controls and its fix."""
        return cast("models.FindingDetail", self._get(_path("/findings/{}", finding_id)))

    def update_finding(
        self, finding_id: str, *, if_match: str | None = None, **body: Unpack[models.FindingUpdate]
    ) -> models.FindingDetail:
        """Set the status of a finding."""
        response = self._send("PATCH", _path("/findings/{}", finding_id), body, if_match=if_match)
        return cast("models.FindingDetail", response.body)

    def accept_baseline(self, **body: Unpack[models.BaselineRequest]) -> models.Baseline:
        """Accept what a run found as known; done again, it changes nothing."""
        return cast("models.Baseline", self._send("POST", "/baselines", body).body)

    def list_suppressions(
        self,
        *,
        integration_id: str | None = None,
        check_id: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.SuppressionPage:
        """List suppressions, newest first, with the expired ones."""
        query = {
            "integration_id": integration_id,
            "check_id": check_id,
            "limit": limit,
            "cursor": cursor,
        }
        return cast("models.SuppressionPage", self._get("/suppressions", query))

    def create_suppression(self, **body: Unpack[models.SuppressionRequest]) -> models.Suppression:
        """Accept findings for a time."""
        response = self._send("POST", "/suppressions", body, repeatable=False)
        return cast("models.Suppression", response.body)

    def get_suppression(self, suppression_id: str) -> models.Suppression:
        """Read one suppression."""
        return cast("models.Suppression", self._get(_path("/suppressions/{}", suppression_id)))

    def update_suppression(
        self,
        suppression_id: str,
        *,
        if_match: str | None = None,
        **body: Unpack[models.SuppressionUpdate],
    ) -> models.Suppression:
        """Change the reason, the owner or the expiry of a suppression."""
        response = self._send(
            "PATCH", _path("/suppressions/{}", suppression_id), body, if_match=if_match
        )
        return cast("models.Suppression", response.body)

    def delete_suppression(self, suppression_id: str, *, if_match: str | None = None) -> None:
        """End a suppression now; what runs recorded under it does not change."""
        self._send("DELETE", _path("/suppressions/{}", suppression_id), if_match=if_match)

    def list_integrations(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> models.IntegrationPage:
        """List integrations, newest first."""
        query = {"limit": limit, "cursor": cursor}
        return cast("models.IntegrationPage", self._get("/integrations", query))

    def create_integration(self, **body: Unpack[models.IntegrationRequest]) -> models.Integration:
        """Connect a cloud account."""
        response = self._send("POST", "/integrations", body, repeatable=False)
        return cast("models.Integration", response.body)

    def get_integration(self, integration_id: str) -> models.Integration:
        """Read one integration."""
        return cast("models.Integration", self._get(_path("/integrations/{}", integration_id)))

    def update_integration(
        self,
        integration_id: str,
        *,
        if_match: str | None = None,
        **body: Unpack[models.IntegrationUpdate],
    ) -> models.Integration:
        """Change the given members of an integration."""
        response = self._send(
            "PATCH", _path("/integrations/{}", integration_id), body, if_match=if_match
        )
        return cast("models.Integration", response.body)

    def delete_integration(self, integration_id: str, *, if_match: str | None = None) -> None:
        """Disconnect a cloud account; its runs and findings stay readable."""
        self._send("DELETE", _path("/integrations/{}", integration_id), if_match=if_match)

    def list_webhooks(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> models.WebhookPage:
        """List webhooks, newest first."""
        query = {"limit": limit, "cursor": cursor}
        return cast("models.WebhookPage", self._get("/webhooks", query))

    def create_webhook(self, **body: Unpack[models.WebhookRequest]) -> models.CreatedWebhook:
        """Create a webhook that posts events to a URL; only this response has its secret."""
        response = self._send("POST", "/webhooks", body, repeatable=False)
        return cast("models.CreatedWebhook", response.body)

    def get_webhook(self, webhook_id: str) -> models.Webhook:
        """Read one webhook."""
        return cast("models.Webhook", self._get(_path("/webhooks/{}", webhook_id)))

    def update_webhook(
        self, webhook_id: str, *, if_match: str | None = None, **body: Unpack[models.WebhookUpdate]
    ) -> models.Webhook:
        """Change the given members of a webhook."""
        response = self._send("PATCH", _path("/webhooks/{}", webhook_id), body, if_match=if_match)
        return cast("models.Webhook", response.body)

    def delete_webhook(self, webhook_id: str, *, if_match: str | None = None) -> None:
        """Delete a webhook."""
        self._send("DELETE", _path("/webhooks/{}", webhook_id), if_match=if_match)

    def test_webhook(self, webhook_id: str) -> models.Delivery:
        """Queue a test event for a webhook."""
        path = _path("/webhooks/{}/test", webhook_id)
        return cast("models.Delivery", self._send("POST", path, repeatable=False).body)

    def rotate_webhook_secret(self, webhook_id: str) -> models.CreatedWebhook:
        """Give a webhook a new secret; for a time the former one signs too."""
        path = _path("/webhooks/{}/rotate", webhook_id)
        return cast("models.CreatedWebhook", self._send("POST", path, repeatable=False).body)

    def list_deliveries(
        self,
        webhook_id: str,
        *,
        status: models.DeliveryStatus | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.DeliveryPage:
        """List the deliveries of a webhook, also the failed ones, newest first."""
        query = {"status": status, "limit": limit, "cursor": cursor}
        path = _path("/webhooks/{}/deliveries", webhook_id)
        return cast("models.DeliveryPage", self._get(path, query))

    def redeliver(self, webhook_id: str, delivery_id: str) -> models.Delivery:
        """Queue a delivery again, with the same id."""
        path = _path("/webhooks/{}/deliveries/{}/redeliver", webhook_id, delivery_id)
        return cast("models.Delivery", self._send("POST", path).body)

    def list_audit(
        self,
        *,
        action: str | None = None,
        target_kind: str | None = None,
        result: models.AuditResult | None = None,
        from_: str | None = None,
        to: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.AuditPage:
        """List audit rows, newest first."""
        query = {
            "action": action,
            "target_kind": target_kind,
            "result": result,
            "from": from_,
            "to": to,
            "limit": limit,
            "cursor": cursor,
        }
        return cast("models.AuditPage", self._get("/audit", query))

    def list_checks(
        self,
        *,
        provider: models.Provider | None = None,
        family: models.Family | None = None,
        service: str | None = None,
        severity: models.Severity | None = None,
        framework: models.Framework | None = None,
    ) -> models.CheckPage:
        """List the checks of the server."""
        query = {
            "provider": provider,
            "family": family,
            "service": service,
            "severity": severity,
            "framework": framework,
        }
        return cast("models.CheckPage", self._get("/checks", query))

    def get_check(self, check_id: str) -> models.Check:
        """Read one check."""
        return cast("models.Check", self._get(_path("/checks/{}", check_id)))

    def get_openapi(self) -> str:
        """Read the specification of the server, as YAML."""
        return self._transport.send(
            "GET", f"{_BASE}/openapi.yaml", accept="application/yaml, text/yaml"
        ).text

    def get_openapi_json(self) -> models.OpenApiDocument:
        """Read the specification of the server, parsed."""
        return cast(
            "models.OpenApiDocument", self._transport.send("GET", f"{_BASE}/openapi.json").body
        )

    def get_liveness(self) -> models.Health:
        """Return whether the server runs."""
        return cast("models.Health", self._transport.send("GET", "/health/live").body)

    def get_readiness(self) -> models.Health:
        """Return whether the server can work; `ServerError` if it cannot."""
        return cast("models.Health", self._transport.send("GET", "/health/ready").body)

    def rows(
        self,
        operation: Callable[..., Any],
        *,
        most: int | None = None,
        **filters: Any,  # noqa: ANN401  # the operation's own
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows of a list operation, page after page: all, or at most `most`."""
        cursor: str | None = None
        left = most
        while left is None or left > 0:
            size = _PAGE if left is None else min(_PAGE, left)
            page = operation(limit=size, cursor=cursor, **filters)
            yield from page["data"]
            cursor = page.get("next_cursor")
            if cursor is None:
                return
            left = None if left is None else left - len(page["data"])

    def wait_for_run(
        self,
        run_id: str,
        *,
        timeout_seconds: float,
        on_progress: Callable[[models.Run], None] | None = None,
        stop: Event | None = None,
        cancel_on_interrupt: bool = True,
    ) -> models.Run:
        """Wait until a run has ended, with whatever status, and return it.

        While the server cannot be reached or fails, it is retried until the time is over. Setting
        `stop`, or Ctrl-C, asks the server to cancel the run.

        Raises:
            WaitTimeoutError: the run takes longer; it continues on the server.
            WaitStoppedError: `stop` was set.
        """
        from posture_client.waiting import wait  # noqa: PLC0415  # as above
        from posture_client.watching import RunWatcher  # noqa: PLC0415  # only a wait needs it

        return wait(
            RunWatcher(
                read=lambda: self.get_run(run_id),
                watch=lambda last: self.watch_run(run_id, last_event_id=last),
                hold=lambda tag: self._hold_run(run_id, tag),
            ),
            lambda: self.cancel_run(run_id),
            timeout_seconds=timeout_seconds,
            on_progress=on_progress,
            stop=stop,
            cancel_on_interrupt=cancel_on_interrupt,
        )

    def _hold_run(self, run_id: str, tag: str | None) -> StreamingResponse:
        """Send a long poll: it returns when the run differs from an ETag, or after a time."""
        path = _BASE + _path("/cloud-posture-runs/{}", run_id)
        if tag is None:
            return self._transport.open(path, {"Accept": JSON})
        headers = {"Accept": JSON, "If-None-Match": tag}
        return self._transport.open(f"{path}?wait_seconds={_HOLD_SECONDS}", headers)

    def _get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401  # a model
        filters = {name: value for name, value in (query or {}).items() if value is not None}
        return self._send("GET", f"{path}?{urlencode(filters)}" if filters else path).body

    def _send(
        self,
        method: str,
        path: str,
        body: Any = None,  # noqa: ANN401  # any JSON
        *,
        repeatable: bool = True,
        if_match: str | None = None,
    ) -> Response:
        headers = {"If-Match": if_match} if if_match else {}
        return self._transport.send(
            method, _BASE + path, body=body, headers=headers, repeatable=repeatable
        )


_BASE = "/api/v2"


def _word(flag: bool | None) -> str | None:  # noqa: FBT001  # the value itself
    """Return the word of a boolean in a query."""
    return None if flag is None else str(flag).lower()


def _path(pattern: str, *parts: str) -> str:
    return pattern.format(*(quote(part, safe="") for part in parts))
