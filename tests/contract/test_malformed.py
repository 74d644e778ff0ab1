"""A server that is asked in ways that no client would goes on living and answering."""

import asyncio
from pathlib import Path

from tests.contract.malformed import ENVIRON, KINDS, assault, malformed
from tests.machine import scaled
from tests.promises import promise
from tests.server import served

INPUTS = scaled(small=1_000, full=100_000)


@promise("limits", "Malformed HTTP does no harm")
def test_malformed_requests_do_no_harm(tmp_path: Path) -> None:
    with served(tmp_path, environ=ENVIRON) as server:
        counts = asyncio.run(assault(server, range(INPUTS)))

    # Not that nothing was heard at all.
    assert counts[400] > INPUTS // 10
    assert counts[200] > 0
    log = (tmp_path / "server.log").read_text()
    assert "Traceback" not in log
    assert server.token not in log


def test_a_seed_is_always_the_same_input_and_every_kind_has_its_share() -> None:
    first, again = ([malformed("t", seed) for seed in range(200)] for _ in range(2))
    assert first == again
    assert len({tuple(one) for one in first}) > len(KINDS) * 10
