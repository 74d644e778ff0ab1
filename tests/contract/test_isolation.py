"""No operation distinguishes another tenant's rows from missing ones: every id in every place.

The operations and the places of their ids come from openapi.yaml, so a new one is held to it by
being written there.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.services.tokens import LIMITED_SCOPES, SCOPES, hash_of, minted_row
from posture.store import tenants
from tests.api import FINDINGS, REPORTS, RUNS, TRUSTS, WEBHOOKS, Api
from tests.integration.fakes import sheet
from tests.machine import scaled
from tests.promises import promise
from tests.spec import Operation, spec

pytestmark = pytest.mark.anyio

KINDS = (
    "run",
    "finding",
    "integration",
    "suppression",
    "webhook",
    "delivery",
    "trust",
    "report",
    "tenant",
    "token",
)
EXAMPLES = scaled(small=8, full=40)
LONGEST_WAIT = 1


@dataclass(frozen=True, slots=True)
class Question:
    """A request whose ids are blanks: each says of which kind the id is that goes there."""

    path: dict[str, str]
    query: dict[str, str]
    plain: dict[str, str]
    body: Any
    in_body: dict[str, str]

    async def ask(
        self, client: httpx.AsyncClient, operation: Operation, ids: Mapping[str, str]
    ) -> httpx.Response:
        path = operation.path.format(**{name: ids[kind] for name, kind in self.path.items()})
        query = self.plain | {name: ids[kind] for name, kind in self.query.items()}
        body = self.body
        if isinstance(body, dict):
            body = body | {name: ids[kind] for name, kind in self.in_body.items()}
        return await client.request(
            operation.method,
            path,
            params=query,
            content=b"" if body is None else json.dumps(body).encode(),
            headers={"x-request-id": "same", "content-type": "application/json"},
        )


def parameters(operation: Operation) -> Iterator[tuple[str, str, dict[str, Any]]]:
    shared = spec().document["paths"][operation.path].get("parameters", [])
    for one in [*shared, *operation.definition.get("parameters", [])]:
        found = spec().resolved(one)
        yield found["in"], found["name"], spec().resolved(found["schema"])


def bodies(operation: Operation) -> list[Any]:
    content = operation.definition.get("requestBody", {}).get("content", {})
    examples = content.get("application/json", {}).get("examples", {})
    return [one["value"] for one in examples.values()]


def is_id(value: object) -> bool:
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False


def names_ids(operation: Operation) -> bool:
    found = any(schema.get("format") == "uuid" for _, _, schema in parameters(operation))
    return found or any(map(is_id, (v for one in bodies(operation) for v in one.values())))


@st.composite
def questions(draw: st.DrawFn, operation: Operation) -> Question:
    """Send a request with an id in every place of the operation, and with its other parameters."""
    kinds = st.sampled_from(KINDS)
    path: dict[str, str] = {}
    query: dict[str, str] = {}
    plain: dict[str, str] = {}
    for place, name, schema in parameters(operation):
        if place == "path":
            path[name] = draw(kinds)
        elif place == "query" and schema.get("format") == "uuid":
            query[name] = draw(kinds)
        elif place == "query" and draw(st.booleans()):
            if "enum" in schema:
                plain[name] = draw(st.sampled_from(schema["enum"]))
            elif schema.get("type") == "integer":
                least = schema["minimum"]
                plain[name] = str(draw(st.integers(least, least + LONGEST_WAIT)))
    body = draw(st.sampled_from(bodies(operation) or [None]))
    in_body = {name: draw(kinds) for name, one in (body or {}).items() if is_id(one)}
    return Question(path, query, plain, body, in_body)


async def theirs(api: Api) -> dict[str, str]:
    """Provide a row of every kind that belongs to the first tenant."""
    async with api.client() as client:
        integration_id = await api.integration()
        run = await client.post(RUNS, json={"integration_id": integration_id})
        await api.work(sheet("a"))
        (finding,) = (await client.get(FINDINGS)).json()["data"]
        asked = {"url": "https://hooks.example.com", "events": ["run.completed"]}
        webhook = (await client.post(WEBHOOKS, json=asked)).json()["id"]
        delivery = (await client.post(f"{WEBHOOKS}/{webhook}/test")).json()["id"]
        api.clock.pass_seconds(1)
        wanted: dict[str, Any] = {
            "title": "all of it",
            "frameworks": [],
            "scope": {"from": "2025-06-01T00:00:00Z", "to": "2025-07-01T00:00:00Z"},
            "format": "json",
        }
        report = (await client.post(REPORTS, json=wanted)).json()["id"]
        await api.make_report()
    return {
        "run": run.json()["run_id"],
        "finding": finding["id"],
        "integration": integration_id,
        "suppression": await api.suppression(),
        "webhook": webhook,
        "trust": (await client_trust(api))["id"],
        "delivery": delivery,
        "report": report,
        "tenant": api.tenant_id,
        "token": api.token_id,
    }


async def client_trust(api: Api) -> dict[str, Any]:
    """Let a job get tokens of the first tenant."""
    asked = {
        "name": "jobs",
        "issuer": "https://token.actions.githubusercontent.com",
        "conditions": [{"claim": "repository_id", "equals": ["74"]}],
        "scopes": ["findings:read"],
    }
    async with api.client() as client:
        found: dict[str, Any] = (await client.post(TRUSTS, json=asked)).json()
    return found


def seen(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Return all of a response, but for the part of its ETag that is made from the request."""
    headers = [
        (name, re.sub(r"-[0-9a-f]{8}(?=\"|-)", "", text) if name == "etag" else text)
        for name, text in answer.headers.multi_items()
    ]
    return answer.status_code, answer.content, headers


# A public operation, and one that any token may use, has nothing of a tenant.
OPERATIONS = [one for one in spec().operations.values() if one.scopes]
NAMING = [one for one in OPERATIONS if names_ids(one)]
OTHERS = [one for one in OPERATIONS if not names_ids(one)]


def test_every_operation_is_tested_in_one_of_two_ways() -> None:
    assert {one.id for one in (*NAMING, *OTHERS)} == {one.id for one in OPERATIONS}
    assert {one.id for one in NAMING} >= {one.id for one in OPERATIONS if "{" in one.path}


@pytest.mark.parametrize("operation", NAMING, ids=lambda one: one.id)
@promise(
    "tenants",
    "An id of another tenant looks like an unknown one, in every place of every operation",
)
async def test_an_id_of_another_tenant_looks_like_an_unknown_one(
    api: Api, operation: Operation
) -> None:
    ids = await theirs(api)
    stranger = await api.mint(tenant_id=await api.tenant("globex"))
    questioned = 0

    @settings(
        max_examples=EXAMPLES,
        database=None,
        derandomize=True,
    )
    @given(question=questions(operation))
    def draw(question: Question) -> None:
        drawn.append(question)

    drawn: list[Question] = []
    draw()
    for question in drawn:
        never = {kind: str(uuid4()) for kind in KINDS}
        # A bucket of its own for each, so that nothing is left over from the other.
        async with api.client(stranger) as client:
            known = await question.ask(client, operation, ids)
        async with api.client(stranger) as client:
            unknown = await question.ask(client, operation, never)
        assert seen(known) == seen(unknown), question
        assert not any(one in known.text for one in ids.values()), question
        questioned += 1
    assert questioned

    # And no request changed anything of the other tenant.
    async with api.client() as client:
        assert (await client.get(f"{RUNS}/{ids['run']}")).json()["status"] == "completed"
        (finding,) = (await client.get(FINDINGS)).json()["data"]
    assert (finding["id"], finding["status"]) == (ids["finding"], "open")


@pytest.mark.parametrize("operation", OTHERS, ids=lambda one: one.id)
@promise("tenants", "Operations without an id show nothing of another tenant")
async def test_operations_without_an_id_show_no_ids_of_other_tenants(
    api: Api, operation: Operation
) -> None:
    ids = await theirs(api)
    stranger = await api.mint(tenant_id=await api.tenant("globex"))
    async with api.client(stranger) as client:
        for body in bodies(operation) or [None]:
            answer = await Question({}, {}, {}, body, {}).ask(client, operation, {})
            assert not any(one in answer.text for one in ids.values())
            assert api.tenant_id not in str(answer.headers)


LIMITED = [one for one in OPERATIONS if set(one.scopes or ()) <= LIMITED_SCOPES]


@pytest.mark.parametrize(
    "operation", [one for one in LIMITED if names_ids(one)], ids=lambda one: one.id
)
async def test_a_limited_token_sees_other_integrations_of_its_tenant_as_unknown(
    api: Api, operation: Operation
) -> None:
    ids = await theirs(api)
    limited = await limited_token(api)

    @settings(max_examples=EXAMPLES, database=None, derandomize=True)
    @given(question=questions(operation))
    def draw(question: Question) -> None:
        drawn.append(question)

    drawn: list[Question] = []
    draw()
    for question in drawn:
        never = {kind: str(uuid4()) for kind in KINDS}
        async with api.client(limited) as client:
            known = await question.ask(client, operation, ids)
        async with api.client(limited) as client:
            unknown = await question.ask(client, operation, never)
        assert seen(known) == seen(unknown), question
        assert not any(one in known.text for one in ids.values()), question
    assert drawn
    async with api.client() as client:
        assert (await client.get(f"{RUNS}/{ids['run']}")).json()["status"] == "completed"
        (finding,) = (await client.get(FINDINGS)).json()["data"]
    assert (finding["id"], finding["status"]) == (ids["finding"], "open")


@pytest.mark.parametrize(
    "operation", [one for one in LIMITED if not names_ids(one)], ids=lambda one: one.id
)
async def test_lists_of_a_limited_token_have_its_integrations_alone(
    api: Api, operation: Operation
) -> None:
    ids = await theirs(api)
    limited = await limited_token(api)
    async with api.client() as client:
        # The list of an unlimited token is in the cache, and must stay there.
        await Question({}, {}, {}, None, {}).ask(client, operation, {})
    async with api.client(limited) as client:
        answer = await Question({}, {}, {}, None, {}).ask(client, operation, {})
    assert not any(one in answer.text for one in ids.values())


@pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if one not in LIMITED], ids=lambda one: one.id
)
async def test_a_limited_token_has_no_operation_of_the_whole_tenant(
    api: Api, operation: Operation
) -> None:
    """Even if it had the scope."""
    limited = await limited_token(api)
    async with api.client(limited) as client:
        never = {kind: str(uuid4()) for kind in KINDS}
        path = {name: "token" for place, name, _ in parameters(operation) if place == "path"}
        answer = await Question(path, {}, {}, None, {}).ask(client, operation, never)
    assert (answer.status_code, answer.json()["error"]) == (403, "missing_scope")


async def limited_token(api: Api) -> str:
    """Make a token that has every scope, and is limited to an integration without runs."""
    integration_id = await api.integration()
    minted, row = minted_row(
        tenant_id=api.tenant_id,
        name="limited",
        scopes=SCOPES,
        created_at=api.store.now(),
        expires_at=None,
        integrations=integration_id,
    )
    await api.store.write(
        lambda connection: tenants.add_token(
            connection, row, token_hash=hash_of(minted.clear_text)
        ),
        tenant_id=api.tenant_id,
    )
    return minted.clear_text
