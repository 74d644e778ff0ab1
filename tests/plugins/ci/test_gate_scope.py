"""What a gate of a pipeline scans: the assets of a plan and a state."""

import json
from pathlib import Path

import pytest

from posture_ci import terraform
from posture_client import Client
from tests.plugins.ci import checkout
from tests.plugins.ci.checkout import DECLARED_AT, LEAK, LEAKING, TIDY, arn
from tests.plugins.ci.conftest import Site
from tests.plugins.ci.hosts import Pipeline, assigned

S3 = ("--service", "s3")


@pytest.mark.parametrize(
    ("resource_id", "reason"),
    [
        (arn("no-such-bucket-anywhere"), "NotFound"),
        ("garbage", "NotAnId"),
        ("arn:aws:iam::999999999999:role/elsewhere", "OtherAccount"),
    ],
)
def test_an_asset_that_is_not_found_stops_the_pipeline(
    site: Site, pipeline: Pipeline, resource_id: str, reason: str
) -> None:
    files = ("--json", "gate.json")
    done = pipeline.gate("--integration", site.integration(), "--resource-id", resource_id, *files)
    assert done.code == 1, done.err
    told = json.loads((pipeline.directory / "gate.json").read_text())
    assert (told["verdict"], told["exit_code"]) == ("inconclusive", 1)
    assert (told["asset_count"], told["verdict_count"]) == (0, 0)
    assert f"(0 assets, 0 verdicts): 1 unknown verdict; 0 may be: {reason}" in done.out


def test_the_state_of_another_account_stops_the_pipeline(site: Site, pipeline: Pipeline) -> None:
    pipeline.directory.mkdir()
    elsewhere = "arn:aws:iam::999999999999:role/elsewhere"
    role = {"mode": "managed", "address": "aws_iam_role.a", "type": "aws_iam_role"}
    resources = [role | {"values": {"arn": elsewhere, "name": "elsewhere"}}]
    state = {"format_version": "1.0", "values": {"root_module": {"resources": resources}}}
    (pipeline.directory / "state.json").write_text(json.dumps(state))
    named = ("--integration", site.integration(), "--terraform-state", "state.json")
    done = pipeline.gate(*named)
    assert done.code == 1, done.err
    assert f"OtherAccount: {elsewhere}" in done.out


@pytest.mark.parametrize(
    ("buckets", "code", "verdict"), [((TIDY,), 0, "pass"), ((), 1, "inconclusive")]
)
def test_what_no_check_looks_at_is_left_out_but_is_not_enough(
    site: Site, pipeline: Pipeline, buckets: tuple[str, ...], code: int, verdict: str
) -> None:
    pipeline.directory.mkdir()
    rule = "arn:aws:servicediscovery:eu-central-1:123456789012:service/nightly"
    found = [("aws_service_discovery_service", {"arn": rule})]
    found += [("aws_s3_bucket", {"arn": arn(name), "bucket": name}) for name in buckets]
    resources = [
        {"mode": "managed", "address": f"{kind}.a", "type": kind, "values": values}
        for kind, values in found
    ]
    state = {"format_version": "1.0", "values": {"root_module": {"resources": resources}}}
    (pipeline.directory / "state.json").write_text(json.dumps(state))
    options = ("--check", LEAK, "--terraform-state", "state.json", "--json", "gate.json")
    done = pipeline.gate("--integration", site.integration(), *options)
    assert done.code == code, done.err
    document = json.loads((pipeline.directory / "gate.json").read_text())
    assert (document["verdict"], document["gate"]["unknown_count"]) == (verdict, 0)


def test_a_plan_limits_the_run_and_a_state_says_where_it_is_declared(
    site: Site, pipeline: Pipeline
) -> None:
    checkout.write(pipeline.directory / "infra", LEAKING)
    files = ("--from-plan", "infra/plan.json", "--terraform-state", "infra/state.json")
    done = pipeline.gate("--integration", site.integration(), *S3, *files, "--json", "gate.json")
    assert done.code == 1
    run = json.loads((pipeline.directory / "gate.json").read_text())["run"]
    named = {"services": ["s3"], "resource_ids": [arn(LEAKING)]}
    assert run["scope"] == named | {"skip_unchecked": True}
    (row,) = [line for line in done.out.splitlines() if LEAK in line]
    assert row.split()[3:] == [f"infra/main.tf:{DECLARED_AT}", "aws_s3_bucket.exports"]
    # The server shows the same place to those who read the findings elsewhere.
    with Client(site.api.url, site.api.token) as client:
        found = client.list_findings(scan_id=run["id"], check_id=LEAK)["data"]
    place = {"address": "aws_s3_bucket.exports", "file": "infra/main.tf", "line": DECLARED_AT}
    assert [one["terraform"] for one in found] == [place]


@pytest.mark.parametrize(
    ("actions", "expected"), [(("update",), True), (("no-op",), False), ((), None)]
)
def test_a_finding_says_whether_the_plan_changes_its_asset(
    site: Site, pipeline: Pipeline, *, actions: tuple[str, ...], expected: bool | None
) -> None:
    checkout.write(pipeline.directory, LEAKING)
    plan = checkout.plan(LEAKING, *actions)
    (pipeline.directory / "plan.json").write_text(json.dumps(plan))
    files = ["--terraform-state", "state.json", *(["--from-plan", "plan.json"] if actions else [])]
    options = ("--integration", site.integration(), "--check", LEAK, "--whole-account")
    assert pipeline.gate(*options, *files, "--json", "gate.json").code == 1
    run = json.loads((pipeline.directory / "gate.json").read_text())["run"]
    with site.client() as client:
        found = client.list_findings(scan_id=run["id"], delta="new")["data"]
    of_leaking = [one.get("in_plan") for one in found if one["resource_id"] == arn(LEAKING)]
    assert of_leaking == [expected]
    assert all("in_plan" not in one for one in found if one["resource_id"] != arn(LEAKING))


def test_a_root_module_without_a_plan_says_nothing_of_one(tmp_path: Path) -> None:
    for name, bucket in (("network", TIDY), ("data", LEAKING)):
        checkout.write(tmp_path / name, bucket)
    (tmp_path / "data" / "plan.json").write_text(json.dumps(checkout.plan(LEAKING, "no-op")))
    states = [tmp_path / name / "state.json" for name in ("network", "data")]
    found = terraform.roots([tmp_path / "data" / "plan.json"], states, None)
    places = terraform.declarations(found, tmp_path)
    assert {asset: one.in_plan for asset, one in places.items()} == {
        arn(TIDY): None,
        arn(LEAKING): False,
    }


def test_several_roots_are_one_run(site: Site, pipeline: Pipeline) -> None:
    for name, bucket in (("network", TIDY), ("data", LEAKING)):
        checkout.write(pipeline.directory / "live" / name, bucket)
    files = ("--from-plan", "live/**/plan.json", "--terraform-state", "live/**/state.json")
    options = ("--integration", site.integration(), "--check", LEAK, "--json", "gate.json")
    done = pipeline.gate(*options, *files)
    assert done.code == 1
    run = json.loads((pipeline.directory / "gate.json").read_text())["run"]
    assert run["scope"]["resource_ids"] == [arn(LEAKING), arn(TIDY)]
    assert f"live/data/main.tf:{DECLARED_AT} aws_s3_bucket.exports" in done.out


@pytest.mark.parametrize(("extra", "ids"), [((), [arn(TIDY)]), (("--whole-account",), None)])
def test_a_state_alone_limits_the_run_unless_switched_off(
    site: Site, pipeline: Pipeline, extra: tuple[str, ...], ids: list[str] | None
) -> None:
    checkout.write(pipeline.directory, TIDY)
    options = ("--integration", site.integration(), "--check", LEAK, "--json", "gate.json", *extra)
    pipeline.gate(*options, "--terraform-state", "state.json")
    run = json.loads((pipeline.directory / "gate.json").read_text())["run"]
    assert run["scope"].get("resource_ids") == ids


@pytest.mark.parametrize(
    ("kind", "arn_", "verdict"),
    [
        pytest.param("aws_s3_bucket", arn("long-gone"), "pass", id="a bucket"),
        pytest.param(
            "aws_service_discovery_service",
            "arn:aws:servicediscovery:eu-central-1:123456789012:service/t",
            "inconclusive",
            id="a rule",
        ),
    ],
)
def test_a_plan_that_only_removes_starts_a_run_that_looks_whether_it_is_gone(
    site: Site, pipeline: Pipeline, kind: str, arn_: str, verdict: str
) -> None:
    pipeline.directory.mkdir()
    change = {"actions": ["delete"], "before": {"id": "a", "arn": arn_}, "after": None}
    item = {"mode": "managed", "address": f"{kind}.a", "type": kind, "change": change}
    plan = {"planned_values": {"root_module": {}}, "resource_changes": [item]}
    (pipeline.directory / "plan.json").write_text(json.dumps(plan))
    files = ("--from-plan", "plan.json", "--json", "gate.json", "--markdown", "gate.md")
    done = pipeline.gate("--integration", site.integration(), *files)
    written = json.loads((pipeline.directory / "gate.json").read_text())
    assert written["run"]["scope"] == {
        "resource_ids": [arn_],
        "expected_absent": [arn_],
        "skip_unchecked": True,
    }
    assert (written["verdict"], done.code) == (verdict, int(verdict != "pass")), done.err
    for text in (done.err, (pipeline.directory / "gate.md").read_text()):
        assert (f"1 resource has no checks: {arn_}" in text) == (verdict != "pass")


def test_a_plan_that_touches_nothing_needs_no_run(site: Site, pipeline: Pipeline) -> None:
    integration = site.integration()
    pipeline.directory.mkdir()
    (pipeline.directory / "plan.json").write_text(json.dumps(checkout.plan(TIDY, "no-op")))
    files = ("--from-plan", "plan.json", "--dotenv", "gate.env")
    done = pipeline.gate("--integration", integration, *files)
    assert (done.code, done.out) == (0, "")
    assert "the plan touches nothing in the cloud" in done.err
    assert assigned(pipeline.directory / "gate.env")["posture_run_id"] == ""
    with site.client() as client:
        assert client.list_runs(integration_id=integration)["data"] == []


@pytest.mark.parametrize(
    ("kind", "code"), [("aws_cloudwatch_dashboard", 1), ("github_repository", 0)]
)
def test_resources_of_a_cloud_without_an_id_are_not_passed(
    site: Site, pipeline: Pipeline, kind: str, code: int
) -> None:
    pipeline.directory.mkdir()
    resources = [{"mode": "managed", "address": f"{kind}.a", "type": kind, "values": {"name": "a"}}]
    state = {"format_version": "1.0", "values": {"root_module": {"resources": resources}}}
    (pipeline.directory / "state.json").write_text(json.dumps(state))
    named = ("--integration", site.integration(), "--terraform-state", "state.json")
    done = pipeline.gate(*named)
    assert (done.code, done.out) == (code, ""), done.err
    assert ("can be scanned by its id" in done.err) == bool(code)
