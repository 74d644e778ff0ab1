"""Advice in the provider's errors is followed, and ends where it says."""

import re

import pytest

from posture_client import Client
from posture_client.models import AwsConnectionOptions
from tests.plugins.terraform.configurations import ACCOUNT, CONFIGURED, WITH_BLOCK
from tests.plugins.terraform.conftest import NEWER_REGION
from tests.plugins.terraform.harness import Workspace
from tests.plugins.terraform.test_suppression import configured, in_days
from tests.plugins.terraform.test_trust import TRUST
from tests.server import Served


def test_without_a_token_and_an_endpoint_the_environment_helps(
    processes: Workspace, api: Served
) -> None:
    processes.write('provider "posture" {}\ndata "posture_checks" "all" {}\n')
    summaries = {error["summary"] for error in processes.plan(expect=1).errors}
    assert summaries == {"No posture server is configured", "No token for the posture server"}
    processes.environ |= {"POSTURE_ENDPOINT": api.url, "POSTURE_TOKEN": "posture_wrong"}
    assert "Set POSTURE_TOKEN to a token" in processes.plan(expect=1).error["detail"]
    processes.environ["POSTURE_TOKEN"] = api.mint()
    processes.plan()


def test_a_token_without_the_scope_is_replaced_by_one_that_has_it(
    workspace: Workspace, api: Served
) -> None:
    workspace.write(ACCOUNT, head=CONFIGURED)
    scopes = ["integrations:read", "integrations:write", "external_ids:write"]
    for held, lacks in ((1, "integrations:write"), (2, "external_ids:write")):
        workspace.variables["token"] = api.mint(scopes[:held])
        detail = workspace.apply(expect=1).error["detail"]
        assert f"lacks the scope {lacks}." in detail
        assert "reate a token" in detail
    workspace.variables["token"] = api.mint(scopes)
    workspace.apply()
    workspace.leave()


def test_a_provider_that_is_not_known_yet_is_known_after_a_target(
    workspace: Workspace, api: Served
) -> None:
    later = (
        f'resource "terraform_data" "server" {{ input = "{api.url}" }}\n'
        'provider "posture" {\n endpoint = terraform_data.server.output\n'
        f' token = "{api.token}"\n}}\n'
        'data "posture_checks" "all" {}\n'
    )
    workspace.write(later)
    assert "for instance with -target" in workspace.plan(expect=1).error["detail"]
    workspace.apply("-target=terraform_data.server")
    workspace.apply()
    assert workspace.plan_is_empty()


def test_a_moved_block_of_another_type_is_removed_and_the_resource_imported(
    workspace: Workspace, client: Client
) -> None:
    workspace.write('resource "terraform_data" "old" {}\n', head=CONFIGURED)
    workspace.apply()
    moved = "moved {\n  from = terraform_data.old\n  to = posture_suppression.website\n}\n"
    text = configured()
    workspace.write(text + moved, head=CONFIGURED)
    assert "Remove the moved block, and use import" in workspace.plan(expect=1).error["detail"]
    one = client.create_suppression(
        check_id="aws_s3_bucket_public_access_blocked",
        resource_pattern="arn:aws:s3:::acme-website-*",
        reason="On purpose.",
        owner="team-web",
        expires_at=re.findall(r'expires_at = "(.*)"', text)[0],
    )
    imported = f'import {{\n  to = posture_suppression.website\n  id = "{one["id"]}"\n}}\n'
    workspace.write(text + imported, head=CONFIGURED)
    workspace.apply()
    assert workspace.plan_is_empty()
    workspace.leave()


@pytest.mark.parametrize(
    ("refused", "advised", "accepted"),
    [
        (
            ACCOUNT.replace("\n}", '\n  schedule = "* * * * *"\n}'),
            "Choose times that are farther apart.",
            ACCOUNT.replace("\n}", '\n  schedule = "30 4 * * *"\n}'),
        ),
        (
            configured(expires_at="2020-01-01T00:00:00Z"),
            "Choose another time.",
            configured(expires_at=in_days(30)),
        ),
    ],
)
def test_a_refused_value_is_replaced(
    workspace: Workspace, refused: str, advised: str, accepted: str
) -> None:
    workspace.write(refused, head=CONFIGURED)
    assert advised in workspace.apply(expect=1).error["detail"]
    workspace.write(accepted, head=CONFIGURED)
    workspace.apply()
    assert workspace.plan_is_empty()
    workspace.leave()


def test_a_name_that_is_taken_is_imported_or_another_is_chosen(
    workspace: Workspace, client: Client
) -> None:
    aws: AwsConnectionOptions = {"regions": ["eu-west-1"]}
    one = client.create_integration(name="production", provider="aws", aws=aws)
    workspace.write(ACCOUNT, head=CONFIGURED)
    error = workspace.apply(expect=1).error
    assert "Choose another name, or import the object that has it." in error["detail"]
    workspace.write(ACCOUNT.replace('"production"', '"staging"'), head=CONFIGURED)
    workspace.apply()
    workspace.destroy()
    workspace.write(ACCOUNT, head=CONFIGURED)
    workspace.run("import", "posture_integration.account", one["id"])
    workspace.apply()
    assert workspace.plan_is_empty()
    workspace.leave()


WEBHOOK = """
resource "posture_webhook" "chat" {
  url    = "https://hooks.example.com/"
  events = ["run.failed"]
}
"""


@pytest.mark.parametrize(
    ("one", "kind"),
    [(configured(), "suppressions"), (TRUST, "trusts"), (WEBHOOK, "webhooks")],
)
def test_a_limit_is_reached_and_something_is_deleted(
    limited_workspace: Workspace, one: str, kind: str
) -> None:
    another = one.replace('" "', '" "other_', 1).replace('"shop"', '"other"')
    limited_workspace.write(one, head=CONFIGURED)
    limited_workspace.apply()
    limited_workspace.write(one + another, head=CONFIGURED)
    error = limited_workspace.apply(expect=1).error
    assert f"Delete {kind} that nobody needs." in error["detail"]
    limited_workspace.write(another, head=CONFIGURED)
    # Terraform deletes the first one before or after it creates the other one.
    limited_workspace.destroy()
    limited_workspace.apply()
    assert limited_workspace.plan_is_empty()
    limited_workspace.leave()


def test_a_run_that_has_not_ended_has_a_gate_later(workspace: Workspace, client: Client) -> None:
    run = """
resource "posture_run" "after" {
  integration_id = posture_integration.account.id
  wait           = false
}
"""
    gate = 'data "posture_gate" "after" {\n  run_id = posture_run.after.id\n}\n'
    workspace.write(ACCOUNT + run + gate, head=CONFIGURED)
    assert "or try later" in workspace.apply(expect=1).error["detail"]
    client.cancel_run(workspace.state()["posture_run.after"]["id"])
    workspace.apply()
    assert workspace.state()["data.posture_gate.after"]["verdict"] != "pass"
    workspace.leave()


def test_an_object_that_is_gone_is_created_by_another_apply(
    workspace: Workspace, client: Client
) -> None:
    workspace.write(configured(), head=CONFIGURED)
    workspace.apply()
    workspace.write(configured(owner="team-b"), head=CONFIGURED)
    plan = str(workspace.directory / "plan.out")
    workspace.plan(f"-out={plan}")
    client.delete_suppression(workspace.state()["posture_suppression.website"]["id"])
    error = workspace.run("apply", "-json", plan, expect=1).error
    assert "Apply again to create a new one." in error["detail"]
    assert workspace.apply().changes["add"] == 1
    workspace.leave()


def test_a_list_that_is_cut_is_whole_with_a_larger_limit(
    workspace: Workspace, client: Client
) -> None:
    made = [
        client.create_webhook(url="https://hooks.example.com/", events=["run.failed"])["id"]
        for _ in range(2)
    ]
    listed = 'data "posture_webhooks" "all" {\n  limit = %d\n}\n'
    workspace.write(listed % 1, head=CONFIGURED)
    (warning,) = workspace.plan().diagnostics
    assert "Raise limit" in warning["detail"]
    workspace.write(listed % 100, head=CONFIGURED)
    assert workspace.plan().diagnostics == []
    for webhook_id in made:
        client.delete_webhook(webhook_id)


@pytest.mark.parametrize(
    ("contradiction", "advised"),
    [("wait = false", "Remove wait"), ('trigger = "verify"', "Remove one of them.")],
)
def test_a_contradiction_is_removed(workspace: Workspace, contradiction: str, advised: str) -> None:
    run = 'resource "posture_run" "a" {\n  integration_id = var.id\n  fail_on = "high"\n  %s\n}\n'
    variable = 'variable "id" { type = string }\n'
    workspace.write(variable + run % contradiction)
    (wrong,) = workspace.validate()
    assert advised in wrong["detail"]
    workspace.write(variable + run % "")
    assert workspace.validate() == []


def test_an_empty_set_is_left_out(workspace: Workspace) -> None:
    for block, empty in (
        (ACCOUNT.replace("\n}", "\n  check_set = []\n}"), "\n  check_set = []"),
        (RUN_OF_SERVICES, ", services = []"),
    ):
        workspace.write(block, head=WITH_BLOCK)
        (wrong,) = workspace.validate()
        assert "leave the attribute out instead." in wrong["detail"]
        workspace.write(block.replace(empty, ""), head=WITH_BLOCK)
        assert workspace.validate() == []


RUN_OF_SERVICES = """
resource "posture_run" "after" {
  integration_id = "6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11"
  scope          = { regions = ["eu-west-1"], services = [] }
}
"""
NAMED = """
data "posture_checks" "all" {}
locals {
  check = data.posture_checks.all.checks[0]
}
resource "posture_integration" "named" {
  name           = "named"
  cloud_provider = local.check.provider
  aws            = {}
  check_set      = [%s]
}
resource "posture_run" "named" {
  integration_id = posture_integration.named.id
  wait           = false
  scope          = { services = [%s] }
}
"""


def test_a_name_of_the_data_source_is_accepted(workspace: Workspace) -> None:
    for names in (('"aws_s3_no_such_check"', '"s3"'), ("local.check.id", '"nosuchservice"')):
        workspace.write(NAMED % names, head=CONFIGURED)
        detail = workspace.plan(expect=1).error["detail"]
        assert "The data source posture_checks lists the checks and services" in detail
    workspace.write(NAMED % ("local.check.id", "local.check.service"), head=CONFIGURED)
    workspace.apply()
    workspace.leave()


def test_a_newer_region_is_allowed_by_a_setting(
    workspace: Workspace, limited_workspace: Workspace
) -> None:
    # Both are the same directory: the servers differ.
    text = ACCOUNT.replace('"eu-west-1"', f'"{NEWER_REGION}"')
    workspace.write(text, head=CONFIGURED)
    detail = workspace.plan(expect=1).error["detail"]
    assert "newer than the server is allowed by its POSTURE_EXTRA_REGIONS." in detail
    limited_workspace.apply()
    limited_workspace.leave()


def test_the_object_of_the_cloud_is_added_or_removed(workspace: Workspace) -> None:
    block = 'resource "posture_integration" "a" {\n name = "a"\n cloud_provider = "aws"\n %s\n}\n'
    azure = 'azure = { subscription_id = "6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11" }'
    for given, advised in (("", "with aws = {}."), (f"aws = {{}}\n {azure}", "leave azure out.")):
        workspace.write(block % given, head=WITH_BLOCK)
        (wrong,) = workspace.validate()
        assert advised in wrong["detail"]
    workspace.write(block % "aws = {}", head=WITH_BLOCK)
    assert workspace.validate() == []
