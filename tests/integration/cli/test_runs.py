"""`posture run` against a server and an account."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from tests.emulator.server import REPOSITORY
from tests.forks import Process
from tests.integration.cli.conftest import Posture
from tests.server import Served

Connect = Callable[[str], str]
S3 = ("--service", "s3")


def test_a_run_is_started_without_waiting(here: Posture, connect: Connect, buckets: str) -> None:
    accepted = here("run", "start", "--integration", connect(buckets), *S3, "-o", "json")
    assert accepted.code == 0
    assert accepted.json["accepted"] is True
    ended = here("run", "show", accepted.json["run_id"], "--wait", "-o", "json").json
    assert ended["status"] == "completed"
    assert ended["scope"] == {"services": ["s3"]}
    assert ended["source"] == {"tool": "posture-cli"}


def test_a_run_is_waited_for_and_shown(here: Posture, connect: Connect, buckets: str) -> None:
    integration = connect(buckets)
    about = ("--commit", "9f2c1ab", "--workspace", "production", "--url", "https://ci/1")
    result = here("run", "start", "--integration", integration, *S3, *about, "--wait")
    assert result.code == 0
    for expected in ("completed", "manual", "commit 9f2c1ab", "100 %", integration):
        assert expected in result.out
    assert "posture: done\n" in result.err
    (listed,) = here("run", "list", "--integration", integration, "-o", "json").json
    assert listed["asset_count"] >= 7
    assert listed["finding_count"] > 0
    assert listed["id"] in here("run", "list", "--status", "completed").out
    assert here("run", "list", "--integration", integration, "--trigger", "verify").out == ""


def test_a_verify_run_records_no_finding(here: Posture, connect: Connect, buckets: str) -> None:
    options = ("--trigger", "verify", "--wait", "-o", "json")
    ended = here("run", "start", "--integration", connect(buckets), *options).json
    assert (ended["trigger"], ended["finding_count"]) == ("verify", 0)


@pytest.mark.parametrize(
    ("scope", "fail_on", "code"),
    [
        (["--check", "aws_s3_bucket_policy_not_public"], "critical", 1),
        (["--check", "aws_s3_bucket_versioning_enabled"], "medium", 1),
        (["--check", "aws_s3_bucket_versioning_enabled"], "high", 0),
        (["--resource", "arn:aws:s3:::prod-orders-acme", *S3], "critical", 0),
    ],
)
def test_findings_fail_the_gate_by_their_severity(  # noqa: PLR0917  # a row of the table and its fixtures
    here: Posture, connect: Connect, buckets: str, scope: list[str], fail_on: str, code: int
) -> None:
    options = ("--integration", connect(buckets), *scope, "--fail-on", fail_on)
    result = here("run", "start", *options)
    assert result.code == code
    if code:
        assert f"of severity {fail_on} or worse" in result.err
        assert "arn:aws:s3:::" in result.out


def test_starting_a_run_again_does_not_turn_a_stop_into_a_pass(
    here: Posture, connect: Connect, buckets: str
) -> None:
    check = ("--check", "aws_s3_bucket_policy_not_public")
    start = ("run", "start", "--integration", connect(buckets), *check, "--fail-on", "critical")
    first, again = here(*start), here(*start, "--only", "new")
    assert (first.code, again.code) == (1, 1)
    assert "stopped an earlier gate" in again.err


def test_only_without_a_severity_is_refused(here: Posture, connect: Connect, buckets: str) -> None:
    integration = connect(buckets)
    result = here("run", "start", "--integration", integration, "--only", "new")
    assert (result.code, result.out) == (2, "")
    assert "--only has no effect without --fail-on" in result.err
    assert here("run", "list", "--integration", integration, "-o", "json").json == []


def test_a_failed_run_is_reported_with_its_reason(
    here: Posture, connect: Connect, dead: str
) -> None:
    result = here("run", "start", "--integration", connect(dead), "--wait")
    assert result.code == 3
    assert "failed: " in result.err
    assert dead.partition("//")[2].partition(":")[0] in result.err


def test_after_a_timeout_the_run_can_be_shown_and_cancelled(
    here: Posture, connect: Connect, hanging: str
) -> None:
    integration = connect(hanging)
    result = here("run", "start", "--integration", integration, "--wait", "--timeout", "0.5")
    assert result.code == 4
    run_id = here("run", "list", "--integration", integration, "-o", "json").json[0]["id"]
    assert f"`posture run show {run_id}`" in result.err
    assert here("run", "cancel", run_id).code == 0
    assert "cancelled" in here("run", "show", run_id, "--wait").out
    again = here("run", "cancel", run_id)
    assert again.code == 2
    assert "run_not_cancellable" in again.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_wait_cancels_the_run(
    here: Posture, connect: Connect, hanging: str, server: Served, number: signal.Signals
) -> None:
    integration = connect(hanging)
    environ = {**os.environ, "POSTURE_ENDPOINT": server.url, "POSTURE_TOKEN": server.token}
    command = ("run", "start", "--integration", integration, "--wait")
    with Process(
        [sys.executable, "-m", "posture", *command],
        cwd=REPOSITORY,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("posture: ")
        process.send_signal(number)
        _, errors = process.communicate(timeout=240)
    assert process.returncode == 130
    assert errors.endswith("posture: interrupted\n")
    assert "Traceback" not in errors
    deadline = time.monotonic() + 240
    while here("run", "list", "--integration", integration, "--status", "cancelled").out == "":
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_the_cap_on_manual_runs_says_when_to_try_again(
    here: Posture, connect: Connect, dead: str
) -> None:
    start = ("run", "start", "--integration", connect(dead))
    codes = [here(*start).code for _ in range(2)]
    third = here(*start)
    assert (codes, third.code, third.out) == ([0, 0], 5, "")
    assert "429 rate_limited" in third.err
    assert (
        "Try again in 24 h. The limit is the server's setting POSTURE_MANUAL_RUNS_PER_WINDOW."
        in third.err
    )


def test_the_same_key_starts_nothing_twice(here: Posture, connect: Connect, dead: str) -> None:
    start = ("run", "start", "--integration", connect(dead), "--idempotency-key", "k", "-o", "json")
    first, second = here(*start).json, here(*start).json
    assert first["run_id"] == second["run_id"]
    other = here(*start, "--commit", "x")
    assert other.code == 2
    assert "idempotency_key_reused" in other.err


@pytest.mark.parametrize(
    ("arguments", "slug"),
    [
        (["show", "nope"], "invalid_run_id"),
        (["show", "00000000-0000-4000-8000-000000000000"], "run_not_found"),
        (["cancel", "00000000-0000-4000-8000-000000000000"], "run_not_found"),
        (["start", "--integration", "nope"], "invalid_integration_id"),
        (
            ["start", "--integration", "00000000-0000-4000-8000-000000000000"],
            "integration_not_found",
        ),
    ],
)
def test_a_refusal_is_reported_with_its_slug(
    here: Posture, arguments: list[str], slug: str
) -> None:
    result = here("run", *arguments)
    assert (result.code, result.out) == (2, "")
    assert f" {slug}" in result.err


def test_changes_are_printed_as_they_happen(here: Posture, connect: Connect, buckets: str) -> None:
    integration = connect(buckets)
    run_id = here("run", "start", "--integration", integration, *S3, "-o", "json").json["run_id"]
    here("run", "show", run_id, "--wait")
    shown = here("events", "--after", "0", "--count", "2")
    assert shown.code == 0
    opened, changed = (line.split("\t") for line in shown.out.splitlines())
    assert opened[0] == "start"
    assert changed[0] == "changed"
    assert {"runs", "findings", "integrations"} <= set(changed[1].split(", "))
    (event,) = map(json.loads, here("events", "--count", "1", "-o", "json").out.splitlines())
    assert event["event"] == "start"
    assert here("events", "--after", "x").code == 2
