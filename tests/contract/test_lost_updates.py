"""Lost updates: a change that names what its caller has read changes nothing else."""

import re
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from tests.api import FINDINGS, INTEGRATIONS, SUPPRESSIONS, TRUSTS, WEBHOOKS, Api
from tests.contract.integration_bodies import FULL
from tests.contract.test_gate import ran
from tests.contract.test_webhooks import REQUEST
from tests.integration.fakes import sheet
from tests.spec import spec

pytestmark = pytest.mark.anyio


class Kind(NamedTuple):
    """How to create a resource, and two changes of it."""

    path: str
    created: dict[str, Any] | None
    change: dict[str, Any]
    another: dict[str, Any]


TRUST = {
    "name": "jobs",
    "issuer": "https://token.actions.githubusercontent.com",
    "conditions": [
        {"claim": "repository_id", "equals": ["74"]},
        {"claim": "sub", "equals": ["repo:acme/shop:ref:refs/heads/main"]},
    ],
    "scopes": ["findings:read"],
}
COMMANDS = Path(__file__).parents[2] / "backend" / "posture" / "cli"
KINDS = {
    "integration": Kind(INTEGRATIONS, FULL, {"name": "one"}, {"name": "two"}),
    "suppression": Kind(SUPPRESSIONS, None, {"owner": "one"}, {"owner": "two"}),
    "webhook": Kind(WEBHOOKS, REQUEST, {"name": "one"}, {"name": "two"}),
    "trust": Kind(TRUSTS, TRUST, {"name": "one"}, {"name": "two"}),
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


async def test_every_resource_that_can_be_changed_is_tested_here() -> None:
    changed = [one.path for one in spec().operations.values() if one.method == "PATCH"]

    assert {path.rpartition("/")[0] for path in changed} == {kind.path for kind in KINDS.values()}


async def test_every_command_that_changes_something_takes_the_version_that_was_read() -> None:
    version = {"$ref": "#/components/parameters/IfMatch"}
    operations = spec().operations.values()
    changes = [one.id for one in operations if version in one.definition.get("parameters", [])]
    call = re.compile(rf"client\.(?:{'|'.join(changes)})\((.*?)\)", re.DOTALL)
    calls = [one for file in COMMANDS.glob("*.py") for one in call.findall(file.read_text())]

    assert len(calls) > 5
    assert not [one for one in calls if "if_match=if_match" not in one]
