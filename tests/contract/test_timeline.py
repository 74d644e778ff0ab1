"""The timeline of a run: where its time went, for every run that a worker has ended."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import update

from posture.domain.collector import ConnectError, Unlisted
from posture.domain.run import RunCounts, RunPhase
from posture.domain.timeline import CallTally, PhaseTime, TimedPhase, encoded
from posture.store import run_steps
from posture.store.columns import new_id
from posture.store.rows import runs
from posture.store.statement import Connection, Statement
from tests.api import RUNS, Api, api_in
from tests.databases import ON_BOTH
from tests.integration.fakes import DENIED, Sheet, sheet

pytestmark = pytest.mark.anyio

NOTHING = {
    "recorded": False,
    "complete": True,
    "phases": [],
    "calls": [],
    "other": None,
    "slowest": [],
    "trace_url": None,
}


@ON_BOTH
async def test_an_ended_run_has_its_phases_and_its_calls(api: Api) -> None:
    body = {"integration_id": await api.integration()}
    async with api.client() as client:
        run_id = (await client.post(RUNS, json=body)).json()["run_id"]
        await api.work(sheet("a"), sheet("b"), Unlisted(Sheet, "eu-west-1", DENIED))
        response = await client.get(f"{RUNS}/{run_id}/timeline")
        found = response.json()
        assert (found["run_id"], found["recorded"], found["other"]) == (run_id, True, None)
        assert found["complete"]
        phases = {one["name"]: one for one in found["phases"]}
        assert [*phases] == ["connect", "collect", "evaluate", "record"]
        assert phases["connect"]["start_ms"] == 0
        starts = [one["start_ms"] for one in phases.values()]
        assert starts == sorted(starts)
        (calls,) = found["calls"]
        assert (calls["service"], calls["region"]) == ("paper", "eu-central-1")
        assert (calls["call_count"], calls["error_count"]) == (3, 1)
        assert calls["first_ms"] <= calls["last_ms"]
        assert [(one["call"], one["region"]) for one in found["slowest"]] == [
            ("paper:GetSheet", "eu-central-1")
        ] * 3
        assert sum(one["failed"] for one in found["slowest"]) == 1
        assert found["trace_url"] is None
        run = (await client.get(f"{RUNS}/{run_id}")).json()
        assert run["progress"]["calls"] == calls["call_count"]
        known = {"if-none-match": response.headers["etag"]}
        again = await client.get(f"{RUNS}/{run_id}/timeline", headers=known)
        assert again.status_code == 304


@ON_BOTH
async def test_a_run_that_is_under_way_has_its_times_so_far(api: Api) -> None:
    body = {"integration_id": await api.integration()}
    so_far = encoded(
        [PhaseTime(TimedPhase.CONNECT, 0, 100), PhaseTime(TimedPhase.COLLECT, 100, 400)],
        {("paper", "eu-central-1"): CallTally(calls=1)},
        begun=0.0,
    )
    async with api.client() as client:
        run_id = (await client.post(RUNS, json=body)).json()["run_id"]
        path = f"{RUNS}/{run_id}/timeline"
        token = new_id()

        async def write(change: Callable[[Connection], object]) -> None:
            await api.store.write(change, tenant_id=api.tenant_id)

        await write(
            partial(run_steps.begin, run_id=run_id, token=token, worker="w", attempt=1, at=1)
        )
        begun = (await client.get(path)).json()
        assert begun == {"run_id": run_id, **NOTHING, "complete": False}
        progress = partial(
            run_steps.show_progress,
            run_id=run_id,
            held=token,
            phase=RunPhase.COLLECTING,
            counts=RunCounts(),
            started_at=1,
            at=2,
            timeline=so_far,
        )
        await write(progress)
        found = (await client.get(path)).json()
        assert (found["recorded"], found["complete"]) == (True, False)
        assert [one["name"] for one in found["phases"]] == ["connect", "collect"]
        (calls,) = found["calls"]
        # Its call has not ended.
        assert (calls["service"], calls["call_count"], calls["last_ms"]) == ("paper", 1, 0)
        await write(partial(run_steps.requeue, run_id=run_id, held=token, reason="again", at=3))
        again = await client.get(path)
        assert (again.status_code, again.json()["error"]) == (409, "run_not_finished")
        await write(
            partial(run_steps.begin, run_id=run_id, token=token, worker="w", attempt=2, at=4)
        )
        # What the first worker did does not count.
        assert (await client.get(path)).json() == begun


async def test_a_verify_run_evaluates_nothing(api: Api) -> None:
    body = {"integration_id": await api.integration(), "trigger": "verify"}
    async with api.client() as client:
        run_id = (await client.post(RUNS, json=body)).json()["run_id"]
        await api.work()
        found = (await client.get(f"{RUNS}/{run_id}/timeline")).json()
    assert [one["name"] for one in found["phases"]] == ["connect", "collect", "record"]


async def test_a_run_that_could_not_connect_has_the_phase_that_it_reached(api: Api) -> None:
    body = {"integration_id": await api.integration()}
    async with api.client() as client:
        run_id = (await client.post(RUNS, json=body)).json()["run_id"]
        await api.work(refusal=ConnectError("There is no such role."))
        found = (await client.get(f"{RUNS}/{run_id}/timeline")).json()
    assert found["recorded"]
    assert [one["name"] for one in found["phases"]] == ["connect"]
    assert found["calls"] == []


async def test_a_run_that_waits_is_refused_and_one_without_a_worker_has_none(
    api: Api,
) -> None:
    body = {"integration_id": await api.integration()}
    async with api.client() as client:
        run_id = (await client.post(RUNS, json=body)).json()["run_id"]
        early = await client.get(f"{RUNS}/{run_id}/timeline")
        assert (early.status_code, early.json()["error"]) == (409, "run_not_finished")
        await client.post(f"{RUNS}/{run_id}/cancel")
        found = await client.get(f"{RUNS}/{run_id}/timeline")
        assert found.json() == {"run_id": run_id, **NOTHING}


async def test_a_run_of_an_earlier_version_says_that_it_recorded_none(api: Api) -> None:
    body = {"integration_id": await api.integration()}
    async with api.client() as client:
        run_id = (await client.post(RUNS, json=body)).json()["run_id"]
        await api.work(sheet("a"))
        forget = Statement(update(runs).values(timeline=None))
        await api.store.write(forget.run, tenant_id=api.tenant_id)
        found = await client.get(f"{RUNS}/{run_id}/timeline")
        assert found.json() == {"run_id": run_id, **NOTHING}


async def test_a_run_with_a_trace_says_where_people_find_it(tmp_path: Path) -> None:
    template = "https://traces.test/explore?id={trace_id}&from=now-7d"
    trace_id = "4bf92f3577b34da6a3ce929d0e0e4736"
    async with api_in(tmp_path, trace_url=template) as api, api.client() as client:
        body = {"integration_id": await api.integration()}
        run_id = (await client.post(RUNS, json=body)).json()["run_id"]
        await api.work(sheet("a"))
        path = f"{RUNS}/{run_id}/timeline"
        without = (await client.get(path)).json()
        headers = json.dumps({"traceparent": f"00-{trace_id}-00f067aa0ba902b7-01"})
        traced = Statement(update(runs).values(trace=headers))
        await api.store.write(traced.run, tenant_id=api.tenant_id)
        found = (await client.get(path)).json()
    assert without["trace_url"] is None
    assert found["trace_url"] == f"https://traces.test/explore?id={trace_id}&from=now-7d"


async def test_an_unknown_run_and_a_narrow_token_are_refused(api: Api) -> None:
    async with api.client() as client:
        missing = await client.get(f"{RUNS}/{uuid4()}/timeline")
        assert (missing.status_code, missing.json()["error"]) == (404, "run_not_found")
    async with api.client(await api.mint(["findings:read"])) as client:
        refused = await client.get(f"{RUNS}/{uuid4()}/timeline")
        assert refused.status_code == 403
