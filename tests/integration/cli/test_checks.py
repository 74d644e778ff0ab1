"""`posture checks`: the catalog, without server and database."""

import fcntl
import os
import subprocess
import sys

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from tests.command import posture

NOWHERE = {"POSTURE_DATABASE_URL": "sqlite:////nowhere/at/all.db"}


def test_every_check_is_listed_with_its_family_and_controls() -> None:
    rows = posture("checks", "list", "-o", "json", environ=NOWHERE).json
    assert [row["id"] for row in rows] == [one.id for one in checks(CLOUDS)]
    assert {"iam", "network", "storage", "ai"} <= {row["family"] for row in rows}
    assert any(row["controls"] for row in rows)


@pytest.mark.parametrize(
    ("option", "member", "value"),
    [
        ("--family", "family", "storage"),
        ("--service", "service", "s3"),
        ("--severity", "severity", "critical"),
        ("--provider", "provider", "aws"),
    ],
)
def test_checks_are_filtered(option: str, member: str, value: str) -> None:
    rows = posture("checks", "list", option, value, "-o", "json", environ=NOWHERE).json
    assert {row[member] for row in rows} == {value}


def test_a_framework_selects_its_checks() -> None:
    asked = posture("checks", "list", "--framework", "CIS_AWS", "-o", "json", environ=NOWHERE).json
    assert 0 < len(asked) < len(checks(CLOUDS))
    unknown = posture("checks", "list", "--framework", "X", environ=NOWHERE)
    assert unknown.code == 2
    assert "known frameworks are AWS_FSBP, CIS_AWS, CIS_AZURE, CIS_GCP, EU_AI_ACT, " in unknown.err


def test_a_check_is_shown_with_its_reasons() -> None:
    shown = posture("checks", "show", "aws_s3_bucket_public_access_blocked", environ=NOWHERE)
    assert shown.code == 0
    for expected in ("EXPECTED", "WHY", "FIX", "READ", "https://docs.aws.amazon.com"):
        assert expected in shown.out


def test_an_unknown_check_is_refused() -> None:
    result = posture("checks", "show", "aws_nothing", environ=NOWHERE)
    assert (result.code, result.out) == (2, "")
    assert "posture checks list" in result.err


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("output", ["json", "table"])
def test_a_closed_pipe_is_not_an_error(output: str, unbuffered: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "posture", "checks", "list", "-o", output],
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        if sys.platform == "linux":  # where all of it may be written before anybody reads
            fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, 4_096)
        process.stdout.read(1)
        process.stdout.close()
        errors = process.stderr.read()
    assert (process.returncode, errors) == (0, b"")
