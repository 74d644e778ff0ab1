"""Tokens of the API: made by a token that can do as much, listed, and revoked at once."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from posture.services.tokens import SCOPES, authenticate, hash_of, minted_row
from posture.store import tenants
from posture.store.tenants import TokenRow
from tests.api import FINDINGS, INTEGRATIONS, NOBODYS, TOKENS, Api
from tests.promises import promise

pytestmark = pytest.mark.anyio

READ = {"name": "ci", "scopes": ["findings:read"]}
DAY_SECONDS = 86_400


async def made(api: Api, token: str | None = "", **members: Any) -> httpx.Response:  # noqa: ANN401  # JSON
    async with api.client(token, ip="10.1.2.3") as client:
        return await client.post(TOKENS, json=READ | members)


async def status_with(api: Api, token: str, path: str = FINDINGS, *, ip: str = "10.1.2.3") -> int:
    async with api.client(token, ip=ip) as client:
        return (await client.get(path)).status_code


async def test_a_token_is_made_shown_once_used_listed_and_revoked(api: Api) -> None:
    answer = await made(api, cidrs=["10.1.0.0/16"], lifetime_seconds=DAY_SECONDS)
    body = answer.json()
    clear_text = body.pop("token")
    async with api.client() as client:
        shown = await client.get(answer.headers["location"])
        listed = await client.get(TOKENS)
        used = await status_with(api, clear_text)
        elsewhere = await status_with(api, clear_text, ip="10.2.0.1")
        beyond = await status_with(api, clear_text, INTEGRATIONS)
        gone = [await client.delete(answer.headers["location"]) for _ in range(2)]
        after = (await client.get(answer.headers["location"])).json()
        refused = await status_with(api, clear_text)

    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    assert shown.json() == body
    assert body in listed.json()["data"]
    assert clear_text not in shown.text + listed.text
    assert (used, elsewhere, beyond, refused) == (200, 403, 403, 401)
    assert [one.status_code for one in gone] == [204, 204]
    assert (body["revoked_at"], after["revoked_at"] is None) == (None, False)


async def test_a_token_expires(api: Api) -> None:
    clear_text = (await made(api, lifetime_seconds=60)).json()["token"]
    before = await status_with(api, clear_text)
    api.clock.pass_seconds(60)
    assert (before, await status_with(api, clear_text)) == (200, 401)


@promise("scopes", "A token makes only tokens that can do no more, from no more networks")
async def test_a_token_gives_nothing_that_it_lacks(api: Api) -> None:
    limited = await api.mint(["tokens:write", "findings:read"], cidrs=["10.1.0.0/16"])
    wider = await made(api, limited, scopes=["findings:read", "findings:write"])
    outside = [
        await made(api, limited, cidrs=cidrs)
        for cidrs in (["10.0.0.0/8"], ["10.1.0.0/16", "0.0.0.0/0"], ["::/0"], ["10.2.0.1"])
    ]
    inside = await made(api, limited, cidrs=["10.1.2.0/24"])
    same = await made(api, limited)

    assert (wider.status_code, wider.json()["error"]) == (400, "invalid_scopes")
    assert {(one.status_code, one.json()["error"]) for one in outside} == {(400, "invalid_cidrs")}
    assert inside.json()["cidrs"] == ["10.1.2.0/24"]
    assert same.json()["cidrs"] == ["10.1.0.0/16"]


async def of_a_job(api: Api) -> tuple[str, TokenRow]:
    """Return a token that a job got by a trust, and its row."""
    minted, row = minted_row(
        tenant_id=api.tenant_id,
        name="job",
        scopes=SCOPES,
        created_at=api.clock(),
        expires_at=api.clock() + 900_000,
        trust_id=NOBODYS,
        workload="https://gitlab.com project_path:acme/shop",
    )
    await api.store.write(
        lambda connection: tenants.add_token(
            connection, row, token_hash=hash_of(minted.clear_text)
        ),
        tenant_id=api.tenant_id,
    )
    return minted.clear_text, row


@promise("scopes", "What a job makes of its token ends with the job's token, and with the trust")
async def test_a_token_of_a_trust_makes_none_that_outlives_it(api: Api) -> None:
    clear_text, row = await of_a_job(api)
    shown = await made(api, clear_text, lifetime_seconds=DAY_SECONDS)
    child = await authenticate(api.store, token_hash=hash_of(shown.json()["token"]))
    async with api.client() as client:
        listed = (await client.get(TOKENS)).json()["data"]

    assert child is not None
    assert (child.expires_at, child.trust_id, child.workload) == (
        row.expires_at,
        NOBODYS,
        row.workload,
    )
    assert shown.json()["id"] not in {one["id"] for one in listed}


async def test_a_limited_token_is_for_its_integrations_alone(api: Api) -> None:
    own, other = await api.integration(), await api.integration()
    foreign = await api.integration(await api.tenant("globex"))
    answer = await made(api, scopes=["integrations:read"], integrations=[own])
    whole = await made(api, scopes=["audit:read"], integrations=[own])
    unknown = [await made(api, integrations=[one]) for one in (foreign, NOBODYS)]
    clear_text = answer.json()["token"]

    assert await status_with(api, clear_text, f"{INTEGRATIONS}/{own}") == 200
    assert await status_with(api, clear_text, f"{INTEGRATIONS}/{other}") == 404
    assert (whole.status_code, whole.json()["error"]) == (400, "invalid_scopes")
    assert {one.status_code for one in unknown} == {404}
    assert {one.json()["error"] for one in unknown} == {"integration_not_found"}


async def test_tokens_of_other_tenants_look_like_unknown_ones(api: Api) -> None:
    theirs = (await made(api)).json()
    stranger = await api.mint(tenant_id=await api.tenant("globex"))
    async with api.client(stranger) as client:
        listed = (await client.get(TOKENS)).json()["data"]
        answers = [
            await client.request(method, f"{TOKENS}/{one}", headers={"x-request-id": "same"})
            for method in ("GET", "DELETE")
            for one in (theirs["id"], NOBODYS)
        ]
    assert theirs["id"] not in {one["id"] for one in listed}
    assert {(one.status_code, one.content) for one in answers} == {(404, answers[0].content)}
    assert await status_with(api, theirs["token"]) == 200


async def test_who_made_and_revoked_a_token_is_in_the_audit_log_without_its_text(api: Api) -> None:
    answer = await made(api)
    async with api.client() as client:
        for _ in range(2):
            await client.delete(answer.headers["location"])
        rows = (await client.get("/api/v2/audit")).json()["data"]
    found = [row for row in rows if row["target_id"] == answer.json()["id"]]

    assert [row["action"] for row in found if row["action"] != "api.call"] == [
        "token.revoked",
        "token.created",
    ]
    assert {row["actor_user_id"] for row in found} == {api.token_id}
    assert answer.json()["token"] not in str(rows)


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        ({"name": ""}, "invalid_name"),
        ({"scopes": []}, "invalid_scopes"),
        ({"scopes": ["everything:write"]}, "invalid_scopes"),
        ({"cidrs": ["10.0.0.1/8"]}, "invalid_cidrs"),
        ({"cidrs": ["10.0.0.300"]}, "invalid_cidrs"),
        ({"cidrs": ["localhost"]}, "invalid_cidrs"),
        ({"lifetime_seconds": 59}, "invalid_lifetime_seconds"),
        ({"lifetime_seconds": None}, "invalid_lifetime_seconds"),
        ({"integrations": []}, "invalid_integrations"),
        ({"expires_at": None}, "invalid_body"),
    ],
)
async def test_400_what_cannot_be_a_token(api: Api, change: dict[str, Any], slug: str) -> None:
    answer = await made(api, **change)
    assert (answer.status_code, answer.json()["error"]) == (400, slug)


async def test_limits_of_the_server(api: Api) -> None:
    few = replace(api.deps.settings, tokens_per_tenant=3, token_lifetime_seconds=DAY_SECONDS)
    deps = replace(api.deps, settings=few)
    async with api.client(deps=deps) as client:
        long = await client.post(TOKENS, json=READ | {"lifetime_seconds": DAY_SECONDS + 1})
        asked = READ | {"lifetime_seconds": DAY_SECONDS}
        first = [await client.post(TOKENS, json=asked) for _ in range(3)]
        await client.delete(first[0].headers["location"])
        again = await client.post(TOKENS, json=asked)

    assert (long.status_code, long.json()["error"]) == (400, "invalid_lifetime_seconds")
    assert [one.status_code for one in first] == [201, 201, 409]
    assert (first[2].json()["error"], again.status_code) == ("too_many_tokens", 201)


@promise(
    "tenants", "A job makes no more tokens, each with a rate of its own, than a tenant may have"
)
async def test_the_tokens_that_jobs_make_are_limited(api: Api) -> None:
    few = replace(api.deps.settings, tokens_per_tenant=3)
    job, _ = await of_a_job(api)
    async with api.client(job, deps=replace(api.deps, settings=few)) as client:
        first = [await client.post(TOKENS, json=READ) for _ in range(3)]
    child = first[0].json()["token"]
    own = await made(api)
    api.clock.pass_seconds(901)
    async with api.client(deps=replace(api.deps, settings=few)) as client:
        later = await client.post(TOKENS, json=READ)

    assert [one.status_code for one in first] == [201, 201, 409]
    assert first[2].json()["error"] == "too_many_tokens"
    assert await status_with(api, child) == 401
    assert (own.status_code, later.status_code) == (201, 201)


async def test_pages_of_tokens_have_each_token_once(api: Api) -> None:
    wanted = {(await made(api, name=str(number))).json()["id"] for number in range(4)}
    seen: list[str] = []
    path = f"{TOKENS}?limit=2"
    async with api.client() as client:
        while path:
            page = (await client.get(path)).json()
            seen += [one["id"] for one in page["data"]]
            path = f"{TOKENS}?limit=2&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert len(seen) == len(set(seen))
    assert set(seen) == wanted | {api.token_id}
