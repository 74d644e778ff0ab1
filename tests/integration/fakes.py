"""Fakes of what surrounds the service: the clock, the queue, and a cloud made of paper."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from posture.bootstrap.clouds import by_name
from posture.domain.asset import Asset, Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.check import Check, Severity, check
from posture.domain.collector import AssumedRole, Collected, Plan, Reads, Unlisted
from posture.domain.connection import Connection as CloudConnection
from posture.domain.evidence import NOT_FOUND, Fact, Unread, known
from posture.domain.verdict import Verdict, failed, passed
from posture.frameworks.catalog import Control, Framework, Frameworks
from posture.services.audit import AuditEntry
from posture.settings import Settings
from posture.store.engine import Store
from posture.store.statement import Connection
from posture.worker.metrics import RunMetrics
from posture.worker.run import Worker


@dataclass(slots=True)
class Clock:
    """A wall clock that stands still until a test moves it."""

    milliseconds: int = 1_750_000_000_000

    def __call__(self) -> int:
        return self.milliseconds

    def pass_seconds(self, seconds: float) -> None:
        self.milliseconds += round(seconds * 1_000)


async def until(met: Callable[[], Awaitable[bool]], *, seconds: float = 240.0) -> None:
    """Wait until a condition is true, by polling."""
    async with asyncio.timeout(seconds):
        while not await met():  # noqa: ASYNC110  # the database has no event to wait for
            await asyncio.sleep(0.01)


@dataclass(slots=True)
class Queue:
    """A queue that takes every run, or refuses with what a test gave it."""

    refusal: Exception | None = None
    taken: list[str] = field(default_factory=list)
    nudges: int = 0
    expected: list[str] = field(default_factory=list)

    def enqueue(self, _connection: Connection, run_id: str, _integration_id: str) -> None:
        self.taken.append(run_id)
        if self.refusal is not None:
            raise self.refusal

    def expect(self, tenant_id: str) -> None:
        self.expected.append(tenant_id)

    def nudge(self) -> None:
        self.nudges += 1


def audit_entry(tenant_id: str | None, **changed: Any) -> AuditEntry:  # noqa: ANN401  # as AuditEntry
    """Return a row for the audit log: a token has called the API; `changed` are other columns."""
    given: dict[str, Any] = {
        "tenant_id": tenant_id,
        "token_id": "t",
        "actor_ip": "::1",
        "action": "api.call",
        "target_kind": "token",
        "target_id": "t",
        "result": "success",
        "request_id": "r",
    }
    return AuditEntry(**given | changed)


class Sheet(AwsAsset, frozen=True, kw_only=True):
    """A sheet of paper; `torn` is the one fact about it."""

    service = "paper"
    family = Family.STORAGE
    arn = ArnShape("paper", "")

    torn: Fact[bool]


@check(
    severity=Severity.HIGH,
    finding_title="Sheet is torn",
    remediation="Tape it.",
    reference="https://example.com",
)
def aws_paper_sheet_whole(sheet: Sheet) -> Verdict:
    """Sheet is whole.

    A torn sheet tells half of the story.
    """
    return failed("It is torn.") if known(sheet.torn) else passed()


CHECKS: Mapping[str, Check[Sheet]] = {aws_paper_sheet_whole.id: aws_paper_sheet_whole}
# The name of a real one, since no other may be asked for; one of its controls is about paper.
FRAMEWORKS = Frameworks(
    (
        Framework(
            "CIS_AWS_7_0",
            "CIS_AWS",
            "Paper",
            "https://example.com",
            (Control("1.1", "Paper", (aws_paper_sheet_whole.id,)),),
        ),
    )
)
DENIED = Unread("AccessDenied", "paper:ListSheets")


def sheet(name: str, *, torn: Fact[bool] = True, region: str = "eu-central-1") -> Sheet:
    return Sheet(resource_id=f"arn:aws:paper:::{name}", region=region, name=name, torn=torn)


Step = Collected | Callable[[], object]


def not_found(resource_id: str) -> Unread:
    return Unread(NOT_FOUND, resource_id)


@dataclass(slots=True)
class PaperAccount:
    """Streams what it was given; a callable among it is awaited in its place."""

    steps: Iterable[Step]
    blind: frozenset[str] = frozenset()
    missing: Callable[[str], Unread | None] = not_found
    refusal: Unread | None = None
    account_id: str = "123456789012"
    role: AssumedRole | None = None
    reads: Reads = field(default_factory=Reads)
    plans: list[Plan] = field(default_factory=list)
    closed: int = 0

    async def collect(self, plan: Plan) -> AsyncGenerator[Collected, None]:
        self.plans.append(plan)
        for step in self.steps:
            self.reads.planned += 1
            self.reads.calls += 1
            self._time(failed=isinstance(step, Unlisted))
            if callable(step):
                waiting = step()
                if asyncio.iscoroutine(waiting):
                    await waiting
            else:
                if isinstance(step, Unlisted):
                    self.reads.fail(step.unread)
                yield step

    def _time(self, *, failed: bool) -> None:
        tally = self.reads.tallies[Sheet.service, "eu-central-1"]
        tally.calls += 1
        begun = time.perf_counter()
        tally.note("paper:GetSheet", begun, begun, failed=failed)

    def key(self, resource_id: str) -> str:
        return resource_id

    def covers(self, _asset_type: type[Asset], region: str) -> bool:
        return region not in self.blind

    def why_missing(self, _plan: Plan, resource_id: str) -> Unread | None:
        return self.missing(resource_id)

    async def verify(self, plan: Plan) -> None:
        self.plans.append(plan)
        self.reads.planned += 1
        self.reads.calls += 1
        self._time(failed=self.refusal is not None)
        if self.refusal is not None:
            self.reads.fail(self.refusal)

    async def close(self) -> None:
        self.closed += 1


@dataclass(slots=True)
class PaperCollector:
    """Connects to the account it was given; waits before, or raises what it was given instead."""

    account: PaperAccount
    refusal: Exception | None = None
    wait: Callable[[], Awaitable[None]] | None = None
    connections: list[CloudConnection] = field(default_factory=list)

    async def connect(self, connection: CloudConnection) -> PaperAccount:
        self.connections.append(connection)
        if self.wait is not None:
            await self.wait()
        if self.refusal is not None:
            raise self.refusal
        return self.account


def paper_worker(
    store: Store,
    settings: Settings,
    collector: PaperCollector,
    **changed: Any,  # noqa: ANN401  # as Worker
) -> Worker:
    """Return a worker that collects paper and checks it; `changed` are other fields of it."""
    worker = Worker(
        store=store,
        settings=settings,
        clouds=by_name(),
        collectors={"aws": collector},
        checks=CHECKS,
        frameworks=FRAMEWORKS,
        metrics=RunMetrics(),
        name="test",
    )
    return replace(worker, **changed)
