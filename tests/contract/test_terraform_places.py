"""Findings show where Terraform declares their assets, once a run was started with that."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from posture.domain.declaration import MOST_DECLARATIONS
from posture.store.rows import runs
from posture.store.statement import Statement
from posture.store.tenancy import EVERY_TENANT
from tests.api import FINDINGS, RUNS, Api
from tests.databases import ON_BOTH
from tests.integration.fakes import sheet

pytestmark = pytest.mark.anyio

DAY = 86_400
APPLY = {"tool": "terraform", "workspace": "production", "commit": "9f2c1ab"}


@pytest.fixture
async def client(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    async with api.client() as opened:
        yield opened


def declared(name: str, address: str, **where: Any) -> dict[str, Any]:  # noqa: ANN401  # file and line
    return {"resource_id": f"arn:aws:paper:::{name}", "address": address, **where}


async def run(
    api: Api,
    client: httpx.AsyncClient,
    account: str,
    *names: str,
    declarations: list[dict[str, Any]] | None = None,
) -> str:
    body: dict[str, Any] = {"integration_id": account}
    body |= {} if declarations is None else {"declarations": declarations}
    started = await client.post(RUNS, json=body)
    assert started.status_code == 202, started.text
    await api.work(*map(sheet, names))
    api.clock.pass_seconds(DAY)
    return str(started.json()["run_id"])


async def places(client: httpx.AsyncClient, query: str = "") -> dict[str, Any]:
    answer = await client.get(f"{FINDINGS}{query}")
    assert answer.status_code == 200, answer.text
    return {one["resource_id"][-1]: one["terraform"] for one in answer.json()["data"]}


async def planned(client: httpx.AsyncClient, query: str = "") -> dict[str, bool]:
    answer = await client.get(f"{FINDINGS}{query}")
    assert answer.status_code == 200, answer.text
    return {
        one["resource_id"][-1]: one["in_plan"] for one in answer.json()["data"] if "in_plan" in one
    }


@ON_BOTH
async def test_what_a_run_changed_shows_where_it_is_declared(
    api: Api, client: httpx.AsyncClient
) -> None:
    account = await api.integration()
    base = await run(api, client, account, "a", "b")
    assert await places(client) == {"a": None, "b": None}
    now = await run(
        api,
        client,
        account,
        "a",
        "c",
        "d",
        declarations=[
            declared("a", "aws_sheet.old"),
            declared("a", "aws_sheet.a", file="main.tf", line=41),
            declared("c", 'module.x["y"].aws_sheet.c[0]'),
            declared("nowhere", "aws_sheet.nowhere"),
        ],
    )
    known = {
        "a": {"address": "aws_sheet.a", "file": "main.tf", "line": 41},
        "c": {"address": 'module.x["y"].aws_sheet.c[0]', "file": None, "line": None},
    }
    assert await places(client) == known | {"b": None, "d": None}
    assert await places(client, f"?scan_id={now}&delta=new") == {"c": known["c"], "d": None}
    changes = (await client.get(f"{RUNS}/{now}/compare/{base}?change=new,resolved")).json()["data"]
    shown = {
        (one["change"], one["finding"]["resource_id"][-1]): one["finding"]["terraform"]
        for one in changes
    }
    assert shown == {("new", "c"): known["c"], ("new", "d"): None, ("resolved", "b"): None}
    found = (await client.get(FINDINGS)).json()["data"]
    one = next(one for one in found if one["resource_id"].endswith(":c"))
    assert (await client.get(f"{FINDINGS}/{one['id']}")).json()["terraform"] == known["c"]


async def test_a_run_without_declarations_keeps_those_that_are_known(
    api: Api, client: httpx.AsyncClient
) -> None:
    account = await api.integration()
    a = declared("a", "aws_sheet.a", file="main.tf", line=41)
    await run(api, client, account, "a", "b", declarations=[a])
    await run(api, client, account, "b")
    known = {"address": "aws_sheet.a", "file": "main.tf", "line": 41}
    # What is resolved was declared there.
    assert await places(client) == {"a": known, "b": None}
    await run(api, client, account, "a", "b", declarations=[declared("a", "aws_sheet.moved")])
    assert await places(client) == {
        "a": {"address": "aws_sheet.moved", "file": None, "line": None},
        "b": None,
    }


@ON_BOTH
async def test_a_run_says_of_its_findings_whether_the_plan_changes_the_asset(
    api: Api, client: httpx.AsyncClient
) -> None:
    account = await api.integration()
    base = await run(api, client, account, "a", "g")
    now = await run(
        api,
        client,
        account,
        *"abcd",
        declarations=[
            declared("a", "aws_sheet.a", in_plan=True),
            declared("b", "aws_sheet.b", in_plan=False),
            declared("c", "aws_sheet.c"),
            declared("g", "aws_sheet.g", in_plan=True),
        ],
    )
    assert await planned(client, f"?scan_id={now}&sort=severity") == {"a": True, "b": False}
    assert await planned(client, f"?scan_id={now}&delta=new") == {"b": False}
    assert await planned(client, f"?scan_id={now}&delta=resolved") == {"g": True}
    changes = (await client.get(f"{RUNS}/{now}/compare/{base}")).json()["data"]
    assert {
        one["finding"]["resource_id"][-1]: one["finding"]["in_plan"]
        for one in changes
        if "in_plan" in one["finding"]
    } == {"a": True, "b": False, "g": True}
    found = {
        one["resource_id"][-1]: one["id"] for one in (await client.get(FINDINGS)).json()["data"]
    }
    details = {name: (await client.get(f"{FINDINGS}/{found[name]}")).json() for name in "abcd"}
    assert {name: one["in_plan"] for name, one in details.items() if "in_plan" in one} == {
        "a": True,
        "b": False,
    }
    later = await run(api, client, account, *"abcd", declarations=[declared("a", "aws_sheet.a")])
    # It is a fact of that run: neither of the finding nor of a run that knows no plan.
    assert await planned(client, f"?scan_id={later}") == {}
    assert await planned(client) == {}
    assert await planned(client, f"?scan_id={now}") == {"a": True, "b": False}
    assert "in_plan" not in (await client.get(f"{FINDINGS}/{found['a']}")).json()


async def test_findings_are_searched_by_address(api: Api, client: httpx.AsyncClient) -> None:
    account = await api.integration()
    declarations = [declared("a", "aws_sheet.logs"), declared("b", "aws_sheet.site")]
    await run(api, client, account, "a", "b", "c", declarations=declarations)
    assert [*await places(client, "?q=Sheet.Logs")] == ["a"]
    facets = (await client.get(f"{FINDINGS}/facets?q=aws_sheet.")).json()
    assert facets["total_count"] == 2


async def test_merged_requests_declare_together(api: Api, client: httpx.AsyncClient) -> None:
    account = await api.integration()
    body = {"integration_id": account, "source": APPLY}
    names = {"a": "aws_sheet.a", "b": "aws_sheet.b"}
    answers = [
        await client.post(RUNS, json=body | {"declarations": [declared(name, address)]})
        for name, address in names.items()
    ]
    assert answers[1].json()["coalesced"] is True
    await api.work(sheet("a"), sheet("b"))
    found = await places(client)
    assert {name: found[name]["address"] for name in names} == names


async def test_a_run_keeps_no_declarations_after_its_end(
    api: Api, client: httpx.AsyncClient
) -> None:
    account = await api.integration()
    declarations = [declared("a", "aws_sheet.a")]
    body = {"integration_id": account, "declarations": declarations}
    cancelled = (await client.post(RUNS, json=body)).json()["run_id"]
    keeping = Statement(select(runs.c.id).where(runs.c.declarations.is_not(None)))

    async def kept() -> int:
        return len(await api.store.read(keeping.all, tenant_id=EVERY_TENANT))

    assert await kept() == 1
    assert (await client.post(f"{RUNS}/{cancelled}/cancel")).status_code == 202
    assert await kept() == 0
    await run(api, client, account, "a", declarations=declarations)
    assert await kept() == 0


@pytest.mark.parametrize(
    ("declarations", "member"),
    [
        ([declared("a", "")], "declarations[0].address"),
        ([declared("a", "aws_sheet.a\x1b[2J")], "declarations[0].address"),
        ([declared("a", "a" * 1_025)], "declarations[0].address"),
        ([declared("a", "aws_sheet.a", file="")], "declarations[0].file"),
        ([declared("a", "aws_sheet.a", file="main.tf", line=0)], "declarations[0].line"),
        ([declared("a", "aws_sheet.a", in_plan="no")], "declarations[0].in_plan"),
        ([declared("a", "aws_sheet.a", in_plan=None)], "declarations[0].in_plan"),
        ([declared("a", "aws_sheet.a", column=3)], "declarations[0]"),
        ([{"address": "aws_sheet.a"}], "declarations[0]"),
        ([declared("a", "aws_sheet.a")] * (MOST_DECLARATIONS + 1), "declarations"),
        (None, "declarations"),
    ],
)
async def test_declarations_that_cannot_be_used_are_refused(
    api: Api, client: httpx.AsyncClient, declarations: object, member: str
) -> None:
    body = {"integration_id": await api.integration(), "declarations": declarations}
    refused = await client.post(RUNS, json=body)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_body")
    assert member in refused.json()["detail"]
    assert (await client.get(RUNS)).json()["data"] == []


async def test_a_retry_with_other_declarations_is_another_request(
    api: Api, client: httpx.AsyncClient
) -> None:
    body = {"integration_id": await api.integration()}
    headers = {"Idempotency-Key": "one"}
    first = await client.post(RUNS, json=body, headers=headers)
    other = body | {"declarations": [declared("a", "aws_sheet.a")]}
    assert (await client.post(RUNS, json=other, headers=headers)).status_code == 409
    again = await client.post(RUNS, json=body | {"declarations": []}, headers=headers)
    assert again.json() == first.json()
