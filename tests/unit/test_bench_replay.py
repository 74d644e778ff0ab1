"""The benches' replay refuses what the emulator lacks, and counts it by service."""

from collections.abc import AsyncIterator
from http import HTTPStatus

import pytest
from aiohttp import ClientResponse, ClientSession, web
from aiohttp.test_utils import BaseTestServer, TestServer

from tests.bench.replay import Replay, application

SIGNED = {"Authorization": "AWS4-HMAC-SHA256 Credential=k/20261129/eu-central-1/appstream/aws4"}
pytestmark = pytest.mark.anyio


async def _lacking(request: web.Request) -> web.Response:
    if request.path == "/known":
        return web.Response(status=HTTPStatus.NOT_FOUND)
    return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)


@pytest.fixture
async def emulator() -> AsyncIterator[BaseTestServer]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", _lacking)
    async with TestServer(app) as server:
        yield server


async def _post(
    server: BaseTestServer, path: str = "/", form: dict[str, str] | None = None
) -> ClientResponse:
    async with ClientSession() as session:
        found = await session.post(server.make_url(path), headers=SIGNED, data=form)
        await found.read()
        return found


async def test_an_operation_that_the_emulator_lacks_is_refused_as_unknown(
    emulator: BaseTestServer,
) -> None:
    replay = Replay(str(emulator.make_url("")).rstrip("/"), refuses=True)
    async with TestServer(application(replay)) as server:
        for _ in range(2):
            refused = await _post(server)
            assert refused.status == HTTPStatus.BAD_REQUEST
            assert refused.headers["x-amzn-ErrorType"] == "UnknownOperationException"
        query = await _post(server, form={"Action": "DescribeFleets"})
        assert "<Code>UnknownOperationException</Code>" in await query.text()
        await _post(server, "/known")
        async with ClientSession() as session:
            stats = await (await session.get(server.make_url("/replay/stats"))).json()

    assert (stats["calls"], stats["errors"], stats["refused"]) == (4, 4, {"appstream": 3})


async def test_a_replay_that_does_not_refuse_repeats_the_server_error(
    emulator: BaseTestServer,
) -> None:
    replay = Replay(str(emulator.make_url("")).rstrip("/"))
    async with TestServer(application(replay)) as server:
        failed = await _post(server)

    assert failed.status == HTTPStatus.INTERNAL_SERVER_ERROR


async def test_a_replay_in_rounds_has_as_many_as_calls_that_wait_for_each_other(
    emulator: BaseTestServer,
) -> None:
    replay = Replay(str(emulator.make_url("")).rstrip("/"))
    async with TestServer(application(replay)) as server, ClientSession() as session:
        await session.post(server.make_url("/replay/rounds/1"))
        for _ in range(3):
            await _post(server, "/known")
        chained = await (await session.get(server.make_url("/replay/stats"))).json()
        await session.post(server.make_url("/replay/rounds/0"))
        await _post(server, "/known")
        alone = await (await session.get(server.make_url("/replay/stats"))).json()

    assert (chained["calls"], chained["rounds"]) == (3, 3)
    assert (alone["calls"], alone["rounds"]) == (1, 0)
