"""Assess: connect an account, collect what the checks need, and evaluate it as it arrives."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import aclosing
from typing import Any, NamedTuple

from opentelemetry.trace import get_current_span

from posture.domain.asset import Asset
from posture.domain.check import Check
from posture.domain.collector import (
    Account,
    AssumedRole,
    Collected,
    Collector,
    ConnectError,
    Plan,
    Reads,
    Unsettled,
)
from posture.domain.connection import Connection
from posture.domain.evidence import NO_CHECKS, NOT_FOUND
from posture.domain.run import RunPhase
from posture.telemetry import span
from posture.worker.evaluate import Evaluation, plan_for
from posture.worker.progress import Progress
from posture.worker.scope import Scope


class Assessment(NamedTuple):
    """What a run learned.

    Attributes:
        covers: returns whether all assets of a type were listed in a region.
        key: returns what is the same for all spellings of an id.
    """

    account_id: str
    evaluation: Evaluation
    reads: Reads
    covers: Callable[[type[Asset], str], bool]
    key: Callable[[str], str]

    @property
    def nothing_read(self) -> bool:
        """Return whether every read failed; a named asset that does not exist is no failure."""
        reads = self.reads
        return (
            self.evaluation.asset_count == 0
            and reads.planned > reads.missing
            and reads.failed >= reads.planned
        )


def select(
    checks: Mapping[str, Check[Any]],
    provider: str,
    *,
    check_set: Iterable[str] | None,
    scope: Scope,
) -> dict[str, Check[Any]]:
    """Return the checks that a run evaluates."""
    chosen = None if check_set is None else frozenset(check_set)
    return {
        one.id: one
        for one in checks.values()
        if one.provider == provider
        and (chosen is None or one.id in chosen)
        and (scope.services is None or one.service in scope.services)
        and (scope.check_ids is None or one.id in scope.check_ids)
    }


async def assess(
    collectors: Mapping[str, Collector],
    connection: Connection,
    checks: Iterable[Check[Any]],
    *,
    scope: Scope,
    verify_only: bool,
    progress: Progress,
    connect_seconds: float,
    require: Callable[[AssumedRole], Awaitable[None]] | None = None,
) -> Assessment:
    """Do what a run is for, up to where it is recorded; with `verify_only`, evaluate nothing.

    Connecting may take `connect_seconds`. `require` raises `ConnectError` if a role that could be
    assumed may not be used.

    Raises:
        ConnectError: the account cannot be reached, or nothing here speaks to its provider.
    """
    collector = collectors.get(connection.provider)
    if collector is None:
        raise ConnectError(f"This installation has no collector for {connection.provider}.")
    account = await _connected(collector, connection, connect_seconds)
    try:
        evaluation = Evaluation(checks)
        plan = plan_for(
            evaluation.checks,
            regions=scope.regions or (),
            resource_ids=None if scope.resource_ids is None else frozenset(scope.resource_ids),
            expected_absent=frozenset(scope.expected_absent),
        )
        if account.role and require:
            await require(account.role)
        get_current_span().set_attribute("cloud.account.id", account.account_id)
        progress.reads = account.reads
        progress.enter(RunPhase.COLLECTING)
        if verify_only:
            await account.verify(plan)
        else:
            progress.evaluation = evaluation
            seen = await _evaluate(account, plan, evaluation, progress)
            _add_missing(account, plan, evaluation, scope, seen)
            progress.evaluated()
    finally:
        await account.close()
    progress.enter(RunPhase.RECORDING)
    return Assessment(account.account_id, evaluation, account.reads, account.covers, account.key)


async def _connected(collector: Collector, connection: Connection, seconds: float) -> Account:
    """Connect; an endpoint that does not respond does not hold a worker for the time of a run."""
    deadline = asyncio.timeout(seconds)
    try:
        async with deadline:
            return await collector.connect(connection)
    except TimeoutError as error:
        if not deadline.expired():
            raise
        text = f"The account did not respond within {seconds:g} s."
        raise ConnectError(text) from error


async def _evaluate(
    account: Account, plan: Plan, evaluation: Evaluation, progress: Progress
) -> set[str]:
    """Evaluate what is collected; return the keys of the named assets that were found."""
    seen: set[str] = set()

    def add(found: Collected) -> None:
        evaluation.add(found)
        if plan.resource_ids is not None and isinstance(found, Asset | Unsettled):
            seen.add(account.key(found.resource_id))

    async with aclosing(account.collect(plan)) as stream:
        # Taking the first asset starts the collectors outside of the span: they go on beside it.
        first = await anext(stream, None)
        progress.evaluating()
        with span("evaluate checks") as current:
            if first is not None:
                add(first)
            async for found in stream:
                add(found)
            current.set_attribute("posture.asset.count", evaluation.asset_count)
            current.set_attribute("posture.finding.count", len(evaluation.failures))
    return seen


def _add_missing(
    account: Account, plan: Plan, evaluation: Evaluation, scope: Scope, seen: set[str]
) -> None:
    """Count the named assets that were not found, each with its reason."""
    expected_absent = frozenset(map(account.key, scope.expected_absent))
    for key, resource_id in sorted(
        {account.key(one): one for one in sorted(plan.resource_ids or ())}.items()
    ):
        if key in seen:
            continue
        unread = account.why_missing(plan, resource_id)
        if unread is None:
            continue
        if unread.reason == NO_CHECKS and scope.skip_unchecked:
            evaluation.unchecked.append(resource_id)
            continue
        # Only a listing proves that an asset is gone: where no check looks, nothing was listed.
        if unread.reason == NOT_FOUND and key in expected_absent:
            evaluation.add_absent()
            continue
        account.reads.miss(unread)
        evaluation.add_missing(unread)
