"""`--from-plan` and `--terraform-state`: what they ask for, and what is wrong with a file."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.command import posture
from tests.integration.cli.conftest import Posture

LEAKY = "prod-customer-exports-acme"
TIDY = "prod-orders-acme"


def written(file: Path, document: Any) -> str:  # noqa: ANN401  # any JSON
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    return str(file)


def planned(*changes: tuple[str, str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "planned_values": {"root_module": {}},
        "resource_changes": [
            {
                "address": f"{kind}.it",
                "mode": "managed",
                "type": kind,
                "change": {"actions": [action], "before": None, "after": after},
            }
            for kind, action, after in changes
        ],
    }


def test_a_run_scans_what_the_plan_changes_and_reports_the_rest(
    here: Posture, connect: Callable[[str], str], buckets: str, tmp_path: Path
) -> None:
    plan = planned(
        ("aws_s3_bucket_policy", "update", {"bucket": LEAKY}),
        ("aws_organizations_thing", "create", {}),
    )
    file = written(tmp_path / "plan.json", plan)
    start = ("run", "start", "--integration", connect(buckets), "--wait", "-o", "json")
    done = here(*start, "--from-plan", file)
    assert done.json["scope"] == {
        "resource_ids": [f"arn:aws:s3:::{LEAKY}"],
        "skip_unchecked": True,
    }
    assert done.json["asset_count"] == 1
    assert "aws_organizations_thing.it: not a resource that posture can map to an asset" in done.err


def test_a_plan_that_only_removes_starts_a_run(
    here: Posture, connect: Callable[[str], str], buckets: str, tmp_path: Path
) -> None:
    rule, bucket = (
        "arn:aws:servicediscovery:eu-central-1:123456789012:service/t",
        "arn:aws:s3:::long-gone",
    )
    plan = planned(("aws_s3_bucket", "delete", {}), ("aws_service_discovery_service", "delete", {}))
    for item, id_ in zip(plan["resource_changes"], (bucket, rule), strict=True):
        item["change"] |= {"before": {"arn": id_}, "after": None}
    file = written(tmp_path / "plan.json", plan)
    start = ("run", "start", "--integration", connect(buckets), "--from-plan", file)
    done = here(*start, "--fail-on", "high")
    assert (done.code, "1 resource has no checks" in done.err) == (0, True), done.err
    assert rule in done.err


def test_a_plan_of_resources_without_an_id_is_an_error(here: Posture, tmp_path: Path) -> None:
    plan = planned(("aws_cloudwatch_dashboard", "update", {"name": "a"}))
    file = written(tmp_path / "plan.json", plan)
    done = here("run", "start", "--integration", "unused", "--from-plan", file)
    assert (done.code, done.out) == (1, "")
    assert "nothing of what Terraform names in the cloud can be scanned by its id" in done.err


def test_a_state_alone_limits_a_run_to_what_is_in_it(
    here: Posture, connect: Callable[[str], str], buckets: str, tmp_path: Path
) -> None:
    item = {"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket"}
    resources = [{**item, "values": {"bucket": LEAKY}}]
    state = {"values": {"root_module": {"resources": resources}}}
    file = written(tmp_path / "state.json", state)
    (tmp_path / "main.tf").write_text('\nresource "aws_s3_bucket" "b" {}\n')
    start = ("run", "start", "--integration", connect(buckets), "--wait", "-o", "json")
    done = here(*start, "--terraform-state", file, "--terraform-dir", str(tmp_path))
    assert done.json["scope"]["resource_ids"] == [f"arn:aws:s3:::{LEAKY}"]
    # What the run found shows from now on where it is declared, without the state.
    listed = here("findings", "list", "--run", done.json["id"], "-o", "json").json
    place = {"address": "aws_s3_bucket.b", "file": "main.tf", "line": 2}
    assert [one["terraform"] for one in listed] == [place] * len(listed) != []
    assert "aws_s3_bucket.b (main.tf:2)" in here("findings", "show", listed[0]["id"]).out
    same = (done.json["id"], done.json["id"])
    compared = here("run", "compare", *same, "--change", "unchanged")
    assert "aws_s3_bucket.b (main.tf:2)" in compared.out
    assert "IN PLAN" not in compared.out.splitlines()[0]  # where it is not known of any


def test_a_plan_beside_a_state_says_of_findings_whether_it_changes_their_assets(
    here: Posture, connect: Callable[[str], str], buckets: str, tmp_path: Path
) -> None:
    names = {LEAKY: f"arn:aws:s3:::{LEAKY}", TIDY: f"arn:aws:s3:::{TIDY}"}
    item = {"mode": "managed", "type": "aws_s3_bucket"}
    resources = [
        {**item, "address": f'aws_s3_bucket.b["{name}"]', "values": {"bucket": name, "arn": arn}}
        for name, arn in names.items()
    ]
    state = {"values": {"root_module": {"resources": resources}}}
    plan = planned(("aws_s3_bucket_policy", "update", {"bucket": TIDY}))
    files = [
        *("--from-plan", written(tmp_path / "plan.json", plan)),
        *("--terraform-state", written(tmp_path / "state.json", state)),
    ]
    # The plan is of one bucket, and a person asks for another one beside it.
    start = ("run", "start", "--integration", connect(buckets), "--wait", "-o", "json")
    done = here(*start, *files, "--resource", names[LEAKY])
    listed = here("findings", "list", "--run", done.json["id"], "-o", "json").json
    known = {one["resource_id"]: one["in_plan"] for one in listed}
    assert known == {names[LEAKY]: False, names[TIDY]: True}
    table = here("run", "compare", done.json["id"], done.json["id"]).out.splitlines()
    rows = [dict(zip(table[0].split("\t"), line.split("\t"), strict=True)) for line in table[1:]]
    shown = {row["RESOURCE"]: row["IN PLAN"] for row in rows}
    assert shown == {names[LEAKY]: "no", names[TIDY]: "yes"}
    finding = next(one["id"] for one in listed if one["resource_id"] == names[LEAKY])
    assert re.search("^IN PLAN +no$", here("findings", "show", finding).out, re.MULTILINE)


def test_a_plan_without_cloud_resources_starts_no_run(here: Posture, tmp_path: Path) -> None:
    file = written(tmp_path / "plan.json", planned(("random_id", "create", {})))
    done = here("run", "start", "--integration", "unused", "--from-plan", file)
    assert (done.code, done.out) == (0, "")
    assert "no run is needed" in done.err


def test_a_plan_without_known_ids_says_which_option_to_add(here: Posture, tmp_path: Path) -> None:
    plan = planned(("aws_kms_key", "create", {}))
    plan["resource_changes"][0]["change"]["after_unknown"] = {"arn": True}
    file = written(tmp_path / "plan.json", plan)
    done = here("run", "start", "--integration", "unused", "--from-plan", file)
    assert done.code == 2
    assert "--terraform-state" in done.err


@pytest.mark.parametrize(
    ("document", "words"), [("{", "this is not JSON"), ({"values": {}}, "this is not a plan")]
)
def test_a_file_that_is_not_a_plan_is_named(
    here: Posture, tmp_path: Path, document: object, words: str
) -> None:
    file = written(tmp_path / "plan.json", document)
    done = here("run", "start", "--integration", "unused", "--from-plan", file)
    assert done.code == 2
    assert f"{file}: {words}" in done.err


def test_a_finding_outside_the_state_has_no_address(
    here: Posture, run_id: str, tmp_path: Path
) -> None:
    state = {
        "version": 4,
        "resources": [
            {
                "mode": "managed",
                "type": "aws_s3_bucket",
                "name": "exports",
                "instances": [{"attributes": {"bucket": LEAKY, "arn": f"arn:aws:s3:::{LEAKY}"}}],
            }
        ],
    }
    (tmp_path / "main.tf").write_text('\nresource "aws_s3_bucket" "exports" {}\n')
    file = written(tmp_path / "state.json", state)
    listed = ("findings", "list", "--run", run_id, "--terraform-state", file)
    rows = here(*listed, "--terraform-dir", str(tmp_path), "-o", "json").json
    found = {row["resource_id"]: row["terraform"] for row in rows}
    where = {"address": "aws_s3_bucket.exports", "file": "main.tf", "line": 2}
    assert found.pop(f"arn:aws:s3:::{LEAKY}") == where
    assert found
    assert set(found.values()) == {None}
    table = here(*listed, "--terraform-dir", str(tmp_path)).out
    assert "main.tf:2" in table


def test_open_findings_come_first_and_unmanaged_ones_can_be_left_out(
    here: Posture, run_id: str, tmp_path: Path
) -> None:
    values = {"bucket": LEAKY, "arn": f"arn:aws:s3:::{LEAKY}"}
    item = {"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket"}
    state = {"values": {"root_module": {"resources": [{**item, "values": values}]}}}
    file = written(tmp_path / "state.json", state)
    options = ("--run", run_id, "--terraform-state", file, "-o", "json")
    worst = here("findings", "list", *options, "--limit", "1").json[0]
    here("findings", "mark", worst["id"], "accepted")

    every = here("findings", "list", *options, "--all").json
    managed = here("findings", "list", *options, "--all", "--managed-only").json
    cut = here("findings", "list", *options, "--limit", "1", "--managed-only")
    alone = here("findings", "list", "--run", run_id, "--managed-only")

    assert every[-1]["id"] == worst["id"]
    assert [row["status"] for row in every] == ["open"] * (len(every) - 1) + ["accepted"]
    assert managed == [row for row in every if row["terraform"]]
    assert 1 < len(managed) < len(every)
    assert cut.json == managed[:1]
    assert "Showing 1 finding, and there are more; use --all or --limit." in cut.err
    assert (alone.code, "needs --terraform-state" in alone.err) == (2, True)


def test_without_the_configuration_a_finding_has_only_its_address(
    here: Posture, run_id: str, tmp_path: Path
) -> None:
    values = {"bucket": LEAKY, "arn": f"arn:aws:s3:::{LEAKY}"}
    item = {"address": "module.m.aws_s3_bucket.b[0]", "mode": "managed", "type": "aws_s3_bucket"}
    state = {"values": {"root_module": {"resources": [{**item, "values": values}]}}}
    file = written(tmp_path / "state.json", state)
    listed = ("findings", "list", "--run", run_id, "--resource", f"arn:aws:s3:::{LEAKY}")
    rows = here(
        *listed, "--terraform-state", file, "--terraform-dir", str(tmp_path), "-o", "json"
    ).json
    assert {row["terraform"]["address"] for row in rows} == {"module.m.aws_s3_bucket.b[0]"}
    assert {row["terraform"]["file"] for row in rows} == {None}


def test_a_missing_state_is_reported_before_any_request() -> None:
    done = posture("findings", "list", "--terraform-state", "nowhere.json", environ={})
    assert done.code == 2
    assert "nowhere.json" in done.err
