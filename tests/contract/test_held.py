"""What stopped a gate keeps stopping it, until it is gone or decided."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from posture.domain.collector import ConnectError
from posture.domain.moment import rendered
from posture.services.integrations import create_integration
from posture.store import retention
from tests.api import AUDIT, FINDINGS, RUNS, SUPPRESSIONS, api_in
from tests.contract.held import Account, Json, arn
from tests.integration.fakes import DENIED, sheet

pytestmark = pytest.mark.anyio

TOLERANT = {"max_unknown": 5}


@pytest.fixture
async def account(tmp_path: Path, database_url: str) -> AsyncIterator[Account]:
    opened = api_in(tmp_path, database_url=database_url, manual_runs_per_window=1_000)
    async with opened as api, api.client() as client:
        yield Account(api, client, await api.integration())


async def mark(account: Account, status: str) -> None:
    for row in (await account.client.get(FINDINGS)).json()["data"]:
        await account.client.patch(f"{FINDINGS}/{row['id']}", json={"status": status})


async def test_a_run_is_decided_once_under_the_policy_it_was_started_with(
    account: Account,
) -> None:
    gate = {"fail_on": "low", "only": "all", "family": ["storage"], "framework": ["CIS_AWS"]}
    run_id = await account.run(sheet("a"), gate=gate)
    decided = await account.gate(run_id)
    policy = {"max_unknown": 0, "min_coverage": 0.0, **gate}
    assert (decided["verdict"], decided["policy"]) == ("fail", policy)
    run = (await account.client.get(f"{RUNS}/{run_id}")).json()
    assert run["gate"] == {"verdict": "fail", "policies": [policy]}
    asked = {"fail_on": "low", "only": "all", "family": "storage", "framework": "CIS_AWS"}
    assert await account.gate(run_id, **asked) == decided
    assert (await account.gate(run_id, fail_on="critical"))["verdict"] == "pass"


async def test_a_run_without_a_policy_shows_no_gate_and_is_evaluated_by_default(
    account: Account,
) -> None:
    run_id = await account.run(sheet("a"))
    assert "gate" not in (await account.client.get(f"{RUNS}/{run_id}")).json()
    assert (await account.gate(run_id))["policy"]["fail_on"] == "high"


async def test_running_again_does_not_turn_a_stop_into_a_pass(account: Account) -> None:
    await account.accept(await account.run(sheet("old")))
    first = await account.gated("old", "leak")
    again = await account.gated("old", "leak")
    assert [first["verdict"], again["verdict"]] == ["fail", "fail"]
    assert (first["held_count"], first["known_count"]) == (0, 1)
    assert (again["held_count"], again["known_count"]) == (1, 1)
    (finding,) = again["findings"]
    assert (finding["resource_id"], finding["delta"]) == (arn("leak"), "unchanged")
    assert (finding["held"], finding["unread"]) == (True, False)
    assert "stopped an earlier gate" in again["reasons"][0]["message"]
    assert await account.gate(first["run_id"]) == first


async def test_what_a_run_without_a_policy_found_is_new_to_the_first_gate(
    account: Account,
) -> None:
    scanned = await account.run(sheet("old"), sheet("older"))
    first = await account.gated("old", "older")
    assert (first["verdict"], first["finding_count"]) == ("fail", 2)
    assert {(one["delta"], one["held"], one["known"]) for one in first["findings"]} == {
        ("unchanged", False, False)
    }
    message = first["reasons"][0]["message"]
    assert "An earlier run had found 2 of them; no gate and no baseline has decided" in message
    assert f"posture baseline accept --run {first['run_id']}" in message
    await account.accept(scanned)
    assert (await account.gated("old", "older"))["verdict"] == "pass"


async def test_a_run_without_a_policy_between_two_gates_makes_no_leak_known(
    account: Account,
) -> None:
    assert (await account.gate(await account.run(sheet("a", torn=False), gate={})))[
        "verdict"
    ] == "pass"
    await account.run(sheet("a"))
    after = await account.gated("a")
    assert (after["verdict"], after["findings"][0]["delta"]) == ("fail", "unchanged")
    run = (await account.client.get(f"{RUNS}/{after['run_id']}")).json()
    assert run["delta"] == {"new": 0, "resolved": 0, "unchanged": 1}


@pytest.mark.parametrize(
    ("gate", "body"),
    [
        ({"fail_on": "critical"}, {}),
        ({"framework": ["OWASP_LLM"]}, {}),
        ({}, {"scope": {"resource_ids": [arn("other")]}}),
    ],
    ids=["severity", "framework", "scope"],
)
async def test_a_gate_that_is_not_about_a_finding_does_not_make_it_known(
    account: Account, gate: Json, body: Json
) -> None:
    await account.run(sheet("leak"), sheet("other", torn=False), gate=gate, **body)
    await account.run(sheet("leak"))
    assert (await account.gated("leak"))["verdict"] == "fail"


async def test_a_gate_with_parameters_decides_as_one_that_the_run_carries(
    account: Account,
) -> None:
    other = Account(account.api, account.client, await account.api.integration())
    for one in (account, other):
        await one.accept(await one.run(sheet("known")))
        await one.run(sheet("known"), sheet("scanned"))
    steps = (sheet("known"), sheet("scanned"), sheet("new"))
    read = await account.gate(await account.run(*steps), fail_on="high", only="new")
    carried = await other.gate(await other.run(*steps, gate={"fail_on": "high", "only": "new"}))
    for decided in (read, carried):
        for finding in decided["findings"]:
            del finding["id"]
        decided["reasons"] = str(decided["reasons"]).replace(decided.pop("run_id"), "RUN")
    assert read == carried
    assert (read["finding_count"], read["known_count"]) == (2, 1)


async def test_a_finding_that_no_gate_counted_and_that_cannot_be_read_again_counts(
    account: Account,
) -> None:
    await account.run(sheet("leak"))
    steps = (sheet("fine", torn=False), sheet("leak", torn=DENIED))
    decided = await account.gate(await account.run(*steps, gate=TOLERANT))
    assert decided["verdict"] == "fail"
    assert (decided["findings"][0]["held"], decided["findings"][0]["unread"]) == (False, True)


async def test_runs_without_a_gate_in_between_change_nothing(account: Account) -> None:
    await account.gated("leak")
    between = await account.run(sheet("leak"))
    await account.run(refusal=ConnectError("no route"), gate={})
    assert (await account.gate(between))["verdict"] == "fail"
    assert (await account.gated("leak"))["verdict"] == "fail"


async def test_what_is_fixed_is_held_no_more_and_new_when_it_comes_back(account: Account) -> None:
    await account.gated("leak")
    fixed = await account.gate(await account.run(sheet("leak", torn=False), gate={}))
    back = await account.gated("leak")
    assert [fixed["verdict"], back["verdict"]] == ["pass", "fail"]
    assert (back["findings"][0]["delta"], back["findings"][0]["held"]) == ("new", False)


async def test_a_looser_policy_stops_only_what_it_is_about(account: Account) -> None:
    await account.gated("leak", gate={"fail_on": "info"})
    assert (await account.gated("leak", gate={"fail_on": "critical"}))["verdict"] == "pass"
    assert (await account.gated("leak"))["verdict"] == "fail"


async def test_what_stopped_a_gate_over_all_findings_is_held_too(account: Account) -> None:
    await account.run(sheet("old"))
    await account.gated("old", gate={"only": "all"})
    assert (await account.gated("old"))["held_count"] == 1


async def test_a_run_of_other_assets_neither_clears_nor_counts_what_is_held(
    account: Account,
) -> None:
    await account.gated("leak")
    other = await account.gate(
        await account.run(
            sheet("other", torn=False), gate={}, scope={"resource_ids": [arn("other")]}
        )
    )
    assert (other["verdict"], other["held_count"]) == ("pass", 0)
    assert (await account.gated("leak"))["verdict"] == "fail"


async def test_a_held_finding_that_cannot_be_read_again_stops_the_gate(account: Account) -> None:
    await account.gated("leak")
    steps = (sheet("fine", torn=False), sheet("leak", torn=DENIED))
    decided = await account.gate(await account.run(*steps, gate=TOLERANT))
    assert decided["verdict"] == "fail"
    assert (decided["findings"][0]["held"], decided["findings"][0]["unread"]) == (True, True)
    assert "1 of them could not be read again." in decided["reasons"][0]["message"]
    assert (await account.gate(decided["run_id"], max_unknown="5")) == decided


async def test_a_decision_about_a_finding_counts_as_long_as_it_stands(account: Account) -> None:
    await account.gated("leak")
    for decision in ("accepted", "false_positive"):
        await mark(account, decision)
        assert (await account.gated("leak"))["verdict"] == "pass"
        await mark(account, "open")
        assert (await account.gated("leak"))["verdict"] == "fail"


async def test_a_decision_about_a_finding_is_in_the_audit_log(account: Account) -> None:
    await account.gated("leak")
    await mark(account, "accepted")
    await mark(account, "accepted")
    query = {"action": "finding.updated"}
    (row,) = (await account.client.get(AUDIT, params=query)).json()["data"]
    assert row["target_kind"] == "finding"
    assert [row[name]["status"] for name in ("before_jsonb", "after_jsonb")] == ["open", "accepted"]
    assert row["actor_user_id"] == account.api.token_id


async def test_a_finding_marked_as_resolved_that_is_still_there_stops_again(
    account: Account,
) -> None:
    await account.gated("leak")
    await mark(account, "resolved")
    await account.run(sheet("leak"))
    assert (await account.gated("leak"))["verdict"] == "fail"


async def test_a_finding_marked_as_resolved_that_is_gone_is_held_no_more(account: Account) -> None:
    await account.gated("leak")
    await mark(account, "resolved")
    await account.run(sheet("leak", torn=False))
    await account.run(sheet("leak"))
    assert (await account.gated("leak"))["held_count"] == 0


@pytest.mark.parametrize("stopped_before", [True, False])
async def test_a_suppression_holds_only_until_it_ends(
    account: Account, *, stopped_before: bool
) -> None:
    if stopped_before:
        await account.gated("leak")
    suppression_id = await account.api.suppression()
    accepted = await account.gated("leak")
    assert (accepted["verdict"], accepted["suppressed_count"]) == ("pass", 1)
    await account.client.delete(f"{SUPPRESSIONS}/{suppression_id}")
    assert (await account.gated("leak"))["verdict"] == "fail"


async def test_what_is_held_in_one_integration_is_not_in_another(account: Account) -> None:
    await account.gated("leak")
    api = account.api
    row = await create_integration(
        api.store, tenant_id=api.tenant_id, name="staging", provider="aws"
    )
    other = Account(api, account.client, row.id)
    await other.run(sheet("leak"))
    decided = await other.gated("leak")
    assert (decided["verdict"], decided["held_count"], decided["known_count"]) == ("fail", 0, 0)


async def test_a_held_finding_outlives_the_run_that_held_it(account: Account) -> None:
    first = await account.gated("leak")
    await account.run(sheet("leak"))
    before = account.api.clock() + 1
    deleted = await account.api.store.write(
        lambda connection: retention.delete_run(
            connection, first["run_id"], before=before, limit=100
        ),
        tenant_id=account.api.tenant_id,
    )
    assert deleted
    assert (await account.client.get(f"{RUNS}/{first['run_id']}")).status_code == 404
    assert (await account.gated("leak"))["verdict"] == "fail"


async def test_a_gate_says_who_accepted_what_it_does_not_count(account: Account) -> None:
    await account.accept((await account.gated("a", "b"))["run_id"])
    by_baseline = await account.gated("a", "b")
    author = {"by": account.api.token_id, "by_name": "test"}
    assert by_baseline["verdict"] == "pass"
    assert by_baseline["accepted"] == [{"how": "baseline", "count": 2, **author}]
    await mark(account, "accepted")
    await account.gated("a", "b", "c")
    by_status = await account.gated("a", "b", "c", gate={"only": "all"})
    assert by_status["accepted"] == [{"how": "status", "count": 2, **author}]
    suppression_id = await account.api.suppression()
    by_suppression = await account.gated("a", "b", "c")
    assert by_suppression["accepted"] == [{"how": "suppression", "count": 1, **author}]
    await account.client.delete(f"{SUPPRESSIONS}/{suppression_id}")
    assert (await account.gated("a", "b", "c"))["accepted"] == []
    for decided in (by_baseline, by_status, by_suppression):
        assert await account.gate(decided["run_id"]) == decided


async def test_a_gate_says_who_accepted_an_unread_call(account: Account) -> None:
    call = DENIED.call
    await account.api.suppression(check_id="aws_unread_call", resource_pattern=call)
    steps = (sheet("fine", torn=False), sheet("dark", torn=DENIED))
    decided = await account.gate(await account.run(*steps, gate={}))
    author = {"by": account.api.token_id, "by_name": "test"}
    assert decided["verdict"] == "pass"
    assert decided["accepted"] == [{"how": "unread_call", "count": 1, **author}]


async def test_the_author_is_the_first_who_decided_so(account: Account) -> None:
    await account.accept((await account.gated("a"))["run_id"])
    later = await account.api.mint()
    async with account.api.client(later) as client:
        again = Account(account.api, client, account.integration_id)
        known = await again.gated("a")
        await again.accept(known["run_id"])
        await mark(again, "accepted")
    await mark(account, "accepted")
    assert [one["by"] for one in (await account.gated("a"))["accepted"]] == []
    everything = await account.gated("a", gate={"only": "all"})
    (row,) = (await account.client.get(AUDIT, params={"action": "finding.updated"})).json()["data"]
    assert [one["by"] for one in everything["accepted"]] == [row["actor_user_id"]]
    await mark(account, "open")
    assert [one["by"] for one in (await account.gated("a"))["accepted"]] == [account.api.token_id]


async def test_who_renews_a_suppression_is_its_author(account: Account) -> None:
    suppression_id = await account.api.suppression()
    path = f"{SUPPRESSIONS}/{suppression_id}"
    token = await account.api.mint()
    async with account.api.client(token) as client:
        await client.patch(path, json={"reason": "It is old paper."})
        (unchanged,) = (await account.gated("a"))["accepted"]
        expires_at = account.api.clock() + 7_200_000
        await client.patch(path, json={"expires_at": rendered(expires_at)})
    (renewed,) = (await account.gated("a"))["accepted"]
    query = {"action": "suppression.updated"}
    row = (await account.client.get(AUDIT, params=query)).json()["data"][0]
    assert unchanged["by"] == account.api.token_id
    assert renewed["by"] == row["actor_user_id"] != account.api.token_id
