"""The bench of scans knows its clouds, and what one side of a comparison alone evaluates."""

import sys
from pathlib import Path

import pytest

from tests.bench.bench_scan import _alone, _peer_services
from tests.bench.scans import CONNECTIONS


@pytest.mark.parametrize("cloud", CONNECTIONS)
def test_a_connection_leads_to_the_replay(cloud: str) -> None:
    found = CONNECTIONS[cloud]("http://127.0.0.1:9")

    assert (found.provider, found.options.endpoint_url) == (cloud, "http://127.0.0.1:9")


def test_a_comparison_names_the_services_that_one_side_alone_evaluates() -> None:
    ours, theirs = _alone(["s3", "glacier", "iam"])

    assert "kendra" in ours
    assert "s3," not in ours
    assert theirs == "Evaluated by the leading scanner alone (1): glacier."


def _peer(directory: Path, prints: str) -> str:
    script = directory / "peer"
    script.write_text(f"#!{sys.executable}\nprint({prints!r})\n", encoding="utf-8")
    script.chmod(0o755)
    return str(script)


def test_the_services_of_the_leading_scanner_are_those_that_it_lists(tmp_path: Path) -> None:
    listed = "- \x1b[33ms3\x1b[0m\n- \x1b[33mwafv2\x1b[0m\n\nThere are 2 available services.\n"

    assert _peer_services(_peer(tmp_path, listed)) == ["s3", "wafv2"]


def test_a_leading_scanner_that_lists_nothing_ends_the_bench(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="lists no services"):
        _peer_services(_peer(tmp_path, "unknown option"))
