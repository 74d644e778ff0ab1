"""Baselines: what a run found counts as known."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from posture.domain.collector import ConnectError
from tests.api import AUDIT, NOBODYS, RUNS, SUPPRESSIONS, api_in
from tests.contract.held import Account
from tests.contract.test_held import TOLERANT
from tests.integration.fakes import DENIED, sheet

pytestmark = pytest.mark.anyio


@pytest.fixture
async def account(tmp_path: Path, database_url: str) -> AsyncIterator[Account]:
    opened = api_in(tmp_path, database_url=database_url, manual_runs_per_window=1_000)
    async with opened as api, api.client() as client:
        yield Account(api, client, await api.integration())


async def test_a_baseline_makes_what_a_run_found_known(account: Account) -> None:
    first = await account.gated("a", "b")
    assert f"posture baseline accept --run {first['run_id']}" in first["reasons"][0]["message"]
    answer = await account.accept(first["run_id"])
    assert answer.json() == {
        "run_id": first["run_id"],
        "integration_id": account.integration_id,
        "finding_count": 2,
    }
    after = await account.gated("a", "b")
    assert (after["verdict"], after["known_count"], after["held_count"]) == ("pass", 2, 0)
    assert after["known_counts"] == {"critical": 0, "high": 2, "medium": 0, "low": 0, "info": 0}
    assert await account.gate(first["run_id"]) == first
    assert (await account.gated("a", "b", "c"))["finding_count"] == 1


async def test_doing_a_baseline_again_changes_nothing(account: Account) -> None:
    run_id = (await account.gated("a"))["run_id"]
    first, again = await account.accept(run_id), await account.accept(run_id)
    assert first.json() == again.json()


async def test_a_gate_over_all_findings_does_not_hold_what_is_in_the_baseline(
    account: Account,
) -> None:
    await account.accept(await account.run(sheet("a")))
    assert (await account.gated("a", gate={"only": "all"}))["verdict"] == "fail"
    assert (await account.gated("a"))["verdict"] == "pass"


async def test_a_baseline_also_has_what_was_held_and_could_not_be_read(account: Account) -> None:
    await account.gated("leak")
    run_id = await account.run(sheet("leak", torn=DENIED), sheet("x", torn=False), gate=TOLERANT)
    assert (await account.accept(run_id)).json()["finding_count"] == 1
    assert (await account.gated("leak"))["verdict"] == "pass"


async def test_a_finding_that_left_the_baseline_is_new_when_it_comes_back(
    account: Account,
) -> None:
    run_id = (await account.gated("a"))["run_id"]
    await account.accept(run_id)
    await account.gate(await account.run(sheet("a", torn=False), gate={}))
    assert (await account.gated("a"))["verdict"] == "fail"
    assert (await account.gated("a"))["verdict"] == "fail"
    assert (await account.accept(run_id)).json()["finding_count"] == 0
    assert (await account.gated("a"))["verdict"] == "fail"


async def test_a_baseline_has_nothing_that_was_suppressed(account: Account) -> None:
    suppression_id = await account.api.suppression()
    decided = await account.gated("a")
    assert (await account.accept(decided["run_id"])).json()["finding_count"] == 0
    await account.client.delete(f"{SUPPRESSIONS}/{suppression_id}")
    assert (await account.gated("a"))["verdict"] == "fail"


async def test_a_baseline_is_in_the_audit_log(account: Account) -> None:
    run_id = (await account.gated("a"))["run_id"]
    await account.accept(run_id)
    query = {"action": "baseline.accepted"}
    (row,) = (await account.client.get(AUDIT, params=query)).json()["data"]
    assert (row["target_kind"], row["target_id"], row["result"]) == ("baseline", run_id, "success")
    assert row["actor_user_id"] == account.api.token_id
    assert row["after_jsonb"]["finding_count"] == 1


async def test_a_run_without_findings_of_its_own_is_no_baseline(account: Account) -> None:
    waiting = await account.client.post(RUNS, json={"integration_id": account.integration_id})
    refusals = [await account.accept(waiting.json()["run_id"])]
    await account.api.work(sheet("a"))
    refusals.append(await account.accept(await account.run(trigger="verify")))
    refusals.append(await account.accept(await account.run(refusal=ConnectError("no route"))))
    refusals.append(await account.accept(NOBODYS))
    refusals.append(await account.accept("all"))
    assert [(one.status_code, one.json()["error"]) for one in refusals] == [
        (409, "run_not_finished"),
        (409, "run_without_result"),
        (409, "run_without_result"),
        (404, "run_not_found"),
        (400, "invalid_run_id"),
    ]


async def test_only_who_may_decide_about_findings_may_accept_a_baseline(account: Account) -> None:
    run_id = (await account.gated("a"))["run_id"]
    token = await account.api.mint(["cloud_posture:write", "findings:read"])
    async with account.api.client(token) as client:
        refused = await Account(account.api, client, account.integration_id).accept(run_id)
    assert (refused.status_code, refused.json()["error"]) == (403, "missing_scope")
    assert (await account.gated("a"))["verdict"] == "fail"
