"""Deprecation: responses announce what the document says will end."""

from typing import Any

import httpx
import pytest

from posture.api.app import create_app
from posture.api.deprecation import Deprecations
from tests.api import CHECKS, RUNS, Api, shared_routes
from tests.spec import spec

pytestmark = pytest.mark.anyio

ENDING = {"deprecated": True, "x-deprecated-at": "2026-06-01", "x-sunset": "2027-01-01"}
HEADERS = {"deprecation": "@1780272000", "sunset": "Fri, 01 Jan 2027 00:00:00 GMT"}
DOCUMENT: dict[str, Any] = {
    "paths": {
        CHECKS: {"get": {"operationId": "list_checks", **ENDING}},
        RUNS: {
            "parameters": [{"$ref": "#/components/parameters/Trigger"}],
            "get": {
                "operationId": "list_runs",
                "parameters": [
                    {"name": "limit", "in": "query"},
                    {"name": "status", "in": "query", **ENDING, "x-sunset": "2028-01-01"},
                ],
            },
        },
    },
    "components": {"parameters": {"Trigger": {"name": "trigger", "in": "query", **ENDING}}},
}


def client_of(api: Api, document: dict[str, Any] | None) -> httpx.AsyncClient:
    deprecations = None if document is None else Deprecations(document)
    app = create_app(api.deps, routes=shared_routes(), deprecations=deprecations)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),  # type: ignore[arg-type]  # two libraries, two words for one protocol
        base_url="http://posture.test",
        headers={"authorization": f"Bearer {api.token}"},
    )


def announced(response: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name in HEADERS}


async def test_a_deprecated_operation_says_so(api: Api) -> None:
    async with client_of(api, DOCUMENT) as client:
        used = await client.get(CHECKS)
        refused = await client.get(CHECKS, params={"severity": "grave"})
        other = await client.get(RUNS)

    assert (used.status_code, refused.status_code) == (200, 400)
    assert announced(used) == announced(refused) == HEADERS
    assert announced(other) == {}


async def test_a_deprecated_parameter_says_so_when_it_is_used(api: Api) -> None:
    later = HEADERS | {"sunset": "Sat, 01 Jan 2028 00:00:00 GMT"}
    async with client_of(api, DOCUMENT) as client:
        unused = await client.get(RUNS, params={"limit": 1})
        used = await client.get(RUNS, params={"limit": 1, "status": "completed"})
        shared = await client.get(RUNS, params={"trigger": "manual"})
        both = await client.get(RUNS, params={"status": "completed", "trigger": "manual"})

    assert announced(unused) == {}
    assert announced(used) == later
    assert announced(shared) == announced(both) == HEADERS


async def test_a_stranger_learns_nothing(api: Api) -> None:
    async with client_of(api, DOCUMENT) as client:
        response = await client.get(CHECKS, headers={"authorization": "Bearer unknown"})

    assert response.status_code == 401
    assert announced(response) == {}


async def test_the_served_document_is_the_one_that_counts(api: Api) -> None:
    ending = {one.id for one in spec().operations.values() if one.definition.get("deprecated")}
    async with client_of(api, None) as client:
        response = await client.get(CHECKS)

    assert bool(announced(response)) is ("list_checks" in ending)


@pytest.mark.parametrize("missing", ["x-deprecated-at", "x-sunset"])
def test_both_dates_are_required(missing: str) -> None:
    ending = {name: value for name, value in ENDING.items() if name != missing}
    document = {"paths": {CHECKS: {"get": {"operationId": "list_checks", **ending}}}}

    with pytest.raises(KeyError, match=missing):
        Deprecations(document)
