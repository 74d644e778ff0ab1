"""Client for asyncio: one coroutine for each operation of `openapi.yaml`, with the same name."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from posture_client import Client
from posture_client.errors import ConflictError, WaitTimeoutError
from posture_client.options import Options
from posture_client.trace import trace_from_environ
from posture_client_async.findings import FindingCalls
from posture_client_async.integrations import IntegrationCalls
from posture_client_async.paging import PagedCalls
from posture_client_async.reports import ReportCalls
from posture_client_async.run_states import FailedRead, RunStates
from posture_client_async.runs import RunCalls
from posture_client_async.service import ServiceCalls
from posture_client_async.tokens import TokenCalls
from posture_client_async.transport import Transport
from posture_client_async.trusts import TrustCalls

if TYPE_CHECKING:
    from typing import Unpack

    from posture_client import models
    from posture_client.identity import Identity


class AsyncClient(
    RunCalls,
    FindingCalls,
    IntegrationCalls,
    ReportCalls,
    TrustCalls,
    TokenCalls,
    ServiceCalls,
    PagedCalls,
):
    """A client of one posture server with one token, for the tasks of one event loop.

    It is `posture_client.Client` with `await`: the same operations, models, errors, retries and
    options. `rows` is an asynchronous iterator, and what is read in parts is an asynchronous
    context manager.
    """

    def __init__(self, endpoint: str, token: str | Identity, **options: Any) -> None:  # noqa: ANN401  # Options' fields
        """Make a client; `options` are the other fields of `posture_client.options.Options`.

        With an `Identity` in place of a token, the first request exchanges it for one.

        Raises:
            ValueError: the endpoint or token is not valid.
        """
        options.setdefault("trace", trace_from_environ(os.environ))
        bearer: str | Callable[[], Awaitable[str]]
        if isinstance(token, str):
            bearer = token
        elif not hasattr(token, "source"):
            kind = type(token).__name__
            raise ValueError(f"the token is missing: pass a token or an Identity, not {kind}")
        else:
            plain = {**options, "rate_limit_seconds": None}

            def exchange(**form: Unpack[models.TokenExchangeRequest]) -> models.ExchangedToken:
                with Client(endpoint, "", **plain) as once:
                    return once.exchange_token(**form)

            source = token.source(endpoint, exchange)

            async def bearer() -> str:
                # Identities are read from files and other servers, without asyncio.
                return await asyncio.to_thread(source)

        self._transport = Transport(Options(endpoint=endpoint, token="", **options), bearer)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the pooled connections."""
        await self._transport.close()

    async def wait_for_run(
        self,
        run_id: str,
        *,
        timeout_seconds: float,
        on_progress: Callable[[models.Run], None] | None = None,
        cancel_on_interrupt: bool = True,
    ) -> models.Run:
        """Wait until a run has ended, with whatever status, and return it.

        While the server cannot be reached or fails, it is retried until the time is over. When the
        task is cancelled, the server is asked to cancel the run.

        Raises:
            WaitTimeoutError: the run takes longer; it continues on the server.
        """
        run: models.Run | None = None
        failed_read: FailedRead | None = None
        watch = RunStates(
            read=lambda: self.get_run(run_id),
            watch=lambda last: self.watch_run(run_id, last_event_id=last),
            hold=lambda tag: self._hold_run(run_id, tag),
            pause=asyncio.sleep,
        )
        try:
            async with asyncio.timeout(timeout_seconds), aclosing(watch.states()) as states:
                async for seen in states:
                    if isinstance(seen, FailedRead):
                        failed_read = seen
                        continue
                    run, failed_read = seen, None
                    if on_progress:
                        on_progress(run)
        except TimeoutError:
            if failed_read:
                raise failed_read.error from None
            # The run is read at least once, even when the time is already over.
            run = run or await self.get_run(run_id)
            if run["status"] == "running":
                raise WaitTimeoutError(
                    f"the run has not ended within {timeout_seconds:g} s", run
                ) from None
        except asyncio.CancelledError:
            if cancel_on_interrupt:
                await self._cancel(run_id)
            raise
        if run is None:  # the stream of events of an ended run may be empty
            run = await self.get_run(run_id)
        return run

    async def _cancel(self, run_id: str) -> None:
        try:
            await self.cancel_run(run_id)
        except ConflictError:
            return
