"""terraform-examples/post-apply/: the insecure apply fails, the fixed one passes.

The real Terraform, the real AWS provider on an emulated account, our provider from a mirror, and
our server executing runs.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from posture_client import Client
from posture_client.clouds.aws_settings import CONFIGURES, USED_BY
from posture_client.clouds.aws_types import ARN_IN
from posture_client.terraform_ids import Mapped, addresses, mapped, touched
from posture_client.terraform_json import Instance, changes, instances
from posture_terraform import install
from tests.command import Result, posture
from tests.emulator.account.account import Account
from tests.emulator.server import emulator
from tests.machine import need
from tests.plugins.terraform.harness import ROOT, Done, Workspace, environment
from tests.server import Queue, Served, served

EXAMPLE = ROOT / "terraform-examples" / "post-apply"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDTEST", "AWS_SECRET_ACCESS_KEY": "a-secret-access-key"}
MIRRORS = """
provider_installation {{
  filesystem_mirror {{
    path    = "{ours}"
    include = ["posture/posture"]
  }}
  filesystem_mirror {{
    path    = "{theirs}"
    include = ["hashicorp/aws"]
  }}
}}
"""
HARDENED = ("-var", "hardened=true")
RUN = "posture_run.after_apply"
WORST = {"critical", "high"}
JUDGED = {
    "aws_iam_policy.deploy",
    "aws_iam_role.deploy",
    "aws_kms_key.orders",
    "aws_s3_bucket.orders",
    "aws_security_group.orders",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happened, in its order, and the server that knows it."""

    api: Served
    here: Workspace
    leaking: Done
    leaking_state: dict[str, Any]
    leaking_run: dict[str, Any]
    leaks: list[dict[str, Any]]
    plan: dict[str, Any]
    fixed: Done
    findings: list[dict[str, Any]]
    state: dict[str, Any]
    settled: bool

    @property
    def managed(self) -> list[Instance]:
        return instances(self.state)

    @property
    def mapped(self) -> Mapped:
        return mapped(self.managed)

    def command(self, *arguments: str) -> Result:
        environ = {"POSTURE_ENDPOINT": self.api.url, "POSTURE_TOKEN": self.api.token}
        return posture(*arguments, environ=environ)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    need("terraform")
    theirs = need("aws-provider-mirror")
    directory = tmp_path_factory.mktemp("post-apply")
    shutil.copytree(EXAMPLE, directory / "work")
    (directory / "server").mkdir()
    install.install(directory / "mirror")
    config = MIRRORS.format(ours=directory / "mirror", theirs=theirs)
    log = directory / "emulator.log"
    with (
        emulator(log=log) as aws,
        served(directory / "server", queue=Queue.WORK, environ=KEYS) as api,
    ):
        leak_beside(aws.url)
        environ = environment(directory, config) | KEYS
        environ |= {"AWS_ENDPOINT_URL": aws.url, "TF_VAR_endpoint_url": aws.url}
        environ |= {"POSTURE_ENDPOINT": api.url, "POSTURE_TOKEN": api.token}
        yield applied_story(Workspace(directory / "work", environ), api, log)


def leak_beside(url: str) -> None:
    """Yield a misconfigured bucket that does not belong to this configuration."""
    Account(url).client("s3", "us-east-1").create_bucket(
        Bucket="somebody-elses", ACL="public-read-write"
    )


def applied_story(here: Workspace, api: Served, log: Path) -> Story:
    here.run("init")
    leaking = here.apply(expect=1)
    with Client(api.url, api.token) as client:
        leaking_state = stored(here)
        runs = list(client.rows(client.list_runs))
        assert len(runs) == 1, f"{leaking.diagnostics or leaking.err}\n{log.read_text()}"
        leaks = list(client.rows(client.list_findings))
        here.plan("-out=fix.out", *HARDENED)
        plan = json.loads(here.run("show", "-json", "fix.out").out)
        fixed = here.run("apply", "-json", "fix.out")
        findings = list(client.rows(client.list_findings))
    state = stored(here)
    settled = here.run("plan", "-detailed-exitcode", *HARDENED, expect=None).code == 0
    return Story(
        api=api,
        here=here,
        leaking=leaking,
        leaking_state=leaking_state,
        leaking_run=runs[0],
        leaks=leaks,
        plan=plan,
        fixed=fixed,
        findings=findings,
        state=state,
        settled=settled,
    )


def stored(here: Workspace) -> dict[str, Any]:
    """Return the state file: `terraform show` says the same, after starting every provider."""
    found: dict[str, Any] = json.loads((here.directory / "terraform.tfstate").read_text())
    return found


def test_the_apply_that_leaks_fails_with_the_findings_in_a_table(story: Story) -> None:
    error = story.leaking.error
    assert error["summary"] == "The gate failed the run"
    assert error["snippet"]["code"].strip() == 'fail_on        = "high"'
    lines = error["detail"].splitlines()
    table = [line.split() for line in lines if line.startswith("  ")]
    worst = [leak for leak in story.leaks if leak["severity"] in WORST]
    assert table[0] == ["SEVERITY", "CHECK", "RESOURCE", "ID"]
    assert {row[3] for row in table[1:]} == {leak["id"] for leak in worst}
    assert [row[0] for row in table[1:]] == sorted(row[0] for row in table[1:])
    assert f"{len(worst)} findings of severity high or worse" in lines[0]


def test_the_run_of_the_failed_apply_is_in_the_state(story: Story) -> None:
    (kept,) = (one for one in story.leaking_state["resources"] if one["type"] == "posture_run")
    assert kept["instances"][0]["status"] == "tainted"
    run = next(one for one in instances(story.leaking_state) if one.address == RUN)
    assert run.values["id"] == story.leaking_run["id"]
    assert (run.values["status"], run.values["verdict"]) == ("completed", "fail")
    assert run.values["finding_count"] == len(story.leaks)


def test_exactly_the_resources_of_this_apply_have_findings(story: Story) -> None:
    ids = {one for address in JUDGED for one in story.mapped.ids[address]}
    assert story.leaking_run["asset_count"] == len(JUDGED)
    assert set(story.leaking_run["scope"]["resource_ids"]) == ids
    assert {leak["resource_id"] for leak in story.leaks if leak["severity"] in WORST} == ids
    assert {leak["resource_id"] for leak in story.leaks} == ids


def test_the_fixed_configuration_applies_and_the_findings_are_resolved(story: Story) -> None:
    assert story.fixed.errors == []
    before = {leak["id"] for leak in story.leaks if leak["severity"] in WORST}
    after = {finding["id"]: finding for finding in story.findings}
    assert {after[one]["status"] for one in before} == {"resolved"}
    assert {after[one]["delta"] for one in before} == {"resolved"}
    worst = [finding for finding in story.findings if finding["severity"] in WORST]
    assert not [finding for finding in worst if finding["status"] == "open"]
    run = next(one for one in story.managed if one.address == RUN)
    assert run.values["verdict"] == "pass"
    assert run.values["delta"]["resolved"] >= len(before)


def test_the_next_plan_is_empty(story: Story) -> None:
    assert story.settled


def test_every_resource_is_mapped_to_the_id_in_findings(story: Story) -> None:
    cloud = {one.address for one in story.managed if one.type.startswith("aws_")}
    assert story.mapped.ids.keys() == cloud
    assert (story.mapped.unmapped, story.mapped.unknown) == ([], [])
    types = {one.address: one.type for one in story.managed}
    back = addresses(story.mapped, types)
    assert {back[finding["resource_id"]] for finding in story.findings} == JUDGED


# Types that a provider of version 5 does not have.
SINCE_VERSION_6 = {"aws_wafv2_web_acl_rule_group_association"}


def arguments_of(schema: dict[str, Any]) -> set[str]:
    """Return the names of a type's attributes and blocks."""
    return {*schema["block"]["attributes"], *schema["block"].get("block_types", {})}


@pytest.mark.exhaustive
def test_the_rules_know_the_arguments_of_the_aws_provider(story: Story) -> None:
    shown = json.loads(story.here.run("providers", "schema", "-json").out)
    schemas = shown["provider_schemas"]["registry.terraform.io/hashicorp/aws"]["resource_schemas"]
    rules = {kind: (argument,) for kind, argument in ARN_IN.items()} | dict(CONFIGURES)
    assert rules.keys() - schemas.keys() <= SINCE_VERSION_6
    wrong = {
        f"{kind}.{argument}"
        for kind, arguments in rules.items()
        if kind in schemas
        for argument in arguments
        if argument.partition(".")[0] not in arguments_of(schemas[kind])
    } | {
        f"{kind}.{argument}"
        for users in USED_BY.values()
        for kind, argument in users
        if argument.partition(".")[0] not in arguments_of(schemas[kind])
    }
    assert wrong == set()


def test_the_plan_that_fixes_scopes_a_run_to_what_it_changes(story: Story) -> None:
    found = touched(changes(story.plan), instances(story.plan), [])
    assert set(found.resource_ids) == {
        one for address in JUDGED for one in story.mapped.ids[address]
    }
    assert "aws_vpc.orders" not in found.ids
    assert (found.unmapped, found.unknown) == ([], [])


def test_findings_are_listed_by_address_and_line(story: Story) -> None:
    file = story.here.directory / "state.json"
    file.write_text(json.dumps(story.state))
    listed = ("findings", "list", "--severity", "critical", "--terraform-state", str(file))
    done = story.command(*listed, "--terraform-dir", str(story.here.directory), "-o", "json")
    source = (story.here.directory / "main.tf").read_text().splitlines()
    rows = done.json
    assert {row["terraform"]["address"] for row in rows} == {
        "aws_iam_role.deploy",
        "aws_s3_bucket.orders",
    }
    for row in rows:
        where = row["terraform"]
        kind, name = where["address"].split(".")
        assert where["file"] == "main.tf"
        assert source[where["line"] - 1] == f'resource "{kind}" "{name}" {{'
    table = story.command(*listed, "--terraform-dir", str(story.here.directory))
    assert "aws_s3_bucket.orders" in table.out
    assert "main.tf:" in table.out
    assert (done.code, table.code, table.err) == (0, 0, "")


def test_a_run_is_started_from_the_plan(story: Story) -> None:
    file = story.here.directory / "plan.json"
    file.write_text(json.dumps(story.plan))
    integration = next(one for one in story.managed if one.type == "posture_integration")
    start = ("run", "start", "--integration", integration.values["id"], "--trigger", "verify")
    done = story.command(*start, "--from-plan", str(file), "-o", "json")
    with Client(story.api.url, story.api.token) as client:
        run = client.get_run(done.json["run_id"])
    assert run["scope"] == {
        "resource_ids": touched(
            changes(story.plan), instances(story.plan), story.managed
        ).resource_ids,
        "skip_unchecked": True,
    }
