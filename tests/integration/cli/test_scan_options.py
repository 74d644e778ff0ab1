"""`posture scan`: which checks it evaluates, its formats and files, and `posture.toml`."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from posture.cli.scan import commands
from posture.cli.scan_config import json_schema
from tests.command import Result, posture
from tests.integration.cli.conftest import AWS

LEAKY = "arn:aws:s3:::prod-customer-exports-acme"
PUBLIC = "aws_s3_bucket_policy_not_public"
BLOCKED = "aws_s3_bucket_public_access_blocked"
VERSIONED = "aws_s3_bucket_versioning_enabled"
QUICK = ("--region", "eu-central-1", "--check", f"{PUBLIC},{VERSIONED}")

Scan = Callable[..., Result]


@pytest.fixture
def scan(buckets: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scan:
    """Run a scan of the account's buckets in an empty directory, which is a repository's root."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **environ: str) -> Result:
        result = posture(
            "scan", "aws", *arguments, environ=AWS | {"AWS_ENDPOINT_URL": buckets} | environ
        )
        assert "Traceback" not in result.err
        return result

    return run


def found_checks(result: Result) -> set[str]:
    return {one["check_id"] for one in result.json["findings"]}


def test_severity_framework_and_exclude_select_the_checks(scan: Scan) -> None:
    s3 = ("--region", "eu-central-1", "--service", "s3", "-o", "json")
    every = scan(*s3).json
    critical = scan(*s3, "--severity", "critical,high").json
    framework = scan(*s3, "--framework", "CIS_AWS").json
    fewer = scan(*s3, "--exclude", PUBLIC)

    assert {one["severity"] for one in every["findings"]} > {"critical", "high"}
    assert {one["severity"] for one in critical["findings"]} == {"critical", "high"}
    assert 0 < framework["verdict_count"] < every["verdict_count"]
    assert all(
        any(ref.startswith("CIS_AWS") for ref in one["risk_refs"]) for one in framework["findings"]
    )
    assert {one["check_id"] for one in every["findings"]} - found_checks(fewer) == {PUBLIC}
    assert every["severity_counts"]["critical"] == critical["severity_counts"]["critical"] > 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ("--region", "eu-centrl-1"),
            "no region is called eu-centrl-1 (did you mean eu-central-1?",
        ),
        (("--service", "s4"), "no service is called s4 (did you mean s3?"),
        (("--check", PUBLIC[:-1]), f"(did you mean {PUBLIC}?)"),
        (("--exclude", "zzz"), "no check or service is called zzz"),
        (("--framework", "CIS_AWZ"), "(did you mean CIS_AWS?)"),
        (("--severity", "hihg"), "'hihg' is not one of critical, high"),
        (("--service", "s3", "--exclude", "s3"), "leave no check"),
        (("--severity", "low", "--fail-on", "high"), "--fail-on could never stop"),
        (("--output", "json"), "Use --format json"),
        (("--output", "findings.txt"), "Add --format"),
        (("--output", "f.txt", "--format", "table"), "no format for f.txt"),
        (("--config", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_read(
    scan: Scan, options: tuple[str, ...], message: str
) -> None:
    result = scan(*options)
    assert (result.code, result.out) == (2, "")
    assert message in result.err


def test_a_region_that_is_newer_than_this_version_is_allowed_by_a_setting(scan: Scan) -> None:
    options = ("--region", "eu-central-9", "--check", PUBLIC, "-o", "json")
    result = scan(*options, POSTURE_EXTRA_REGIONS="xx-new-1 eu-central-9")
    assert "no region is called" not in result.err


@pytest.mark.parametrize(
    ("name", "has"),
    [
        ("result.sarif", LEAKY),
        ("result.html", LEAKY),
        ("result.json", LEAKY),
        ("result.ocsf.ndjson", LEAKY),
        ("result.junit.xml", LEAKY),
        ("result.csv", LEAKY),
        ("result.md", "S3 bucket"),
        ("result.gitlab.json", LEAKY),
    ],
)
def test_a_file_has_the_format_that_its_name_ends_in(
    scan: Scan, tmp_path: Path, name: str, has: str
) -> None:
    result = scan(*QUICK, "--output", name)
    assert result.code == 0
    assert has in (tmp_path / name).read_text()
    assert LEAKY in result.out, "the table is shown as well"
    assert result.err.splitlines()[-1].startswith(f"Written to {name} as ")


def test_a_format_without_a_file_is_all_of_stdout(scan: Scan) -> None:
    result = scan(*QUICK, "--format", "sarif")
    sarif = json.loads(result.out)
    assert {one["ruleId"] for one in sarif["runs"][0]["results"]} == {PUBLIC, VERSIONED}


def test_a_file_that_cannot_be_written_is_an_error(scan: Scan) -> None:
    result = scan(*QUICK, "--output", "nowhere/result.sarif")
    assert result.code == 2
    assert "cannot write nowhere/result.sarif" in result.err


CONFIG = f"""
[aws]
regions = ["eu-central-1"]
checks = ["{PUBLIC}", "{VERSIONED}"]
fail_on = "critical"
format = "json"

[[exceptions]]
check = "{PUBLIC}"
resource = "arn:aws:s3:::prod-*"
reason = "The exports are public on purpose."
owner = "team-data"
expires = EXPIRES
"""


def test_a_file_above_has_options_and_exceptions(
    scan: Scan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "posture.toml").write_text(CONFIG.replace("EXPIRES", "2999-12-31"))
    (tmp_path / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "deep" / "er")
    result, table = scan(), scan("--format", "table")
    (leak,) = (one for one in result.json["findings"] if one["check_id"] == PUBLIC)

    assert result.code == table.code == 0
    assert f"posture: options of {Path('..', '..', 'posture.toml')}" in result.err
    assert result.json["excepted_count"] == 1
    assert (leak["exception"]["owner"], leak["exception"]["expires"]) == ("team-data", "2999-12-31")
    assert PUBLIC not in table.out
    assert "1 more excepted by posture.toml" in table.err


def test_an_exception_that_has_expired_is_named_and_has_no_effect(
    scan: Scan, tmp_path: Path
) -> None:
    (tmp_path / "posture.toml").write_text(CONFIG.replace("EXPIRES", "2020-01-31"))
    result = scan("--format", "table")

    assert result.code == 1
    assert PUBLIC in result.out
    assert f"exception expired: {PUBLIC} on arn:aws:s3:::prod-*, team-data until" in result.err


def test_an_excepted_finding_is_suppressed_in_the_formats(scan: Scan, tmp_path: Path) -> None:
    (tmp_path / "posture.toml").write_text(CONFIG.replace("EXPIRES", "2999-12-31"))
    rows = [json.loads(line) for line in scan("--format", "ndjson").out.splitlines()]
    reasons = {row["check_id"]: row["suppressed_by"] for row in rows}
    assert reasons[PUBLIC].startswith("posture.toml: team-data until 2999-12-31: The exports")
    assert reasons[VERSIONED] is None


def test_the_command_line_replaces_the_file_and_can_leave_it_out(
    scan: Scan, tmp_path: Path
) -> None:
    (tmp_path / "posture.toml").write_text(CONFIG.replace("EXPIRES", "2999-12-31"))
    replaced = scan("--check", BLOCKED)
    alone = scan(*QUICK, "--no-config", "-o", "json")
    (tmp_path / "posture.toml").rename(tmp_path / "other.toml")
    named = scan("--config", "other.toml")

    assert found_checks(replaced) == {BLOCKED}
    assert alone.json["excepted_count"] == 0
    assert "options of" not in alone.err
    assert named.json["excepted_count"] == 1


def test_a_file_outside_the_repository_is_not_used(
    scan: Scan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "posture.toml").write_text("nonsense")
    inner = tmp_path / "inner"
    (inner / ".git").mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert "posture.toml" not in scan(*QUICK, "-o", "json").err


EXCEPTION = '[[exceptions]]\ncheck = "%s"\nresource = "*"\nreason = "r"\nowner = "o"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[aws", "is not valid TOML"),
        ("[awss]", "awss: unknown key; did you mean aws?"),
        ('[aws]\nregion = "eu-central-1"', "aws.region: unknown key; did you mean regions?"),
        ("[aws]\ntoken = 1", "aws.token: unknown key; known are "),
        ("[aws]\nregions = 7", "aws.regions: expected a list of texts"),
        ('[aws]\nmax_unknown = "7"', "aws.max_unknown: expected a whole number"),
        ("[aws]\nmax_unknown = true", "aws.max_unknown: expected a whole number"),
        ("[aws]\nmax_unknown = -1", "max-unknown"),
        ("[aws]\nprofile = 1", "aws.profile: expected a text"),
        ('[aws]\nfail_on = "critcal"', "did you mean critical?"),
        ('[aws]\nregions = ["eu-centrl-1"]', "did you mean eu-central-1?"),
        ("aws = 1", "write a table [aws]"),
        ("exceptions = 1", "[[exceptions]]"),
        ('[[exceptions]]\ncheck = "c"', "exceptions 1: resource and reason and owner and expires"),
        (EXCEPTION % PUBLIC + 'expires = "2999-01-01"', "expires: expected a date"),
        (EXCEPTION % PUBLIC + "expires = 2999-01-01T00:00:00Z", "expires: expected a date"),
        (EXCEPTION % PUBLIC + "expire = 2999-01-01", "expire: unknown key; did you mean expires?"),
        (EXCEPTION % PUBLIC[:-1] + "expires = 2999-01-01", f"did you mean {PUBLIC}?"),
        (EXCEPTION % "" + "expires = 2999-01-01", "check: expected 1 to 1000 characters"),
    ],
)
def test_a_mistake_in_the_file_is_named(
    scan: Scan, tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "posture.toml").write_text(text)
    result = scan()
    assert (result.code, result.out) == (2, "")
    assert message in result.err


def test_a_file_that_is_too_large_or_no_text_is_refused(scan: Scan, tmp_path: Path) -> None:
    (tmp_path / "posture.toml").write_bytes(b"#" * 1_048_577)
    assert "is larger than" in scan().err
    (tmp_path / "posture.toml").write_bytes(b"\xff")
    assert "is not valid TOML" in scan().err


def as_json(text: str) -> Any:  # noqa: ANN401  # any JSON
    return json.loads(json.dumps(tomllib.loads(text), default=str))


def test_the_schema_allows_what_the_command_does() -> None:
    schema = json_schema(commands())
    assert posture("scan", "schema", environ={}).json == schema
    jsonschema.validate(as_json(CONFIG.replace("EXPIRES", "2999-12-31")), schema)
    for wrong in ("[aws]\nregion = 1", "[aws]\nmax_unknown = -1", '[[exceptions]]\ncheck = "c"'):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(as_json(wrong), schema)
