"""Dispatch: which handler a request reaches, and what it gets if there is none."""

from inspect import signature

import pytest
from litestar.routes import HTTPRoute

from posture.api.app import HANDLERS, create_routes
from posture.api.operation import Operation
from posture.api.route_table import own_handlers
from tests.api import RUNS, Api

pytestmark = pytest.mark.anyio

HOSTS = ("posture.test", "posture.test:8443", "[::1]:8080", "")
NO_HOSTS = ("posture test", "posture/test", "posture.test\\", 'a"b', "a#b", "ä")


async def test_every_operation_knows_its_parameters() -> None:
    found = {
        one.name: one
        for route in create_routes().app.routes
        if isinstance(route, HTTPRoute)
        for one in map(Operation, own_handlers(route))
    }
    assert found.keys() == {one.handler_name.rpartition(".")[2] for one in HANDLERS}
    assert {tuple(signature(one.handler).parameters) for one in found.values()} == {("request",)}
    assert "status" in found["list_runs"].parameters
    assert found["get_liveness"].parameters == frozenset()
    assert [name for name, one in found.items() if one.public and one.scope is not None] == []


@pytest.mark.parametrize("host", HOSTS)
async def test_a_request_for_any_valid_host_gets_a_response(api: Api, host: str) -> None:
    async with api.client() as client:
        answer = await client.get(RUNS, headers={"host": host})
    assert answer.status_code == 200


@pytest.mark.parametrize("host", NO_HOSTS)
async def test_a_host_that_cannot_be_one_is_refused(api: Api, host: str) -> None:
    async with api.client() as client:
        answer = await client.get(RUNS, headers=[(b"host", host.encode())])
    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_request"}


async def test_a_copy_of_another_query_is_not_current(api: Api) -> None:
    async with api.client() as client:
        five = await client.get(RUNS, params={"limit": 5})
        tag = {"if-none-match": five.headers["etag"]}
        same = await client.get(RUNS, params={"limit": 5}, headers=tag)
        other = await client.get(RUNS, params={"limit": 6}, headers=tag)
        refused = await client.get(RUNS, params={"limit": "none"}, headers=tag)
        unknown = await client.get(RUNS, params={"limt": 5}, headers=tag)
    assert [one.status_code for one in (five, same, other, refused, unknown)] == [
        *(200, 304, 200, 400, 400)
    ]


async def test_an_unknown_path_and_an_unknown_method_are_refused(api: Api) -> None:
    async with api.client() as client:
        stray = await client.get(f"{RUNS}/a/b/c")
        wrong = await client.request("PUT", RUNS)
        made_up = await client.request("FETCH", RUNS)
    assert stray.status_code == 404
    assert {wrong.status_code, made_up.status_code} == {405}
    assert wrong.headers["allow"] == "GET, HEAD, OPTIONS, POST"


async def test_a_body_that_is_declared_empty_is_accepted(api: Api) -> None:
    async with api.client() as client:
        answer = await client.request("GET", RUNS, headers={"content-length": "0"})
    assert answer.status_code == 200
