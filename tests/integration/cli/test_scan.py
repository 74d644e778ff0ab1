"""`posture scan`: one run in this process."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import Result, posture
from tests.emulator.faults import endpoint, error
from tests.integration.cli.conftest import AWS

pytestmark = pytest.mark.anyio
S3 = ("--region", "eu-central-1", "--services", "s3")


def scan(*arguments: str, **environ: str) -> Result:
    result = posture("scan", "aws", *arguments, environ=AWS | environ)
    assert AWS["AWS_SECRET_ACCESS_KEY"] not in result.out + result.err
    assert "Traceback" not in result.err
    return result


def test_an_account_is_scanned_without_a_server(buckets: str) -> None:
    result = scan(*S3, "--endpoint-url", buckets, "-o", "json")
    assert result.code == 0
    report = result.json
    assert report["account_id"] == "123456789012"
    assert report["coverage"] == 1
    assert report["finding_count"] == len(report["findings"]) == report["verdict_counts"]["fail"]
    assert report["findings"][0]["severity"] == "critical"
    leaky = {finding["resource_id"] for finding in report["findings"]}
    assert "arn:aws:s3:::prod-customer-exports-acme" in leaky
    assert all(finding["remediation"] for finding in report["findings"])


def test_people_get_a_table_and_a_summary(buckets: str) -> None:
    result = scan(*S3, AWS_ENDPOINT_URL=buckets)
    assert result.code == 0
    header, *lines = result.out.splitlines()
    assert header == "SEVERITY\tFINDING\tRESOURCE\tCHECK\tSEEN"
    assert {line.count("\t") for line in lines} == {4}
    assert not any("  " in line or line.endswith((" ", "\t")) for line in lines)
    *_, account, findings, verdicts = result.err.splitlines()
    assert account.startswith("Account 123456789012: ")
    assert "coverage 100 %" in account
    assert findings.startswith("Findings: critical ")
    assert verdicts.startswith("Verdicts: pass ")


@pytest.mark.parametrize(
    ("check", "fail_on", "code"),
    [
        ("aws_s3_bucket_policy_not_public", "critical", 1),
        ("aws_s3_bucket_versioning_enabled", "critical", 0),
    ],
)
def test_findings_fail_the_gate_by_their_severity(
    buckets: str, check: str, fail_on: str, code: int
) -> None:
    result = scan(*S3, "--check", check, "--fail-on", fail_on, "--endpoint-url", buckets)
    assert result.code == code


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--fail-on", "critical"), 1),
        (("--fail-on", "critical", "--max-unknown", "1000"), 0),
        ((), 0),
    ],
)
async def test_denied_reads_fail_the_gate_unless_allowed(
    buckets: str, options: tuple[str, ...], code: int
) -> None:
    names = ("aws_s3_bucket_versioning_enabled", "aws_s3_bucket_public_access_blocked")
    check = ("--check", ",".join(names))
    call = "s3:GetBucketVersioning"
    async with endpoint(buckets) as cloud:
        cloud.fault = lambda asked: error(call, "AccessDenied") if asked == call else None
        result = await asyncio.to_thread(
            scan, *S3, *check, *options, "--endpoint-url", cloud.url, "-o", "json"
        )
    assert result.code == code
    assert result.json["verdict_counts"]["unknown"] > 0
    assert ("verdicts are unknown" in result.err) == bool(code)


def test_a_scan_of_one_asset_reads_only_that_asset(buckets: str) -> None:
    arn = "arn:aws:s3:::prod-orders-acme"
    report = scan(*S3, "--resource", arn, "--endpoint-url", buckets, "-o", "json").json
    assert {finding["resource_id"] for finding in report["findings"]} <= {arn}
    assert report["asset_count"] == 1


@pytest.mark.parametrize(
    ("resource_id", "reason"),
    [
        ("arn:aws:s3:::no-such-bucket-anywhere", "NotFound"),
        ("garbage", "NotAnId"),
        ("arn:aws:iam::999999999999:role/elsewhere", "OtherAccount"),
        ("arn:aws:iam::123456789012:role/of-a-service-left-out", "NoChecks"),
    ],
)
def test_an_asset_that_is_not_found_fails_the_gate(
    buckets: str, resource_id: str, reason: str
) -> None:
    named = ("--resource", resource_id, "--endpoint-url", buckets, "--fail-on", "critical")
    result = scan(*S3, *named, "-o", "json")
    assert result.code == 1
    report = result.json
    assert (report["asset_count"], report["verdict_count"]) == (0, 0)
    assert report["coverage"] < 1
    assert report["verdict_counts"]["unknown"] == 1
    assert report["unread"] == [
        {
            "reason": reason,
            "call": resource_id,
            "count": 1,
            "regions": [],
            "permission": None,
        }
    ]
    lenient = scan(*S3, *named, "--max-unknown", "100")
    assert lenient.code == 1
    assert "nothing was evaluated" in lenient.err
    assert f"{reason}: {resource_id}" in lenient.err


def test_an_asset_in_a_region_that_is_not_scanned_is_unknown(buckets: str) -> None:
    elsewhere = "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1"
    options = ("--region", "eu-central-1", "--resource", elsewhere, "--endpoint-url", buckets)
    result = scan(*options, "--fail-on", "critical", "-o", "json")
    assert result.code == 1
    (unread,) = result.json["unread"]
    assert (unread["reason"], unread["call"], unread["count"]) == ("OtherRegion", elsewhere, 1)


LEAKY = "arn:aws:s3:::prod-customer-exports-acme"
GONE = "arn:aws:s3:::long-gone"
RULE = "arn:aws:servicediscovery:eu-central-1:123456789012:service/t"


def changed(kind: str, arn: str, action: str) -> dict[str, Any]:
    values = {"id": "a", "arn": arn}
    change = {"actions": [action], "before": values, "after": values}
    return {"address": f"{kind}.{action}", "mode": "managed", "type": kind, "change": change}


@pytest.mark.parametrize(
    ("changes", "code", "counts"),
    [
        ([("aws_s3_bucket", LEAKY, "update"), ("aws_s3_bucket", GONE, "delete")], 1, (1, 1, 0)),
        (
            [("aws_s3_bucket", GONE, "delete"), ("aws_service_discovery_service", RULE, "delete")],
            0,
            (0, 1, 1),
        ),
        ([("aws_service_discovery_service", RULE, "delete")], 1, (0, 0, 1)),
    ],
    ids=["changed and removed", "removed", "without checks"],
)
def test_a_scan_is_limited_to_what_a_plan_touches(
    buckets: str,
    tmp_path: Path,
    changes: list[tuple[str, str, str]],
    code: int,
    counts: tuple[int, int, int],
) -> None:
    resources = {"resource_changes": [changed(*one) for one in changes]}
    plan: dict[str, Any] = {"planned_values": {"root_module": {}}} | resources
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    limits = ("--from-plan", str(tmp_path / "plan.json"), "--fail-on", "high", "-o", "json")
    check = ("--region", "eu-central-1", "--check", "aws_s3_bucket_policy_not_public")
    result = scan(*check, *limits, "--endpoint-url", buckets)
    report = result.json
    absent = report["verdict_counts"]["not_applicable"]
    assert (report["asset_count"], absent, report["unchecked_count"]) == counts
    assert (result.code, report["verdict_counts"]["unknown"]) == (code, 0), result.err


def test_a_scan_of_a_plan_without_ids_is_an_error(tmp_path: Path) -> None:
    item = {
        "address": "aws_cloudwatch_dashboard.a",
        "mode": "managed",
        "type": "aws_cloudwatch_dashboard",
    }
    change = {"actions": ["update"], "before": {"name": "a"}, "after": {"name": "b"}}
    resources = {"resource_changes": [{**item, "change": change}]}
    plan: dict[str, Any] = {"planned_values": {"root_module": {}}} | resources
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    result = scan("--from-plan", str(tmp_path / "plan.json"))
    assert (result.code, result.out) == (1, "")
    assert "can be scanned by its id" in result.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--services", "s3,nothing"], "no service is called nothing"),
        (["--check", "aws_no_such_check"], "no check is called aws_no_such_check"),
    ],
)
def test_a_scan_without_any_check_is_refused(arguments: list[str], message: str) -> None:
    result = scan(*arguments)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert "posture checks list" in result.err


def test_an_account_that_cannot_be_reached_is_a_failed_run(dead: str) -> None:
    result = scan(*S3, "--endpoint-url", dead, POSTURE_CLOUD_CALL_ATTEMPTS="1")
    assert (result.code, result.out) == (3, "")


def test_missing_credentials_are_reported() -> None:
    result = posture("scan", "aws", *S3, environ={"AWS_EC2_METADATA_DISABLED": "true"})
    assert (result.code, result.out) == (3, "")
    assert "credentials" in result.err


def test_a_scan_that_takes_too_long_ends_in_a_timeout(hanging: str) -> None:
    result = scan(*S3, "--endpoint-url", hanging, POSTURE_RUN_TIMEOUT_SECONDS="0.3")
    assert (result.code, result.out) == (4, "")
    assert "longer than 0.3 s" in result.err
