"""The gate: whether a run may pass under a policy."""

from typing import Any

import httpx
import pytest

from posture.domain.collector import ConnectError, Unlisted
from tests.api import FINDINGS, NOBODYS, RUNS, Api
from tests.integration.fakes import DENIED, Sheet, Step, sheet

pytestmark = pytest.mark.anyio

UNLISTED = Unlisted(Sheet, "eu-west-1", DENIED)


async def ran(
    client: httpx.AsyncClient,
    api: Api,
    *steps: Step,
    integration_id: str | None = None,
    trigger: str = "manual",
    refusal: Exception | None = None,
) -> str:
    """Provide a run from its start to its end, and return its id."""
    body = {"integration_id": integration_id or await api.integration(), "trigger": trigger}
    run_id = str((await client.post(RUNS, json=body)).json()["run_id"])
    api.clock.pass_seconds(1)
    await api.work(*steps, refusal=refusal)
    return run_id


async def gate(client: httpx.AsyncClient, run_id: str, **policy: str) -> dict[str, Any]:
    answer = await client.get(f"{RUNS}/{run_id}/gate", params=policy)
    assert answer.status_code == 200
    decided: dict[str, Any] = answer.json()
    return decided


async def test_a_clean_run_passes_and_the_response_has_the_policy(api: Api) -> None:
    async with api.client() as client:
        run_id = await ran(client, api, sheet("fine", torn=False))
        decided = await gate(client, run_id)

    assert decided == {
        "run_id": run_id,
        "verdict": "pass",
        "policy": {
            "fail_on": "high",
            "only": "new",
            "max_unknown": 0,
            "min_coverage": 0.0,
            "family": [],
            "framework": [],
        },
        "reasons": [],
        "unknown_count": 0,
        "accepted_unknown_count": 0,
        "coverage": 1.0,
        "asset_count": 1,
        "verdict_count": 1,
        "unread": [],
        "unchecked_count": 0,
        "unchecked": [],
        "finding_count": 0,
        "held_count": 0,
        "known_count": 0,
        "known_counts": {"critical": 0, "high": 0, "medium": 0, "low": 0, "info": 0},
        "suppressed_count": 0,
        "accepted": [],
        "findings": [],
    }


async def test_the_reasons_that_stopped_a_run_are_listed(api: Api) -> None:
    async with api.client() as client:
        run_id = await ran(client, api, sheet("b"), sheet("a"), sheet("fine", torn=False))
        decided = await gate(client, run_id)
        listed = (await client.get(FINDINGS, params={"scan_id": run_id})).json()["data"]

    assert decided["verdict"] == "fail"
    (reason,) = decided["reasons"]
    assert reason["code"] == "findings"
    assert reason["message"] == (
        "2 new findings of severity high or worse. To accept everything that this run found, use "
        f"`posture baseline accept --run {run_id}` and start another run."
    )
    assert decided["finding_count"] == 2
    ids = {row["resource_id"]: row["id"] for row in listed}
    assert decided["findings"] == [
        {
            "id": ids[f"arn:aws:paper:::{name}"],
            "check_id": "aws_paper_sheet_whole",
            "resource_id": f"arn:aws:paper:::{name}",
            "family": "storage",
            "severity": "high",
            "status": "open",
            "delta": "new",
            "held": False,
            "known": False,
            "unread": False,
        }
        for name in ("a", "b")
    ]


@pytest.mark.parametrize(
    ("policy", "verdict"),
    [
        ({}, "fail"),
        ({"fail_on": "info"}, "fail"),
        ({"fail_on": "high"}, "fail"),
        ({"fail_on": "critical"}, "fail"),
        ({"fail_on": "critical", "max_unknown": "1"}, "pass"),
        ({"fail_on": "high", "max_unknown": "1"}, "fail"),
        ({"family": "iam,storage", "max_unknown": "1"}, "fail"),
        ({"framework": "CIS_AWS", "max_unknown": "1"}, "fail"),
        ({"framework": "SOC_2,CIS_AWS_7_0", "max_unknown": "1"}, "fail"),
        ({"fail_on": "critical", "max_unknown": "1", "min_coverage": "0.5"}, "pass"),
        ({"fail_on": "critical", "max_unknown": "1", "min_coverage": "0.51"}, "fail"),
    ],
)
async def test_the_policy_decides(api: Api, policy: dict[str, str], verdict: str) -> None:
    async with api.client() as client:
        run_id = await ran(client, api, sheet("torn"), UNLISTED)
        decided = await gate(client, run_id, **policy)

    assert decided["verdict"] == verdict


@pytest.mark.parametrize(
    ("policy", "detail"),
    [
        ({"family": "iam"}, "The run selected no check of family iam."),
        ({"family": "iam,ai"}, "The run selected no check of family ai or iam."),
        ({"framework": "SOC_2"}, "The run selected no check of framework SOC_2."),
        (
            {"framework": "CIS_AWS", "family": "iam"},
            "The run selected no check of family iam and framework CIS_AWS.",
        ),
    ],
)
async def test_a_policy_that_no_check_of_the_run_has_is_refused(
    api: Api, policy: dict[str, str], detail: str
) -> None:
    async with api.client() as client:
        run_id = await ran(client, api, sheet("torn"))
        answer = await client.get(f"{RUNS}/{run_id}/gate", params=policy)

    assert answer.status_code == 400
    assert answer.json() == {"error": "policy_without_checks", "detail": detail}


async def test_a_run_over_nothing_is_inconclusive(api: Api) -> None:
    async with api.client() as client:
        run_id = await ran(client, api)
        decided = await gate(client, run_id, max_unknown="1000")
        run = (await client.get(f"{RUNS}/{run_id}")).json()

    assert decided["verdict"] == "inconclusive"
    assert [one["code"] for one in decided["reasons"]] == ["nothing_evaluated"]
    assert (decided["asset_count"], decided["verdict_count"]) == (0, 0)
    assert run["coverage"] == decided["coverage"] == 0


async def test_a_run_without_a_result_never_passes(api: Api) -> None:
    lax = {"fail_on": "critical", "max_unknown": "1000", "min_coverage": "0"}
    async with api.client() as client:
        failed = await ran(client, api, refusal=ConnectError("AccessDenied: sts:AssumeRole"))
        probed = await ran(client, api, trigger="verify")
        body = {"integration_id": await api.integration()}
        cancelled = (await client.post(RUNS, json=body)).json()["run_id"]
        await client.post(f"{RUNS}/{cancelled}/cancel")
        decided = [await gate(client, one, **lax) for one in (failed, cancelled, probed)]

    assert [one["verdict"] for one in decided] == ["fail"] * 3
    assert [one["reasons"][0]["code"] for one in decided] == [
        "run_failed",
        "run_cancelled",
        "run_verify",
    ]


async def test_409_while_the_run_is_running(api: Api) -> None:
    seen: list[httpx.Response] = []
    async with api.client() as client:
        body = {"integration_id": await api.integration()}
        place = f"{RUNS}/{(await client.post(RUNS, json=body)).json()['run_id']}/gate"
        seen.append(await client.get(place))

        async def look() -> None:
            seen.append(await client.get(place))

        await api.work(sheet("a"), look)
        ended = await client.get(place)

    assert {(one.status_code, one.content) for one in seen} == {
        (
            409,
            b'{"error":"run_not_finished","detail":"The run has not ended; wait for its end."}',
        )
    }
    assert len(seen) == 2
    assert ended.status_code == 200


async def test_the_response_stays_the_same_byte_for_byte(api: Api) -> None:
    async with api.client() as client:
        integration_id = await api.integration()
        run_id = await ran(client, api, sheet("a"), sheet("b"), integration_id=integration_id)
        place = f"{RUNS}/{run_id}/gate"
        first = await client.get(f"{place}?only=all&family=storage,iam")
        for row in (await client.get(FINDINGS)).json()["data"]:
            await client.patch(f"{FINDINGS}/{row['id']}", json={"status": "accepted"})
        await ran(client, api, sheet("b"), integration_id=integration_id)
        later = await client.get(f"{place}?family=iam,storage,iam&max_unknown=0&only=all")

    assert first.json()["verdict"] == "fail"
    assert first.content == later.content


async def test_allowed_unknown_verdicts_are_still_counted(api: Api) -> None:
    async with api.client() as client:
        run_id = await ran(client, api, sheet("a", torn=DENIED), sheet("fine", torn=False))
        decided = await gate(client, run_id, max_unknown="7", framework="CIS_AWS")

    assert (decided["verdict"], decided["unknown_count"]) == ("pass", 1)
    assert (decided["policy"]["max_unknown"], decided["policy"]["framework"]) == (7, ["CIS_AWS"])


async def test_findings_accepted_before_a_run_do_not_stop_it(api: Api) -> None:
    async with api.client() as client:
        integration_id = await api.integration()
        await ran(client, api, sheet("a"), integration_id=integration_id)
        (row,) = (await client.get(FINDINGS)).json()["data"]
        await client.patch(f"{FINDINGS}/{row['id']}", json={"status": "accepted"})
        run_id = await ran(client, api, sheet("a"), integration_id=integration_id)
        decided = await gate(client, run_id, only="all", fail_on="info")

    assert decided["verdict"] == "pass"


async def test_the_worst_200_findings_are_shown_and_all_are_counted(api: Api) -> None:
    async with api.client() as client:
        run_id = await ran(client, api, *(sheet(f"{number:03}") for number in range(201)))
        decided = await gate(client, run_id)

    assert decided["finding_count"] == 201
    assert len(decided["findings"]) == 200
    assert decided["reasons"][0]["message"].startswith("201 new findings")


async def test_304_for_a_response_that_the_caller_has(api: Api) -> None:
    async with api.client() as client:
        place = f"{RUNS}/{await ran(client, api, sheet('a'))}/gate"
        tag = (await client.get(place)).headers["etag"]
        again = await client.get(place, headers={"if-none-match": tag})

    assert (again.status_code, again.content) == (304, b"")


async def test_a_run_has_its_decision_on_request_once_it_has_ended(api: Api) -> None:
    seen: list[dict[str, Any]] = []
    async with api.client() as client:
        body = {"integration_id": await api.integration()}
        place = f"{RUNS}/{(await client.post(RUNS, json=body)).json()['run_id']}"

        async def look() -> None:
            seen.append((await client.get(f"{place}?include=decision")).json())

        await look()
        await api.work(sheet("a"), look)
        found = await client.get(f"{place}?include=decision")
        alone = await client.get(place)
        decided = await client.get(f"{place}/gate")
        unknown = await client.get(f"{place}?include=findings")
        own = {"if-none-match": found.headers["etag"]}
        again = await client.get(f"{place}?include=decision", headers=own)
        other = await client.get(place, headers=own)

    assert ["decision" in one for one in seen] == [False, False]
    assert decided.json()["verdict"] == "fail"
    assert found.json() == alone.json() | {"decision": decided.json()}
    assert (unknown.status_code, unknown.json()["error"]) == (400, "invalid_include")
    assert (again.status_code, other.status_code) == (304, 200)


async def test_a_missing_run_has_no_gate(api: Api) -> None:
    async with api.client() as client:
        absent = await client.get(f"{RUNS}/{NOBODYS}/gate", headers={"if-none-match": "*"})
        garbled = await client.get(f"{RUNS}/seven/gate")

    assert (absent.status_code, absent.json()) == (404, {"error": "run_not_found"})
    assert (garbled.status_code, garbled.json()["error"]) == (400, "invalid_run_id")


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("fail_on=worst", "invalid_fail_on"),
        ("fail_on=", "invalid_fail_on"),
        ("fail_on=low&fail_on=critical", "invalid_fail_on"),
        ("only=old", "invalid_only"),
        ("max_unknown=-1", "invalid_max_unknown"),
        ("max_unknown=1.5", "invalid_max_unknown"),
        ("max_unknown=1000000001", "invalid_max_unknown"),
        ("max_unknown=few", "invalid_max_unknown"),
        ("min_coverage=nan", "invalid_min_coverage"),
        ("min_coverage=-0.1", "invalid_min_coverage"),
        ("min_coverage=1.01", "invalid_min_coverage"),
        ("min_coverage=90%25", "invalid_min_coverage"),
        ("family=", "invalid_family"),
        ("family=iam,", "invalid_family"),
        ("family=iam;ai", "invalid_family"),
        ("family=ai&family=paper", "invalid_family"),
        ("family=iam,iam,iam,iam,iam,iam,iam,iam,iam", "invalid_family"),
        ("framework=", "framework_unknown"),
        ("framework=CIS_AWS,", "framework_unknown"),
        ("framework=cis_aws", "framework_unknown"),
        ("framework=CIS_AWS&framework=SOC_9", "framework_unknown"),
    ],
)
async def test_400_a_policy_that_cannot_be_used(api: Api, query: str, slug: str) -> None:
    async with api.client() as client:
        run_id = await ran(client, api, sheet("fine", torn=False))
        answer = await client.get(f"{RUNS}/{run_id}/gate?{query}")

    assert (answer.status_code, answer.json()["error"]) == (400, slug)
