"""The gate of a run that could not read or find something."""

import pytest

from posture.domain.evidence import (
    NO_CHECKS,
    NOT_AN_ID,
    OTHER_ACCOUNT,
    OTHER_REGION,
    Unread,
)
from tests.api import BASELINES, RUNS, Api
from tests.contract.test_gate import UNLISTED, gate, ran
from tests.integration.fakes import DENIED, sheet

pytestmark = pytest.mark.anyio


LOST, GONE = "arn:aws:paper:::lost", "arn:aws:paper:::gone"


@pytest.mark.parametrize(
    ("scope", "verdict", "verdict_count", "unread"),
    [
        ({"resource_ids": [LOST]}, "inconclusive", 0, [LOST]),
        ({"resource_ids": [LOST, "arn:aws:paper:::fine"]}, "fail", 1, [LOST]),
        ({"resource_ids": [LOST, GONE]}, "inconclusive", 0, [GONE, LOST]),
        ({"resource_ids": [LOST, GONE], "expected_absent": [GONE]}, "fail", 1, [LOST]),
        ({"resource_ids": [GONE], "expected_absent": [GONE]}, "pass", 1, []),
        ({"resource_ids": [LOST], "expected_absent": [GONE]}, "inconclusive", 0, [LOST]),
        ({"resource_ids": []}, "inconclusive", 0, []),
    ],
)
async def test_each_named_asset_that_is_not_found_is_unknown(
    api: Api, scope: dict[str, list[str]], verdict: str, verdict_count: int, unread: list[str]
) -> None:
    found = [sheet("fine", torn=False)] if len(scope["resource_ids"]) > 1 else []
    found = [one for one in found if one.resource_id in scope["resource_ids"]]
    body = {"integration_id": await api.integration(), "scope": scope}
    async with api.client() as client:
        run_id = (await client.post(RUNS, json=body)).json()["run_id"]
        api.clock.pass_seconds(1)
        await api.work(*found)
        decided = await gate(client, run_id)
        run = (await client.get(f"{RUNS}/{run_id}")).json()

    assert (decided["verdict"], decided["verdict_count"]) == (verdict, verdict_count)
    lost = {"reason": "NotFound", "count": 1, "permission": None, "regions": []}
    lost["suppressed_by"] = None
    assert decided["unread"] == [lost | {"call": one} for one in unread]
    assert run["verdict_counts"]["unknown"] == decided["unknown_count"] == len(unread)
    assert run["scope"] == scope


@pytest.mark.parametrize("reason", [NOT_AN_ID, OTHER_ACCOUNT, OTHER_REGION, NO_CHECKS])
async def test_only_a_listing_proves_that_an_asset_is_gone(api: Api, reason: str) -> None:
    scope = {"resource_ids": [GONE], "expected_absent": [GONE]}
    body = {"integration_id": await api.integration(), "scope": scope}
    async with api.client() as client:
        run_id = (await client.post(RUNS, json=body)).json()["run_id"]
        api.clock.pass_seconds(1)
        await api.work(missing=lambda resource_id: Unread(reason, resource_id))
        decided = await gate(client, run_id)

    assert (decided["verdict"], decided["verdict_count"]) == ("inconclusive", 0)
    (unread,) = decided["unread"]
    assert (unread["reason"], unread["call"], unread["regions"]) == (reason, GONE, [])


@pytest.mark.parametrize(
    ("ids", "verdict"),
    [([GONE, LOST], "inconclusive"), ([GONE, LOST, "arn:aws:paper:::fine"], "pass")],
)
async def test_resources_without_checks_are_named_and_never_pass_by_themselves(
    api: Api, ids: list[str], verdict: str
) -> None:
    scope = {"resource_ids": ids, "expected_absent": [GONE], "skip_unchecked": True}
    body = {"integration_id": await api.integration(), "scope": scope}
    found = [sheet("fine", torn=False)] if len(ids) > 2 else []
    async with api.client() as client:
        run_id = (await client.post(RUNS, json=body)).json()["run_id"]
        api.clock.pass_seconds(1)
        await api.work(*found, missing=lambda resource_id: Unread(NO_CHECKS, resource_id))
        decided = await gate(client, run_id)

    assert (decided["verdict"], decided["unread"]) == (verdict, [])
    assert (decided["unchecked_count"], decided["unchecked"]) == (2, [GONE, LOST])


async def test_findings_of_a_baseline_count_only_when_all_do(api: Api) -> None:
    async with api.client() as client:
        integration_id = await api.integration()
        first = await ran(client, api, sheet("old"), sheet("gone"), integration_id=integration_id)
        await client.post(BASELINES, json={"run_id": first})
        run_id = await ran(client, api, sheet("old"), integration_id=integration_id)
        new, everything = await gate(client, run_id), await gate(client, run_id, only="all")

    assert new["verdict"] == "pass"
    assert everything["verdict"] == "fail"
    assert [one["resource_id"] for one in everything["findings"]] == ["arn:aws:paper:::old"]


async def test_unread_evidence_does_not_pass(api: Api) -> None:
    async with api.client() as client:
        runs = [
            await ran(client, api, sheet("a", torn=DENIED)),
            await ran(client, api, sheet("fine", torn=False), UNLISTED),
            await ran(client, api, UNLISTED),
        ]
        decided = [await gate(client, run_id, fail_on="critical") for run_id in runs]

    assert [one["verdict"] for one in decided] == ["inconclusive", "fail", "fail"]
    codes = [[reason["code"] for reason in one["reasons"]] for one in decided]
    assert codes == [["unknown", "nothing_evaluated"], ["unknown"], ["run_failed"]]
    assert decided[0]["unread"] == [
        {
            "reason": DENIED.reason,
            "call": DENIED.call,
            "count": 1,
            "permission": None,
            "regions": ["eu-central-1"],
            "suppressed_by": None,
        },
    ]


@pytest.mark.parametrize(
    ("pattern", "verdict", "accepted"),
    [
        (DENIED.call, "pass", 1),
        ("paper:*", "pass", 1),
        ("paper:ReadSheet", "fail", 0),
    ],
)
async def test_a_suppression_accepts_an_unread_call_until_it_expires(
    api: Api, pattern: str, verdict: str, accepted: int
) -> None:
    integration_id = await api.integration()
    there = (sheet("fine", torn=False), sheet("a", torn=DENIED))
    async with api.client() as client:
        before = await ran(client, api, *there, integration_id=integration_id)
        suppression_id = await api.suppression(
            check_id="aws_unread_call", resource_pattern=pattern, integration_id=integration_id
        )
        during = await ran(client, api, *there, integration_id=integration_id)
        decided = await gate(client, during)
        earlier = await gate(client, before)
        elsewhere = await gate(client, await ran(client, api, *there))
        api.clock.pass_seconds(90_000)
        after = await gate(client, await ran(client, api, *there, integration_id=integration_id))

    assert (decided["verdict"], decided["accepted_unknown_count"]) == (verdict, accepted)
    assert decided["unknown_count"] == 1
    covered = suppression_id if accepted else None
    assert [one["suppressed_by"] for one in decided["unread"]] == [covered]
    assert [one["verdict"] for one in (earlier, elsewhere, after)] == ["fail"] * 3


async def test_no_suppression_makes_a_gate_pass_that_looked_at_nothing(api: Api) -> None:
    await api.suppression(check_id="aws_unread_call", resource_pattern="*")
    scope = {"resource_ids": [LOST, "arn:aws:paper:::fine"]}
    body = {"integration_id": await api.integration(), "scope": scope}
    async with api.client() as client:
        unread = await gate(client, await ran(client, api, sheet("a", torn=DENIED)))
        run_id = (await client.post(RUNS, json=body)).json()["run_id"]
        api.clock.pass_seconds(1)
        await api.work(sheet("fine", torn=False))
        lost = await gate(client, run_id)

    assert (unread["verdict"], unread["accepted_unknown_count"]) == ("inconclusive", 1)
    assert (lost["verdict"], lost["accepted_unknown_count"]) == ("fail", 0)
