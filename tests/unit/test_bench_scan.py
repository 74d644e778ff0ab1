"""The bench of scans knows its clouds, and what one side of a comparison alone evaluates."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.aws_peer import PeerRun, alone, beside, lacking, peer_services, reported
from tests.bench.cloud import CallCounts
from tests.bench.scans import CONNECTIONS, Measured, Run, bound_seconds
from tests.emulator.server import REPOSITORY


@pytest.mark.parametrize("cloud", CONNECTIONS)
def test_a_connection_leads_to_the_replay(cloud: str) -> None:
    found = CONNECTIONS[cloud]("http://127.0.0.1:9")

    assert (found.provider, found.options.endpoint_url) == (cloud, "http://127.0.0.1:9")


def test_the_network_bounds_a_run_by_its_calls_and_their_longest_chain() -> None:
    assert bound_seconds(640, 3, 0.05) == pytest.approx(0.65)


def test_a_measured_process_imports_no_database() -> None:
    imported = "import sys, tests.bench.bench_scan, tests.bench.bench_cpu; print(*sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", imported], cwd=REPOSITORY, stdout=subprocess.PIPE, check=True
    )

    assert not {b"sqlalchemy", b"posture"} & set(found.stdout.split())


def test_a_comparison_names_the_services_that_one_side_alone_evaluates() -> None:
    ours, theirs = alone(["s3", "glacier", "iam"])

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

    assert peer_services(_peer(tmp_path, listed)) == ["s3", "wafv2"]


def test_a_leading_scanner_that_lists_nothing_ends_the_bench(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="lists no services"):
        peer_services(_peer(tmp_path, "unknown option"))


def _verdict(check_id: str, status: str) -> dict[str, object]:
    service = check_id.partition("_")[0]
    return {
        "status_code": status,
        "metadata": {"event_code": check_id},
        "resources": [{"group": {"name": service}}],
    }


def test_a_report_of_the_leading_scanner_counts_what_passed_or_failed() -> None:
    rows = [
        _verdict("s3_bucket_acl", "PASS"),
        _verdict("s3_bucket_acl", "FAIL"),
        _verdict("iam_support", "FAIL"),
        _verdict("ec2_by_hand", "MANUAL"),
    ]

    services, checks, findings = reported(rows)

    assert (sorted(services), sorted(checks)) == (["iam", "s3"], ["iam_support", "s3_bucket_acl"])
    assert findings == 2


def test_both_sides_are_rows_of_one_table() -> None:
    asked = CallCounts(1200, 1190, 0, 7, 3, {}, {"appstream": 4, "dlm": 1})
    run = Run(
        seconds=3.0,
        cpu_seconds=2.0,
        peak_mib=90,
        assets=5,
        verdicts=40,
        coverage=1.0,
        findings=1500,
        evaluated=["aws_s3_bucket_policy_not_public", "aws_kms_key_policy_not_public"],
    )
    theirs = PeerRun(61.26, 50, asked, frozenset({"s3"}), frozenset({"s3_a", "s3_b"}), 12)

    _, ours, peer = beside(Measured(run, asked, 4.04, 3.16), theirs)

    assert ours == ("posture", "4.0", "3.2", "1,200", "7", "2", "2", "1,500")
    assert peer == ("the leading scanner", "61.3", "50.0", "1,200", "7", "1", "2", "12")
    assert lacking("posture", asked).endswith("in calls of posture: appstream 4, dlm 1.")
