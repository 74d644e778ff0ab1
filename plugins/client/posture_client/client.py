"""Client: one method for each operation of `openapi.yaml`, with the same name."""

from __future__ import annotations

import os

from posture_client.findings import FindingCalls
from posture_client.integrations import IntegrationCalls
from posture_client.options import Options
from posture_client.paging import PagedCalls
from posture_client.reports import ReportCalls
from posture_client.runs import RunCalls
from posture_client.service import ServiceCalls
from posture_client.tokens import TokenCalls
from posture_client.trace import trace_from_environ
from posture_client.transport import Transport
from posture_client.trusts import TrustCalls

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event
    from types import TracebackType
    from typing import Any, Self, Unpack

    from posture_client import models
    from posture_client.identity import Identity


class Client(
    RunCalls,
    FindingCalls,
    IntegrationCalls,
    ReportCalls,
    TrustCalls,
    TokenCalls,
    ServiceCalls,
    PagedCalls,
):
    """A client of one posture server with one token; safe to share between threads.

    Methods return the server's JSON objects as dicts, described by `models`; members that this
    version does not know are kept. `etag_of` returns the version of what was read, for `if_match`.
    What creates something sends an `Idempotency-Key`, so that a retry never creates it twice. Path
    parameters come first; filters and body members are keywords with the names of the
    specification, and a filter that is None does not filter. Every method raises as
    `Transport.send` describes.
    """

    def __init__(self, endpoint: str, token: str | Identity, **options: Any) -> None:  # noqa: ANN401  # Options' fields
        """Make a client; `options` are the other fields of `transport.Options`.

        With an `Identity` in place of a token, the first request exchanges it for one.

        Raises:
            ValueError: the endpoint or token is not valid.
        """
        options.setdefault("trace", trace_from_environ(os.environ))
        bearer: str | Callable[[], str]
        if isinstance(token, str):
            bearer = token
        elif not hasattr(token, "source"):
            kind = type(token).__name__
            raise ValueError(f"the token is missing: pass a token or an Identity, not {kind}")
        else:
            # A connection of its own, without a pace: it has no token whose limit it could learn.
            plain = {**options, "rate_limit_seconds": None}

            def exchange(**form: Unpack[models.TokenExchangeRequest]) -> models.ExchangedToken:
                with Client(endpoint, "", **plain) as once:
                    return once.exchange_token(**form)

            bearer = token.source(endpoint, exchange)
        self._transport = Transport(Options(endpoint=endpoint, token=bearer, **options))

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
