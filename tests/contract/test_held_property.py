"""No sequence of runs, gates and scopes lets an open finding pass that is in no baseline."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from posture.domain.collector import ConnectError
from posture.domain.finding import FindingStatus
from tests.api import FINDINGS, SUPPRESSIONS, api_in
from tests.contract.held import Account, Json, arn
from tests.integration.fakes import DENIED, sheet
from tests.machine import scaled

pytestmark = pytest.mark.anyio

NAMES = "abc"
UNDECIDED = {FindingStatus.OPEN, FindingStatus.TRIAGED}
# What the sheet of a name is: torn, whole, not to be read, or not there at all.
states = st.sampled_from([True, False, DENIED, None])
accounts = st.fixed_dictionaries(dict.fromkeys(NAMES, states))
policies = st.fixed_dictionaries(
    {
        "fail_on": st.sampled_from(["critical", "high", "info"]),
        "only": st.sampled_from(["new", "all"]),
        "max_unknown": st.just(100),
    }
)
scopes = st.none() | st.sets(st.sampled_from(NAMES), min_size=1)
runs = st.tuples(st.just("run"), st.tuples(accounts, st.none() | policies, scopes))
events = st.one_of(
    runs,
    runs,
    runs,
    st.tuples(st.just("fail"), st.just(None)),
    st.tuples(st.just("mark"), st.sampled_from(FindingStatus)),
    st.tuples(st.just("suppress"), st.just(None)),
    st.tuples(st.just("end"), st.just(None)),
    st.tuples(st.just("accept"), st.just(None)),
)


class Ledger:
    """What any run found and no baseline has, by the name of its sheet."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.found: set[str] = set()
        self.accepted: set[str] = set()
        self.latest: tuple[str, set[str], set[str]] | None = None
        self.is_suppressed = False

    async def happen(self, kind: str, what: Any) -> None:  # noqa: ANN401  # as the kind needs
        client = self.account.client
        match kind:
            case "run":
                await self.run(*what)
            case "fail":
                await self.account.run(refusal=ConnectError("no route"), gate={})
            case "mark":
                for row in (await client.get(FINDINGS)).json()["data"]:
                    await client.patch(f"{FINDINGS}/{row['id']}", json={"status": what})
            case "suppress":
                await self.account.api.suppression()
                self.is_suppressed = True
            case "end":
                for row in (await client.get(SUPPRESSIONS)).json()["data"]:
                    await client.delete(f"{SUPPRESSIONS}/{row['id']}")
                self.is_suppressed = False
            case "accept" if self.latest is not None:
                run_id, torn, unread = self.latest
                assert (await self.account.accept(run_id)).status_code == 200
                self.found -= torn | unread
                self.accepted |= torn | unread

    async def run(self, found: Json, policy: Json | None, scope: set[str] | None) -> None:
        seen = {name: state for name, state in found.items() if scope is None or name in scope}
        steps = [sheet(name, torn=state) for name, state in seen.items() if state is not None]
        body: Json = {} if scope is None else {"scope": {"resource_ids": sorted(map(arn, scope))}}
        run_id = await self.account.run(*steps, gate=policy, **body)
        here = set(seen)
        # Only a listing of all shows that an asset is gone.
        missing = set() if scope is None else {name for name in here if seen[name] is None}
        gone = {name for name in here if not seen[name]} - missing
        self.found -= gone
        self.accepted -= gone
        torn = {name for name in here if seen[name] is True}
        self.found |= torn - self.accepted
        unread = (missing | {name for name in here if seen[name] is DENIED}) & self.found
        self.latest = (run_id, set() if self.is_suppressed else torn, unread)
        open_stops = set() if self.is_suppressed else await self.undecided(self.found & here)
        for asked in ({}, {"fail_on": "high"}, {"fail_on": "info", "max_unknown": "100"}):
            decided = await self.account.gate(run_id, **asked)
            is_about_it = decided["policy"]["fail_on"] != "critical"
            if open_stops and is_about_it:
                assert decided["verdict"] == "fail"
                assert open_stops <= names(decided["findings"])
        if policy is not None:
            decided = await self.account.gate(run_id)
            asked = {name: str(value) for name, value in policy.items()}
            assert await self.account.gate(run_id, **asked) == decided

    async def undecided(self, found: Iterable[str]) -> set[str]:
        rows = (await self.account.client.get(FINDINGS)).json()["data"]
        is_open = {row["resource_id"] for row in rows if row["status"] in UNDECIDED}
        return {name for name in found if arn(name) in is_open}


def names(findings: Iterable[Json]) -> set[str]:
    return {one["resource_id"][-1] for one in findings}


TORN = {"a": True, "b": False, "c": None}
HIDDEN = {"a": DENIED, "b": False, "c": None}
GONE = {"a": None, "b": False, "c": None}
GATE = {"fail_on": "high", "only": "new", "max_unknown": 100}


@example([("run", (TORN, None, None)), ("run", (TORN, GATE, None))])
@example([("run", (HIDDEN, GATE, None)), ("run", (TORN, None, None)), ("run", (TORN, GATE, None))])
@example([("run", (TORN, GATE, None)), ("run", (TORN, None, None)), ("run", (TORN, GATE, None))])
@example([("run", (TORN, GATE, None)), ("run", (HIDDEN, GATE, None))])
@example([("run", (TORN, GATE, None)), ("run", (TORN, GATE, {"b"})), ("run", (TORN, GATE, {"a"}))])
@example([("run", (TORN, GATE, None)), ("run", (GONE, GATE, {"a"})), ("accept", None)])
@settings(max_examples=scaled(small=25, full=1_000))
@given(st.lists(events, min_size=2, max_size=8))
async def test_no_gate_passes_with_an_open_finding_that_no_baseline_has(
    happenings: list[tuple[str, Any]],
) -> None:
    with TemporaryDirectory() as directory:
        async with api_in(Path(directory), manual_runs_per_window=1_000) as api, api.client() as c:
            ledger = Ledger(Account(api, c, await api.integration()))
            for kind, what in happenings:
                api.clock.pass_seconds(60)
                await ledger.happen(kind, what)
