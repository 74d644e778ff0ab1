"""The policies that a run is started with, and whether it passes them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from posture.domain.collector import ConnectError
from tests.api import RUNS, api_in
from tests.contract.held import Account, Json
from tests.integration.fakes import sheet

pytestmark = pytest.mark.anyio


@pytest.fixture
async def account(tmp_path: Path, database_url: str) -> AsyncIterator[Account]:
    opened = api_in(tmp_path, database_url=database_url, manual_runs_per_window=1_000)
    async with opened as api, api.client() as client:
        yield Account(api, client, await api.integration())


@pytest.mark.parametrize("body", [{"trigger": "verify"}, {}], ids=["verify", "failed"])
async def test_a_run_without_a_result_fails_its_own_gate(account: Account, body: Json) -> None:
    refusal = None if body else ConnectError("no route")
    run_id = await account.run(gate={"fail_on": "low"}, refusal=refusal, **body)
    decided = await account.gate(run_id)
    assert (decided["verdict"], decided["policy"]["fail_on"]) == ("fail", "low")
    assert (await account.client.get(f"{RUNS}/{run_id}")).json()["gate"]["verdict"] == "fail"


async def test_a_cancelled_run_fails_its_own_gate_and_holds_nothing(account: Account) -> None:
    body = {"integration_id": account.integration_id, "gate": {}}
    run_id = (await account.client.post(RUNS, json=body)).json()["run_id"]
    assert (await account.client.get(f"{RUNS}/{run_id}")).json()["gate"]["verdict"] is None
    await account.client.post(f"{RUNS}/{run_id}/cancel")
    assert [one["code"] for one in (await account.gate(run_id))["reasons"]] == ["run_cancelled"]


async def test_a_policy_about_no_check_of_the_run_is_inconclusive(account: Account) -> None:
    run_id = await account.run(sheet("a"), gate={"family": ["network"]})
    decided = await account.gate(run_id)
    assert decided["verdict"] == "inconclusive"
    assert decided["reasons"] == [
        {
            "code": "policy_without_checks",
            "message": "The run selected no check of family network.",
        }
    ]


@pytest.mark.parametrize(
    ("gate", "scope", "detail"),
    [
        ({"family": ["network"]}, {"services": ["s3"]}, "family network"),
        ({"framework": ["OWASP_LLM"]}, {"services": ["s3"]}, "framework OWASP_LLM"),
        (
            {"family": ["iam"], "framework": ["CIS_AWS"]},
            {"check_ids": ["aws_s3_bucket_policy_not_public"]},
            "family iam and framework CIS_AWS",
        ),
    ],
)
async def test_a_policy_about_no_check_that_the_run_would_select_is_refused(
    account: Account, gate: Json, scope: Json, detail: str
) -> None:
    body = {"integration_id": account.integration_id, "scope": scope, "gate": gate}
    answer = await account.client.post(RUNS, json=body)
    assert answer.status_code == 400
    assert answer.json() == {
        "error": "policy_without_checks",
        "detail": f"The run selected no check of {detail}.",
        "member": "gate",
    }
    assert (await account.client.post(RUNS, json=body | {"scope": {}})).status_code == 202


async def test_a_framework_that_is_not_known_is_refused(account: Account) -> None:
    body = {"integration_id": account.integration_id, "gate": {"framework": ["BEST_PRACTICES"]}}
    answer = await account.client.post(RUNS, json=body)
    assert answer.status_code == 400
    assert answer.json()["error"] == "framework_unknown"
    assert answer.json()["member"] == "gate.framework"


@pytest.mark.parametrize(
    ("gate", "detail"),
    [
        ({"fail_on": "dire"}, "gate.fail_on"),
        ({"max_unknown": -1}, "gate.max_unknown"),
        ({"family": []}, "gate.family"),
        ({"min_coverage": 2}, "gate.min_coverage"),
        ({"severity": "high"}, "unknown field `severity`"),
        ("high", "gate"),
    ],
)
async def test_a_policy_that_cannot_be_used_is_refused(
    account: Account, gate: object, detail: str
) -> None:
    body = {"integration_id": account.integration_id, "gate": gate}
    answer = await account.client.post(RUNS, json=body)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_body")
    assert detail in answer.json()["detail"]
    assert (await account.client.get(RUNS)).json()["data"] == []


async def test_the_policy_is_part_of_what_an_idempotency_key_stands_for(account: Account) -> None:
    body: Json = {"integration_id": account.integration_id}
    key = {"idempotency-key": "k"}
    first = await account.client.post(RUNS, json=body | {"gate": {}}, headers=key)
    same = await account.client.post(RUNS, json=body | {"gate": {"only": "new"}}, headers=key)
    assert same.json() == first.json()
    for gate in ({"gate": {"only": "all"}}, {}):
        answer = await account.client.post(RUNS, json=body | gate, headers=key)
        assert answer.json()["error"] == "idempotency_key_reused"


async def test_a_merged_run_must_pass_the_policies_of_all_its_requests(account: Account) -> None:
    apply = {"tool": "terraform", "workspace": "production", "apply_id": "7"}
    body = {"integration_id": account.integration_id, "source": apply}
    strict = {"fail_on": "info"}
    gates: list[Json] = [{}, {"gate": {"fail_on": "critical"}}, {"gate": strict}, {"gate": strict}]
    answers = [await account.client.post(RUNS, json=body | gate) for gate in gates]
    (run_id,) = {answer.json()["run_id"] for answer in answers}
    account.api.clock.pass_seconds(1)
    await account.api.work(sheet("leak"))
    run = (await account.client.get(f"{RUNS}/{run_id}")).json()
    assert [one["fail_on"] for one in run["gate"]["policies"]] == ["critical", "info"]
    decided = await account.gate(run_id)
    assert (decided["verdict"], decided["policy"]["fail_on"]) == ("fail", "info")


async def test_a_ninth_policy_gets_a_run_of_its_own(account: Account) -> None:
    apply = {"tool": "terraform", "workspace": "production", "apply_id": "7"}
    body = {"integration_id": account.integration_id, "source": apply}
    answers = [
        await account.client.post(RUNS, json=body | {"gate": {"max_unknown": number}})
        for number in range(9)
    ]
    ids = [answer.json()["run_id"] for answer in answers]
    assert len(set(ids[:8])) == 1
    assert ids[8] not in ids[:8]
