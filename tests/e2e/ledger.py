"""The responses that callers got while processes died, compared with the database afterwards."""

import asyncio
import random
import sqlite3
import ssl
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias
from uuid import uuid4

import httpx
import psycopg

from tests.e2e.fleet import RUNS, Fleet
from tests.integration.fakes import until

Row: TypeAlias = tuple[Any, ...]
Act: TypeAlias = Callable[[], Coroutine[object, object, None]]

CAP: Final = 2
ASKED_OF_EACH: Final = 3
AT_A_TIME: Final = 6
END_SECONDS: Final = 480.0
# Without authorities, which every client of its own would load for longer than its request takes.
NO_TLS: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
NEVER_TAKEN_BACK: Final = len(["accepted", "running", "completed"])


@dataclass(slots=True)
class Ledger:
    """The responses that callers got, and how often they got none."""

    accepted: dict[str, str] = field(default_factory=dict)
    limited: int = 0
    answered: Counter[str] = field(default_factory=Counter)
    unavailable: int = 0
    unanswered: int = 0


class Trial:
    """A fleet on a database of its own, and what the database says."""

    def __init__(self, here: Fleet, rows: Callable[[str], list[Row]], *, queue: str = "0") -> None:
        self.fleet = here
        self.rows = rows
        waiting = "(SELECT count(*) FROM runs WHERE status IN ('accepted', 'running'))"
        self.unfinished = f"SELECT {waiting}, ({queue})"
        self.ledger = Ledger()

    def shares(self, choose: random.Random, count: int) -> list[list[str]]:
        """Split the requests for all integrations into `count` shares.

        The cap accepts the same number of requests in each share, for different integrations, and
        refuses the last one for each integration.
        """
        integrations = self.fleet.integrations
        accepted = [
            one for _ in range(CAP) for one in choose.sample(integrations, k=len(integrations))
        ]
        size = len(accepted) // count
        assert size * count == len(accepted), "shares of one size"
        shares = [accepted[start : start + size] for start in range(0, len(accepted), size)]
        for one in integrations:
            last = max(number for number, share in enumerate(shares) if one in share)
            for _ in range(ASKED_OF_EACH - CAP):
                shares[choose.randrange(last, count)].append(one)
        for share in shares:
            choose.shuffle(share)
        return shares

    async def ask_for(self, share: list[str], choose: random.Random) -> None:
        """Request a run of each integration of a share, from some callers at the same time."""
        left = list(share)

        async def ask_some() -> None:
            while left:
                await self.ask(left.pop(), choose)

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_A_TIME):
                group.create_task(ask_some())

    async def disturbed(self, acts: Sequence[Act], choose: random.Random) -> None:
        """Request all runs while the acts happen, each beside a share of the requests."""
        for act, share in zip(acts, self.shares(choose, len(acts)), strict=True):
            async with asyncio.TaskGroup() as group:
                group.create_task(self.ask_for(share, choose))
                group.create_task(act())

    async def ask(self, integration_id: str, choose: random.Random) -> None:
        """Ask for a run until there is an answer, as a careful caller does: with one key."""
        ledger = self.ledger
        headers = {
            "Authorization": f"Bearer {self.fleet.token}",
            "Idempotency-Key": str(uuid4()),
        }
        body = {"integration_id": integration_id}
        while True:
            url = choose.choice(self.fleet.apis).url if self.fleet.apis else ""
            try:
                async with httpx.AsyncClient(
                    base_url=url, headers=headers, timeout=30, verify=NO_TLS
                ) as client:
                    answer = await client.post(RUNS, json=body)
            except httpx.HTTPError:
                ledger.unanswered += 1
                await asyncio.sleep(0.2)
                continue
            if answer.status_code == 503:
                ledger.unavailable += 1
                await asyncio.sleep(0.2)
                continue
            ledger.answered[answer.headers["X-Request-Id"]] += 1
            if answer.status_code == 202:
                ledger.accepted[answer.json()["run_id"]] = integration_id
            else:
                assert (answer.status_code, answer.json()["error"]) == (429, "rate_limited")
                ledger.limited += 1
            return

    async def settled(self) -> None:
        """Wait until no run waits and no worker is busy."""

        async def idle() -> bool:
            try:
                return self.rows(self.unfinished) == [(0, 0)]
            except (psycopg.OperationalError, sqlite3.OperationalError):
                return False

        await until(idle, seconds=END_SECONDS)


def nothing_was_lost_or_doubled(here: Trial) -> None:
    ledger = here.ledger
    runs: dict[str, str] = dict(
        here.rows("SELECT CAST(id AS TEXT), CAST(integration_id AS TEXT) FROM runs")
    )
    count = len(here.fleet.integrations)
    assert runs == ledger.accepted, "every 202 has its run, and no run is without its 202"
    assert Counter(runs.values()) == dict.fromkeys(here.fleet.integrations, CAP)
    assert ledger.limited == count * (ASKED_OF_EACH - CAP)
    assert here.rows("SELECT status, count(*) FROM runs GROUP BY 1") == [("completed", count * CAP)]
    lives: dict[str, list[str]] = {}
    for run_id, status in here.rows(
        "SELECT CAST(run_id AS TEXT), to_status FROM run_events ORDER BY id"
    ):
        lives.setdefault(run_id, []).append(status)
    assert lives.keys() == runs.keys()
    for life in lives.values():
        # Taken back as often as need be, ended once, and nothing after that.
        assert life == [*["accepted", "running"] * (len(life) // 2), "completed"]
    assert any(len(life) > NEVER_TAKEN_BACK for life in lives.values()), "no kill hit a run"
    assert here.rows("SELECT count(*) FROM findings") == [(2 * count,)]
    assert here.rows(
        "SELECT count(*) FROM runs WHERE finding_count <> 2 OR "
        "(SELECT count(*) FROM run_findings WHERE run_id = runs.id) <> 2"
    ) == [(0,)]
    assert here.rows(here.unfinished) == [(0, 0)]


def audited_as_answered(here: Trial) -> None:
    """Compare the audit log with what callers know.

    An answer that arrived has its row, once. A request that died on its way, or that met a database
    that was away, may have one.
    """
    ledger = here.ledger
    rows = Counter(
        request_id
        for (request_id,) in here.rows("SELECT request_id FROM audit WHERE action = 'api.call'")
    )
    assert set(rows.values()) == {1}
    assert ledger.answered.keys() <= rows.keys()
    assert len(rows) - len(ledger.answered) <= ledger.unanswered + ledger.unavailable
