"""Each piece of advice in the provider's errors is in a table, with the test that follows it."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from posture.cli.app import root
from tests.plugins.terraform.harness import ROOT

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
    "Fix the connection": "policies.a_run_without_a_result_fails_whatever_the_policy",
    "Fix the findings, or accept those": "policies.accepted_findings_let_the_next_apply_pass",
    "`posture findings list --run": "policies.accepted_findings_let_the_next_apply_pass",
    "`posture findings show ID`": "policies.accepted_findings_let_the_next_apply_pass",
    "`posture policy` prints": "coverage.unread_evidence_does_not_pass",
    "Or raise max_unknown": "coverage.unread_evidence_does_not_pass",
    "`terraform apply -replace=ADDRESS`": "policies.a_changed_policy_is_evaluated_for_the_same_run",
    "run `terraform apply -invoke=ADDRESS`": "newer_protocol.an_action_starts_a_run",
    "Raise timeouts.create or narrow scope": "newer_protocol.an_action_that_fails",
    "`posture gate …` evaluates it": "newer_protocol.an_action_that_fails",
    "`posture run cancel": "interrupts.ctrl_c_cancels_the_run",
    "keep it with `terraform untaint": "timeouts.a_run_whose_policy_was_not_evaluated_is_evaluated",
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
    "Are the resource_ids of the scope": "coverage.a_gate_that_passes_says_what_was_not_looked_at",
    "Remove those that the account does not": "coverage.an_asset_that_is_not_found_fails_the_apply",
    "Are the integration, its regions": "coverage.an_asset_that_is_not_found_fails_the_apply",
    "A baseline is only for": "policies.a_run_that_fails_is_kept_and_the_next_apply_fails",
    "say how to reach the account": "advice.the_object_of_the_cloud_is_added_or_removed",
    "leave … out": "advice.the_object_of_the_cloud_is_added_or_removed",
    "Did you mean": "validation.a_plan_refuses_names_that_the_server_does_not_have",
    "The next apply starts another": "policies.a_run_that_fails_is_kept_and_the_next_apply_fails",
    'trigger = "verify" tests it': "policies.a_run_without_a_result_fails_whatever_the_policy",
    "The action has no state": "newer_protocol.an_action_that_fails",
    "so raise timeouts.create or narrow scope": "timeouts.a_longer_timeout_sees_the_end",
    "then the next apply waits": "timeouts.a_run_whose_policy_was_not_evaluated_is_evaluated",
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
    (file,) = TESTS.rglob(f"test_{module}.py")
    assert f"def test_{name}" in file.read_text(encoding="utf-8")


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
