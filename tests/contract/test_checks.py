"""The checks of the server, which any token may read."""

from typing import Any

import pytest

from tests.api import CHECKS, Api

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({"provider": "aws"}, lambda check: check["provider"] == "aws"),
        ({"family": "storage"}, lambda check: check["family"] == "storage"),
        ({"service": "s3"}, lambda check: check["service"] == "s3"),
        ({"severity": "high"}, lambda check: check["severity"] == "high"),
    ],
)
async def test_checks_can_be_filtered(api: Api, query: dict[str, str], holds: Any) -> None:  # noqa: ANN401  # a predicate
    async with api.client() as client:
        every = (await client.get(CHECKS)).json()["data"]
        some = (await client.get(CHECKS, params=query)).json()["data"]

    assert some == [check for check in every if holds(check)]
    assert some
    assert [check["id"] for check in every] == sorted(check["id"] for check in every)


async def test_any_token_may_read_the_checks(api: Api) -> None:
    async with api.client(await api.mint(["audit:read"])) as client:
        assert (await client.get(CHECKS)).status_code == 200
