"""What clients keep: ETags, and bodies that belong to one tenant, path and query."""

import pytest

from tests.api import CHECKS, FINDINGS, INTEGRATIONS, RUNS, Api
from tests.integration.fakes import sheet

pytestmark = pytest.mark.anyio


async def test_304_for_a_response_that_is_still_current(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        paths = [RUNS, FINDINGS, INTEGRATIONS, f"{INTEGRATIONS}/{integration_id}", CHECKS]
        for path in paths:
            tag = (await client.get(path)).headers["etag"]
            for shown in (tag, f"W/{tag}", f'"other", {tag}'):
                again = await client.get(path, headers={"if-none-match": shown})

                assert (again.status_code, again.content) == (304, b"")
                assert again.headers["etag"] == tag


async def test_every_change_ends_the_etags_of_clients(api: Api) -> None:
    """Every change that a reader of the list could see changes the ETag and the response."""
    integration_id = await api.integration()
    tags: list[str] = []
    counts: list[int] = []

    async def look() -> None:
        answer = await client.get(RUNS, headers={"if-none-match": tags[-1] if tags else ""})
        assert answer.status_code == 200
        tags.append(answer.headers["etag"])
        counts.append(len(answer.json()["data"]))

    async with api.client() as client:
        await look()
        await client.post(RUNS, json={"integration_id": integration_id})
        await look()
        await api.work(sheet("a"), look)
        await look()
        finding = (await client.get(FINDINGS)).json()["data"][0]
        await client.patch(f"{FINDINGS}/{finding['id']}", json={"status": "accepted"})
        await look()

    assert len(set(tags)) == len(tags) == 5
    assert counts == [0, 1, 1, 1, 1]


async def test_an_etag_of_one_tenant_is_not_valid_for_another(api: Api) -> None:
    stranger = await api.mint(tenant_id=await api.tenant("globex"))
    async with api.client() as ours, api.client(stranger) as theirs:
        tag = (await ours.get(RUNS)).headers["etag"]
        answer = await theirs.get(RUNS, headers={"if-none-match": tag})

    assert answer.status_code == 200


async def test_cached_bodies_belong_to_one_tenant_path_and_query(api: Api) -> None:
    other = await api.tenant("globex")
    theirs = await api.integration(other)
    async with api.client() as client:
        await client.post(RUNS, json={"integration_id": await api.integration()})
        stranger = {"authorization": f"Bearer {await api.mint(tenant_id=other)}"}
        # The same application, so the same ready bodies; the same revision for both tenants.
        await client.post(RUNS, json={"integration_id": theirs}, headers=stranger)
        ours = await client.get(RUNS)
        other_answer = await client.get(RUNS, headers=stranger)
        filtered = await client.get(RUNS, params={"status": "failed"})

    assert other_answer.json()["data"][0]["integration_id"] == theirs
    assert ours.json()["data"][0]["integration_id"] != theirs
    assert filtered.json() == {"data": []}
