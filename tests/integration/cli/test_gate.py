"""`posture gate` against a server and an account: the exit code is what a pipeline acts on."""

import re
from collections.abc import Callable

import pytest

from tests.integration.cli.conftest import Posture

Connect = Callable[[str], str]
VERSIONING = "aws_s3_bucket_versioning_enabled"  # medium
PUBLIC = "aws_s3_bucket_policy_not_public"  # critical


@pytest.fixture
def ran(here: Posture, connect: Connect) -> Callable[..., str]:
    """Provide a run, and return its id when it has ended."""

    def run(endpoint_url: str, *options: str) -> str:
        start = ("run", "start", "--integration", connect(endpoint_url), *options, "-o", "json")
        run_id: str = here(*start).json["run_id"]
        here("run", "show", run_id, "--wait")
        return run_id

    return run


@pytest.mark.parametrize(
    ("check", "policy", "code"),
    [
        (VERSIONING, (), 0),
        (VERSIONING, ("--fail-on", "medium"), 1),
        (VERSIONING, ("--fail-on", "medium", "--only", "all"), 1),
        (VERSIONING, ("--fail-on", "medium", "--family", "iam", "--family", "storage"), 1),
        (VERSIONING, ("--fail-on", "medium", "--framework", "SOC_2"), 1),
        (VERSIONING, ("--max-unknown", "3", "--min-coverage", "1"), 0),
        (PUBLIC, (), 1),
    ],
)
def test_the_verdict_is_the_exit_code(  # noqa: PLR0917  # a row of the table and its fixtures
    here: Posture,
    ran: Callable[..., str],
    buckets: str,
    check: str,
    policy: tuple[str, ...],
    code: int,
) -> None:
    run_id = ran(buckets, "--check", check)
    result = here("gate", run_id, *policy)
    assert result.code == code
    if code:
        assert f"posture: run {run_id} does not pass (" in result.err
        assert check in result.out
    else:
        assert re.fullmatch(
            rf"run {run_id} passes \([1-9]\d* assets?, [1-9]\d* verdicts?\)\n", result.out
        )


def test_json_is_the_servers_response(here: Posture, ran: Callable[..., str], buckets: str) -> None:
    run_id = ran(buckets, "--check", PUBLIC)
    result = here("gate", run_id, "--fail-on", "critical", "-o", "json")
    assert result.code == 1
    assert (result.json["run_id"], result.json["verdict"]) == (run_id, "fail")
    assert result.json["policy"]["fail_on"] == "critical"
    assert {one["check_id"] for one in result.json["findings"]} == {PUBLIC}


def test_the_table_has_what_is_wrong_and_the_fix(
    here: Posture, ran: Callable[..., str], buckets: str
) -> None:
    result = here("gate", ran(buckets, "--check", PUBLIC), "--fail-on", "critical")
    header, *lines = (line.split("\t") for line in result.out.splitlines())
    assert header == [
        "SEVERITY",
        "FINDING",
        "RESOURCE",
        "CHECK",
        "STATUS",
        "DELTA",
        "ID",
        "SEEN",
        "FIX",
    ]
    assert lines
    for line in lines:
        row = dict(zip(header, line, strict=True))
        assert row["FINDING"] == "S3 bucket policy grants access to the public"
        assert "-" not in {row["SEEN"], row["FIX"]}


def test_a_run_without_a_result_has_its_own_exit_code(
    here: Posture, ran: Callable[..., str], dead: str
) -> None:
    result = here("gate", ran(dead), "--max-unknown", "1000")
    assert (result.code, result.out) == (3, "")
    assert "The run failed: it says nothing." in result.err


def test_with_wait_a_running_run_is_awaited(here: Posture, connect: Connect, hanging: str) -> None:
    start = ("run", "start", "--integration", connect(hanging), "-o", "json")
    run_id = here(*start).json["run_id"]
    refused = here("gate", run_id)
    late = here("gate", run_id, "--wait", "--timeout", "0.2")
    here("run", "cancel", run_id)
    waited = here("gate", run_id, "--wait")
    assert (refused.code, late.code, waited.code) == (2, 4, 3)
    assert "409 run_not_finished" in refused.err
    assert "`posture gate RUN --wait`" in refused.err
    assert "The run was cancelled" in waited.err


MISSING = "arn:aws:s3:::no-such-bucket-anywhere"


@pytest.mark.parametrize(
    ("resource_id", "reason"),
    [
        (MISSING, "NotFound"),
        ("garbage", "NotAnId"),
        ("arn:aws:iam::999999999999:role/elsewhere", "OtherAccount"),
        ("arn:aws:servicediscovery:eu-central-1:123456789012:service/nightly", "NoChecks"),
    ],
)
def test_an_asset_that_is_not_found_stops_the_gate(
    here: Posture, connect: Connect, buckets: str, resource_id: str, reason: str
) -> None:
    named = ("--integration", connect(buckets), "--resource", resource_id)
    started = here("run", "start", *named, "--fail-on", "critical")
    assert started.code == 1
    assert f"{reason}: {resource_id}" in started.err
    run_id = here("run", "list", "-o", "json").json[0]["id"]
    result = here("gate", run_id, "--max-unknown", "100")
    assert (result.code, result.out) == (1, "")
    assert "(0 assets, 0 verdicts)" in result.err
    decided = here("gate", run_id, "-o", "json").json
    assert decided["verdict"] == "inconclusive"
    (unread,) = decided["unread"]
    assert (unread["reason"], unread["call"], unread["count"]) == (reason, resource_id, 1)
    assert f"not read: {reason}: {resource_id}" in here("run", "show", run_id).err
    assert decided["coverage"] < 1


@pytest.mark.parametrize(
    ("scope", "policy", "what"),
    [
        (("--services", "s3,iam"), ("--family", "network"), "family network"),
        (
            ("--services", "s3,iam"),
            ("--family", "compute", "--family", "network"),
            "family compute or network",
        ),
        (("--check", VERSIONING), ("--framework", "OWASP_LLM"), "framework OWASP_LLM"),
    ],
)
def test_a_policy_without_checks_is_refused(  # noqa: PLR0917  # a row of the table and its fixtures
    here: Posture,
    ran: Callable[..., str],
    buckets: str,
    scope: tuple[str, ...],
    policy: tuple[str, ...],
    what: str,
) -> None:
    result = here("gate", ran(buckets, *scope), "--only", "all", *policy)
    assert (result.code, result.out) == (2, "")
    assert "policy_without_checks" in result.err
    assert f"The run selected no check of {what}." in result.err


def test_an_unknown_framework_never_passes(
    here: Posture, ran: Callable[..., str], buckets: str
) -> None:
    result = here("gate", ran(buckets, "--check", VERSIONING), "--framework", "CIS_MOON")
    assert (result.code, result.out) == (2, "")
    assert " framework_unknown" in result.err


@pytest.mark.parametrize(
    ("run_id", "slug"),
    [("nope", "invalid_run_id"), ("00000000-0000-4000-8000-000000000000", "run_not_found")],
)
@pytest.mark.parametrize("wait", [(), ("--wait",)])
def test_a_missing_run_never_passes(
    here: Posture, run_id: str, slug: str, wait: tuple[str, ...]
) -> None:
    result = here("gate", run_id, *wait)
    assert (result.code, result.out) == (2, "")
    assert f" {slug}" in result.err
