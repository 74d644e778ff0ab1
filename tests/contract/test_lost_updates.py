"""Lost updates: a change that names what its caller has read changes nothing else."""

from typing import Any, NamedTuple

import httpx
import pytest

from tests.api import FINDINGS, INTEGRATIONS, SUPPRESSIONS, WEBHOOKS, Api
from tests.contract.test_gate import ran
from tests.contract.test_integrations import FULL
from tests.contract.test_webhooks import REQUEST
from tests.integration.fakes import sheet

pytestmark = pytest.mark.anyio


class Kind(NamedTuple):
    """How to create a resource, and two changes of it."""

    path: str
    created: dict[str, Any] | None
    change: dict[str, Any]
    another: dict[str, Any]


KINDS = {
    "integration": Kind(INTEGRATIONS, FULL, {"name": "one"}, {"name": "two"}),
    "suppression": Kind(SUPPRESSIONS, None, {"owner": "one"}, {"owner": "two"}),
    "webhook": Kind(WEBHOOKS, REQUEST, {"name": "one"}, {"name": "two"}),
    "finding": Kind(FINDINGS, None, {"status": "triaged"}, {"status": "accepted"}),
}
DELETABLE = [name for name in KINDS if name != "finding"]


async def made(client: httpx.AsyncClient, api: Api, kind: Kind) -> str:
    """Make a resource, and return its path."""
    if kind.created is not None:
        return str((await client.post(kind.path, json=kind.created)).headers["location"])
    if kind.path == SUPPRESSIONS:
        return f"{SUPPRESSIONS}/{await api.suppression()}"
    await ran(client, api, sheet("torn"))
    return f"{FINDINGS}/{(await client.get(FINDINGS)).json()['data'][0]['id']}"


@pytest.mark.parametrize("name", KINDS)
async def test_a_change_of_what_has_changed_since_is_refused(api: Api, name: str) -> None:
    kind = KINDS[name]
    async with api.client() as client:
        place = await made(client, api, kind)
        read = (await client.get(place)).headers["etag"]
        api.clock.pass_seconds(1)
        first = await client.patch(place, json=kind.change, headers={"if-match": read})
        late = await client.patch(place, json=kind.another, headers={"if-match": read})
        kept = await client.get(place)
        again = await client.patch(
            place, json=kind.another, headers={"if-match": f'"0", {kept.headers["etag"]}'}
        )

    assert (first.status_code, late.status_code, again.status_code) == (200, 412, 200)
    assert late.json()["error"] == "precondition_failed"
    assert kept.json() == first.json()
    assert kept.headers["etag"] == first.headers["etag"] != read


@pytest.mark.parametrize("name", DELETABLE)
async def test_a_deletion_of_what_has_changed_since_is_refused(api: Api, name: str) -> None:
    kind = KINDS[name]
    async with api.client() as client:
        place = await made(client, api, kind)
        read = (await client.get(place)).headers["etag"]
        api.clock.pass_seconds(1)
        changed = await client.patch(place, json=kind.change, headers={"if-match": "*"})
        late = await client.delete(place, headers={"if-match": read})
        right = await client.delete(place, headers={"if-match": changed.headers["etag"]})

    assert (changed.status_code, late.status_code, right.status_code) == (200, 412, 204)


@pytest.mark.parametrize("name", ["integration", "webhook"])
async def test_what_was_created_has_the_etag_that_a_read_has(api: Api, name: str) -> None:
    kind = KINDS[name]
    async with api.client() as client:
        created = await client.post(kind.path, json=kind.created)
        read = await client.get(created.headers["location"])

    assert created.headers["etag"] == read.headers["etag"]


@pytest.mark.parametrize("name", KINDS)
async def test_an_etag_stays_while_other_rows_change(api: Api, name: str) -> None:
    kind = KINDS[name]
    async with api.client() as client:
        place = await made(client, api, kind)
        before = await client.get(place)
        await api.integration()
        after = await client.get(place, headers={"if-none-match": before.headers["etag"]})

    assert after.status_code == 304


@pytest.mark.parametrize("sent", ["W/*", '"0"', "", "\xff", 'W/"0"'])
async def test_what_is_no_etag_of_the_resource_changes_nothing(api: Api, sent: str) -> None:
    kind = KINDS["integration"]
    async with api.client() as client:
        place = await made(client, api, kind)
        answer = await client.patch(
            place, json=kind.change, headers={b"if-match": sent.encode("latin-1")}
        )

    assert answer.status_code == 412
