"""The bench of scans knows the clouds that it has a connection for."""

import pytest

from tests.bench.scans import CONNECTIONS


@pytest.mark.parametrize("cloud", CONNECTIONS)
def test_a_connection_leads_to_the_replay(cloud: str) -> None:
    found = CONNECTIONS[cloud]("http://127.0.0.1:9")

    assert (found.provider, found.options.endpoint_url) == (cloud, "http://127.0.0.1:9")
