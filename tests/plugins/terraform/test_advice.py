"""Advice in the provider's errors: each piece is followed in a test, and ends where it says."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from posture.cli.app import root
from posture_client import Client
from posture_client.models import AwsConnectionOptions
from tests.plugins.terraform.configurations import ACCOUNT, CONFIGURED, WITH_BLOCK
from tests.plugins.terraform.conftest import NEWER_REGION
from tests.plugins.terraform.harness import ROOT, Workspace
from tests.plugins.terraform.test_suppression import configured, in_days
from tests.plugins.terraform.test_trust import TRUST
from tests.server import Served

SOURCES = ROOT / "plugins" / "terraform" / "posture_terraform"
TESTS = Path(__file__).parent
VERBS = frozenset(
    {
        "Apply",
        "Choose",
        "Create",
        "Delete",
        "Fix",
        "Give",
        "Import",
        "Leave",
        "Limit",
        "Look",
        "Lower",
        "Narrow",
        "Or",
        "Plan",
        "Raise",
        "Read",
        "Remove",
        "Run",
        "Say",
        "See",
        "Set",
        "Start",
        "Use",
        "Wait",
        "Write",
    }
)
# What says what to do without such a word at its beginning.
HINTS = re.compile(
    r"`(posture|terraform) |, so (raise|set|use) |, set a |data source posture_|[Nn]ext apply"
    r"|POSTURE_EXTRA_|\?$|^A baseline is|trigger = \"verify\" tests|offers one to a job"
    r"|must be a PEM file"
)
# Texts of the documentation: no part of a message.
DESCRIBE = frozenset({"choice", "computed", "filter_by", "matches", "uuid_attribute"})
# A word of work that a message names, or a fact about a run: no advice.
FACTS = re.compile(
    r"(create|delete|read|start|use|wait for) the .*|Run …:?( .*)?|run without result"
)

# A piece of advice: the module and the test that follow it.
FOLLOWED = {
    "Apply the resources that they come from first": "advice.a_provider_that_is_not_known_yet",
    "Run again with TF_LOG=DEBUG": "logs.logs_are_structured_and_hold_no_secret",
    "Remove the moved block, and use import": "advice.a_moved_block_of_another_type",
    "Choose another name, or import": "advice.a_name_that_is_taken",
    "Choose times that are farther apart": "advice.a_refused_value_is_replaced",
    "remove `wait = false` from its posture_run, or try later": "advice.a_run_that_has_not_ended",
    "Choose another time": "advice.a_refused_value_is_replaced",
    "Delete suppressions that nobody needs": "advice.a_limit_is_reached",
    "Delete trusts that nobody needs": "advice.a_limit_is_reached",
    "Delete webhooks that nobody needs": "advice.a_limit_is_reached",
    "Set POSTURE_TOKEN to a token of": "advice.without_a_token",
    "Create a token that does": "advice.a_token_without_the_scope",
    "Leave external_id out": "run_plans.an_external_id_that_the_token_may_not_set",
    "remove create_before_destroy": "plan_checks.create_before_destroy_needs_another_name",
    "give one of them a temporary name": "plan_checks.names_are_swapped_as_the_error_says",
    "Raise rate_limit_seconds": "server_faults.too_many_requests_are_sent_in_turn",
    "Set ca_file in the provider block": "server_faults.a_certificate_that_is_not_trusted_and_then",
    "Apply again later": "server_faults.faults_of_the_server_that_last",
    "Look for it with": "server_faults.a_lost_response_to_a_create",
    "import it with `terraform import ADDRESS ID`": "server_faults.a_lost_response_to_a_create",
    "Apply again to create a new one": "advice.an_object_that_is_gone",
    "Set endpoint in the provider block, or the environment": "advice.without_a_token",
    "Set the environment variable POSTURE_TOKEN": "advice.without_a_token",
    "`posture token create` creates a token": "advice.a_token_without_the_scope",
    "Raise limit (up to": "advice.a_list_that_is_cut",
    "Write its id in resource_ids": "functions.the_ids_of_resources_are_collected",
    "Remove wait, or use the data source posture_gate": "advice.a_contradiction_is_removed",
    "Remove one of them": "advice.a_contradiction_is_removed",
    "Fix the connection": "gate.a_run_without_a_result_fails_whatever_the_policy",
    "Fix the findings, or accept those": "gate.accepted_findings_let_the_next_apply_pass",
    "`posture findings list --run": "gate.accepted_findings_let_the_next_apply_pass",
    "`posture findings show ID`": "gate.accepted_findings_let_the_next_apply_pass",
    "`posture policy` prints": "gate.unread_evidence_does_not_pass",
    "Or raise max_unknown": "gate.unread_evidence_does_not_pass",
    "`terraform apply -replace=ADDRESS`": "gate.a_changed_policy_is_evaluated_for_the_same_run",
    "run `terraform apply -invoke=ADDRESS`": "newer_protocol.an_action_starts_a_run",
    "Raise timeouts.create or narrow scope": "newer_protocol.an_action_that_fails",
    "`posture gate …` evaluates it": "newer_protocol.an_action_that_fails",
    "`posture run cancel": "interrupts.ctrl_c_cancels_the_run",
    "keep it with `terraform untaint": "gate.a_run_whose_policy_was_not_evaluated_is_evaluated",
    "Apply again then, set timeouts.create": "troubled_runs.too_early_for_another_run",
    "apply again.": "suppression.a_change_since_the_plan_is_not_overwritten",
    "Set url or url_wo": "webhook.it_is_created_changed_and_deleted",
    "Set equals or matches in each": "trust.a_condition_without_a_text_is_refused",
    "leave the attribute out instead": "advice.an_empty_set_is_left_out",
    "posture_checks lists the checks": "advice.a_name_of_the_data_source_is_accepted",
    "posture_checks names the services": "advice.a_name_of_the_data_source_is_accepted",
    "is allowed by its POSTURE_EXTRA_REGIONS": "advice.a_newer_region_is_allowed_by_a_setting",
    "Is endpoint right": "server_faults.a_dead_endpoint",
    "Plan again to see": "suppression.a_change_since_the_plan_is_not_overwritten",
    "It must be a PEM file": "server_faults.a_certificate_that_is_not_trusted_and_then",
    "Are the resource_ids of the scope": "gate.a_gate_that_passes_says_what_was_not_looked_at",
    "Remove those that the account does not": "gate.an_asset_that_is_not_found_fails_the_apply",
    "Are the integration, its regions": "gate.an_asset_that_is_not_found_fails_the_apply",
    "A baseline is only for": "gate.a_run_that_fails_is_kept_and_the_next_apply_fails_until",
    "say how to reach the account": "advice.the_object_of_the_cloud_is_added_or_removed",
    "leave … out": "advice.the_object_of_the_cloud_is_added_or_removed",
    "Did you mean": "validation.a_plan_refuses_names_that_the_server_does_not_have",
    "The next apply starts another": "gate.a_run_that_fails_is_kept_and_the_next_apply_fails_until",
    'trigger = "verify" tests it': "gate.a_run_without_a_result_fails_whatever_the_policy",
    "The action has no state": "newer_protocol.an_action_that_fails",
    "so raise timeouts.create or narrow scope": "gate.a_longer_timeout_sees_the_end",
    "then the next apply waits": "gate.a_run_whose_policy_was_not_evaluated_is_evaluated",
    "GitHub Actions offers one": "token.the_identity_that_github_actions_offers_is_exchanged",
    "See `posture terraform install": "handshake.a_start_without_terraform_is_refused",
    "Set TMPDIR to a short path": "handshake.a_start_without_a_place_for_the_socket_is_refused",
    "Remove …, or make an integration of its own": "validation.a_region_of_another_partition",
    "set both, and begin with url_wo_version": "webhook.a_write_only_url",
    "Set identity_token, or the environment": "token.without_an_identity_it_says_what_offers_one",
    "Read the reason in the audit log": "token.the_reason_of_a_refusal_is_in_the_audit_log",
    "If it is `used`, set a larger": "token.an_identity_for_plan_and_apply_needs_more_uses",
    "Remove scopes, or those": "token.less_than_the_trust_grants_can_be_requested",
}
# What no test of this machine can follow.
NOT_FOLLOWED = {
    "Use a newer version of the provider": "there is none",
    "Use Terraform 1.5 or newer": "there is no older one here",
    "import the resource instead": "no Terraform writes such a state any more",
}


@cache
def advice() -> tuple[str, ...]:
    """Return the sentences of messages that say what to do."""
    return tuple(
        sentence
        for folder in ("framework", "provider", "transport")
        for file in sorted((SOURCES / folder).glob("*.py"))
        for text in strings(ast.parse(file.read_text(encoding="utf-8")))
        for sentence in re.split(r"(?<=[.?:;]) |(?<=…) (?=[A-Z])", text.replace("\n", " "))
        if says_what_to_do(sentence)
    )


def says_what_to_do(sentence: str) -> bool:
    if " " not in sentence or FACTS.fullmatch(sentence):
        return False
    begins = sentence.split(" ", maxsplit=1)[0].capitalize() in VERBS
    return begins or bool(HINTS.search(sentence))


def strings(node: ast.AST) -> Iterator[str]:
    """Yield the texts of a module, but no docstrings and no descriptions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.keyword) and child.arg in {"description", "summary"}:
            continue
        if isinstance(child, ast.Call) and getattr(child.func, "id", "") in DESCRIBE:
            continue
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        text = text_of(child)
        if text is None:
            yield from strings(child)
        else:
            yield text


def text_of(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) or "…" for part in node.values)
    return None


def test_each_piece_of_advice_is_in_the_table() -> None:
    known = FOLLOWED | NOT_FOLLOWED
    assert [one for one in advice() if not any(key in one for key in known)] == []


def test_the_table_has_no_advice_that_is_gone() -> None:
    known = FOLLOWED | NOT_FOLLOWED
    assert [key for key in known if not any(key in one for one in advice())] == []


@pytest.mark.parametrize("place", sorted(set(FOLLOWED.values())))
def test_the_table_names_tests(place: str) -> None:
    module, _, name = place.partition(".")
    text = (TESTS / f"test_{module}.py").read_text(encoding="utf-8")
    assert f"def test_{name}" in text


def test_commands_in_advice_exist() -> None:
    commands = {
        found
        for sentence in advice()
        for found in re.findall(r"`posture ([a-z]+(?: [a-z]+)?)", sentence)
    }
    assert commands >= {"token create", "findings mark", "run cancel"}
    for command in commands:
        here: click.Command | None = root
        for word in command.split():
            if isinstance(here, click.Group):
                here = here.get_command(click.Context(here), word)
            assert here is not None, command


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
