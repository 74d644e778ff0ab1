"""Rows of a page: a large page is rendered in pieces, between which other requests are handled."""

from types import SimpleNamespace
from typing import cast

import pytest

from posture.api.paging import ROWS_AT_A_TIME, rendered_rows
from posture.api.request import ApiRequest
from tests.promises import promise

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("count", "rests"),
    [
        (0, []),
        (ROWS_AT_A_TIME, []),
        (ROWS_AT_A_TIME + 1, [ROWS_AT_A_TIME]),
        (2 * ROWS_AT_A_TIME + 1, [ROWS_AT_A_TIME, 2 * ROWS_AT_A_TIME]),
    ],
)
@promise("tenants", "A large page is rendered in pieces, between which others' requests go first")
async def test_a_page_is_rendered_in_pieces(count: int, rests: list[int]) -> None:
    seen: list[int] = []
    rested: list[tuple[str, int]] = []

    async def rest(owner: str) -> None:
        rested.append((owner, len(seen)))

    def render(row: int) -> str:
        seen.append(row)
        return f"{row}"

    shares = SimpleNamespace(rest=rest)
    request = SimpleNamespace(
        deps=SimpleNamespace(store=SimpleNamespace(shares=shares)),
        caller=SimpleNamespace(tenant_id="greedy"),
    )
    found = await rendered_rows(cast("ApiRequest", request), range(count), render)
    assert found == [f"{row}" for row in range(count)]
    assert rested == [("greedy", at) for at in rests]
