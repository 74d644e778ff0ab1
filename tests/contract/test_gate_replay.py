"""The gate over the API and a database: replayed to the byte, never softer, never blind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.domain.check import Severity
from posture.domain.finding import FindingStatus
from tests.api import FINDINGS, RUNS, SUPPRESSIONS, Api, api_in
from tests.integration.fakes import DENIED, sheet
from tests.machine import scaled

pytestmark = pytest.mark.anyio

SEVERITIES = [severity.value for severity in Severity]
WORDS = {"family": ["iam", "storage", "ai"], "framework": ["CIS_AWS", "CIS_AWS_6_0", "SOC_2"]}

Account = list[tuple[str, Any]]
Policy = dict[str, Any]

accounts = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from([True, False, DENIED])),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one[0],
)
policies = st.fixed_dictionaries(
    {
        "fail_on": st.sampled_from(SEVERITIES),
        "only": st.sampled_from(["new", "all"]),
        "max_unknown": st.integers(0, 3),
        "min_coverage": st.sampled_from([0.0, 0.5, 0.9, 1.0]),
        **{name: st.sets(st.sampled_from(words)) for name, words in WORDS.items()},
    }
)
marks = st.tuples(st.just("mark"), st.sampled_from(list(FindingStatus)))
suppressions = st.tuples(st.just("suppress"), st.sampled_from(["*", "*a", "arn:aws:paper:::b"]))
ends = st.tuples(st.just("end"), st.none())
later_runs = st.tuples(st.just("run"), accounts)
events = st.lists(marks | later_runs | suppressions | ends, max_size=4)


@st.composite
def stricter(draw: st.DrawFn, loose: Policy) -> Policy:
    """Draw a policy that is at least as strict in every part."""
    worst = SEVERITIES.index(loose["fail_on"])
    named: dict[str, set[str]] = {
        name: draw(st.just(set()) | st.just(loose[name] | draw(st.sets(st.sampled_from(words)))))
        if loose[name]
        else set()
        for name, words in WORDS.items()
    }
    return {
        "fail_on": draw(st.sampled_from(SEVERITIES[worst:])),
        "only": draw(st.sampled_from([loose["only"], "all"])),
        "max_unknown": draw(st.integers(0, loose["max_unknown"])),
        "min_coverage": draw(st.floats(loose["min_coverage"], 1)),
        **named,
    }


@asynccontextmanager
async def fresh_api() -> AsyncIterator[tuple[Api, httpx.AsyncClient, str]]:
    with TemporaryDirectory() as directory:
        async with api_in(Path(directory), manual_runs_per_window=1_000) as api:
            integration_id = await api.integration()
            async with api.client() as client:
                yield api, client, integration_id


async def run(api: Api, client: httpx.AsyncClient, integration_id: str, account: Account) -> str:
    answer = await client.post(RUNS, json={"integration_id": integration_id})
    api.clock.pass_seconds(1)
    await api.work(*(sheet(name, torn=torn) for name, torn in account))
    return str(answer.json()["run_id"])


async def gate(client: httpx.AsyncClient, run_id: str, policy: Policy) -> httpx.Response:
    query = {
        name: ",".join(sorted(value)) if isinstance(value, set) else str(value)
        for name, value in policy.items()
        if value != set()
    }
    return await client.get(f"{RUNS}/{run_id}/gate", params=query)


def of_paper(policy: Policy) -> bool:
    """Return whether the one check of these runs is of a policy's families and frameworks."""
    return (not policy["family"] or "storage" in policy["family"]) and (
        not policy["framework"] or "CIS_AWS" in policy["framework"]
    )


async def happen(
    api: Api,
    client: httpx.AsyncClient,
    integration_id: str,
    kind: str,
    what: Any,  # noqa: ANN401  # as the kind needs
) -> None:
    match kind:
        case "run":
            await run(api, client, integration_id, what)
        case "mark":
            for row in (await client.get(FINDINGS)).json()["data"]:
                await client.patch(f"{FINDINGS}/{row['id']}", json={"status": what})
        case "suppress":
            await api.suppression(resource_pattern=what)
        case "end":
            for row in (await client.get(SUPPRESSIONS)).json()["data"]:
                await client.delete(f"{SUPPRESSIONS}/{row['id']}")


@settings(max_examples=scaled(small=25, full=100))
@given(
    st.sets(st.sampled_from(["*:a", "*:b"])),
    st.lists(accounts, min_size=1, max_size=2),
    policies,
    events,
    st.data(),
)
async def test_the_same_run_and_policy_always_give_the_same_response(
    accepted: set[str],
    before: list[Account],
    policy: Policy,
    later: list[tuple[str, Any]],
    data: st.DataObject,
) -> None:
    strict = data.draw(stricter(policy))
    async with fresh_api() as (api, client, integration_id):
        for pattern in accepted:
            await api.suppression(resource_pattern=pattern)
        run_ids = [await run(api, client, integration_id, account) for account in before]
        first = await gate(client, run_ids[-1], policy)
        for kind, what in later:
            api.clock.pass_seconds(60)
            await happen(api, client, integration_id, kind, what)
        again = await gate(client, run_ids[-1], policy)
        stricter_answer = await gate(client, run_ids[-1], strict)

    assert again.content == first.content
    for answer, asked in ((first, policy), (stricter_answer, strict)):
        assert answer.status_code == (200 if of_paper(asked) else 400)
    if not of_paper(policy):
        assert first.json()["error"] == "policy_without_checks"
        return
    decided, decided_strictly = first.json(), stricter_answer.json()
    denied = sum(torn is DENIED for _, torn in before[-1])
    assert decided["unknown_count"] == decided_strictly["unknown_count"] == denied
    if denied > policy["max_unknown"]:
        assert decided["verdict"] != "pass"
        assert "unknown" in [reason["code"] for reason in decided["reasons"]]
    if decided["verdict"] == "fail":
        assert decided_strictly["verdict"] == "fail"
        assert decided["reasons"]
