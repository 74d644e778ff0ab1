"""A plan refuses a run that the server would refuse, before anything is destroyed for it."""

from typing import Any

import pytest

from posture_client import Client
from tests.plugins.terraform.configurations import ACCOUNT, CONFIGURED
from tests.plugins.terraform.faulty_proxy import FaultyProxy
from tests.plugins.terraform.harness import Workspace
from tests.server import Served

MISSING = "00000000-0000-4000-8000-000000000000"
RUN = """
resource "posture_run" "after" {
  integration_id = posture_integration.account.id
  wait           = false
}
"""
# What is wrong with a run, by the name of its resource: the member, and the error.
WRONG = {
    "region": ('scope = { regions = ["eu-wset-1"] }', "region unknown", "scope"),
    "azure": ('scope = { regions = ["westeurope"] }', "region unknown", "scope"),
    "framework": (
        'fail_on = "high"\n  framework = ["NO_SUCH"]',
        "the server refused a value",
        "framework",
    ),
    "family": (
        'fail_on = "high"\n  family = ["network"]\n  scope = { services = ["s3"] }',
        "the server refused a value",
        "family",
    ),
    "framework_without_checks": (
        'fail_on = "high"\n  framework = ["CIS_AZURE"]',
        "the server refused a value",
        "framework",
    ),
    "gone": (f'integration_id = "{MISSING}"', "it does not exist", "integration_id"),
}


def wrong_runs(*names: str) -> str:
    """Return the configuration of runs that cannot start."""
    blocks = []
    for name in names:
        text = WRONG[name][0]
        account = (
            "" if "integration_id" in text else "integration_id = posture_integration.account.id"
        )
        blocks.append(f'resource "posture_run" "{name}" {{\n  {text}\n  {account}\n}}\n')
    return "".join(blocks)


def refusals(errors: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Return the summary and the attribute of each error, by the name of the resource."""
    return {
        one["address"].rpartition(".")[2]: (
            one["summary"].removeprefix("Could not start the run: "),
            one["snippet"]["code"].split()[0],
        )
        for one in errors
    }


def test_a_run_that_the_server_would_refuse_is_refused_by_the_plan(
    workspace: Workspace, client: Client
) -> None:
    workspace.write(ACCOUNT + RUN, head=CONFIGURED)
    workspace.apply()
    (kept,) = client.list_runs()["data"]
    workspace.write(ACCOUNT + RUN + wrong_runs(*WRONG), head=CONFIGURED)
    expected = {name: (summary, attribute) for name, (_, summary, attribute) in WRONG.items()}
    assert refusals(workspace.plan(expect=1).errors) == expected
    replaced = RUN.replace("wait ", 'scope = { regions = ["eu-wset-1"] }\n  wait ')
    workspace.write(ACCOUNT + replaced, head=CONFIGURED)
    error = workspace.apply(expect=1).error
    assert error["summary"] == "Could not start the run: region unknown"
    assert "did you mean eu-west-1?" in error["detail"]
    assert workspace.state()["posture_run.after"]["id"] == kept["id"]
    assert [row["id"] for row in client.list_runs()["data"]] == [kept["id"]]
    workspace.write(ACCOUNT + RUN, head=CONFIGURED)
    assert workspace.plan_is_empty()


def test_what_is_known_of_a_new_run_is_checked_before_its_account_exists(
    workspace: Workspace, client: Client
) -> None:
    workspace.write(ACCOUNT + wrong_runs("framework", "gone"), head=CONFIGURED)
    assert refusals(workspace.plan(expect=1).errors) == {
        name: WRONG[name][1:] for name in ("framework", "gone")
    }
    assert client.list_integrations()["data"] == []


def test_a_run_of_values_that_are_not_known_yet_is_checked_by_the_rest(
    workspace: Workspace, proxy: FaultyProxy
) -> None:
    later = 'resource "terraform_data" "later" { input = "arn:aws:s3:::orders" }\n'
    workspace.write(ACCOUNT, head=CONFIGURED)
    workspace.apply()
    unknown = RUN.replace(
        "wait ",
        "triggers = { all = sha256(jsonencode([terraform_data.later])) }\n"
        '  scope    = { regions = ["eu-west-1"], resource_ids = [terraform_data.later.output] }\n'
        "  wait ",
    )
    workspace.write(ACCOUNT + later + unknown, head=CONFIGURED)
    proxy.seen.clear()
    assert workspace.planned()["posture_run.after"]["actions"] == ["create"]
    (trial,) = [one for one in proxy.seen if "validate_only" in one.path]
    assert trial.path == "/api/v2/cloud-posture-runs?validate_only=true"
    workspace.write(ACCOUNT + later + unknown.replace("eu-west-1", "eu-wset-1"), head=CONFIGURED)
    assert refusals(workspace.plan(expect=1).errors) == {"after": ("region unknown", "scope")}


NARROW = ACCOUNT.replace("\n}", '\n  check_set = ["aws_s3_bucket_tls_required"]\n}')
OF_NETWORK = RUN.replace("wait ", 'fail_on = "high"\n  family = ["network"]\n  wait ').replace(
    "false", "true"
)


def test_a_run_that_another_change_of_the_apply_makes_right_is_planned(
    workspace: Workspace,
) -> None:
    workspace.write(NARROW, head=CONFIGURED)
    workspace.apply()
    workspace.write(NARROW + OF_NETWORK, head=CONFIGURED)
    assert refusals(workspace.plan(expect=1).errors) == {
        "after": ("the server refused a value", "family")
    }
    workspace.write(ACCOUNT + OF_NETWORK, head=CONFIGURED)
    assert workspace.planned()["posture_run.after"]["actions"] == ["create"]


CLOUDS = """
resource "posture_integration" "azure" {
  name           = "azure"
  cloud_provider = "azure"
  azure = {
    subscription_id = "00000000-0000-4000-8000-000000000001"
    regions         = ["westeurpoe"]
  }
}
resource "posture_integration" "gcp" {
  name           = "gcp"
  cloud_provider = "gcp"
  gcp            = { project_id = "acme-prod", regions = ["europe-wset1"] }
}
resource "posture_integration" "aws" {
  name           = "aws"
  cloud_provider = "aws"
  aws            = { regions = ["eu-wset-1"] }
}
"""


def test_a_region_that_a_cloud_does_not_have_is_refused_at_the_object_of_the_cloud(
    workspace: Workspace,
) -> None:
    workspace.write(CLOUDS, head=CONFIGURED)
    errors = workspace.plan(expect=1).errors
    assert {one["summary"] for one in errors} == {
        "Could not create the integration: region unknown"
    }
    assert refusals(errors).keys() == {"aws", "azure", "gcp"}
    assert {name: at for name, (_, at) in refusals(errors).items()} == {
        name: name for name in ("aws", "azure", "gcp")
    }


def test_an_external_id_that_the_token_may_not_set_is_refused_by_the_plan(
    workspace: Workspace, api: Served, client: Client
) -> None:
    workspace.variables["token"] = api.mint(["integrations:read", "integrations:write"])
    workspace.write(ACCOUNT, head=CONFIGURED)
    error = workspace.plan(expect=1).error
    assert error["summary"] == "Could not create the integration: the token does not allow it"
    assert "external_ids:write" in error["detail"]
    assert "Leave external_id out" in error["detail"]
    assert error["snippet"]["code"].split()[0] == "aws"
    allowed = ACCOUNT.replace('external_id = "acme-7f1c"', "")
    workspace.write(allowed, head=CONFIGURED)
    workspace.apply()
    assert len(client.list_integrations()["data"]) == 1


@pytest.mark.parametrize("token", ["abc", "posture_" + "a" * 43])
def test_a_token_that_the_server_does_not_know_is_refused_by_a_plan_that_reads_nothing(
    workspace: Workspace, token: str
) -> None:
    workspace.variables["token"] = token
    workspace.write(ACCOUNT + RUN, head=CONFIGURED)
    (error, *_) = workspace.plan(expect=1).errors
    assert error["summary"] == "Could not use the token: the token was refused"
    assert token not in str(error)


BASELINE = 'resource "posture_baseline" "known" {{ run_id = "{}" }}\n'


def test_a_baseline_of_no_run_is_refused_by_the_plan(workspace: Workspace, client: Client) -> None:
    account = client.create_integration(name="a", provider="aws", aws={})
    run_id = client.start_run(integration_id=account["id"])["run_id"]
    client.cancel_run(run_id)
    for run, summary in ((MISSING, "it does not exist"), (run_id, "run without result")):
        workspace.write(BASELINE.format(run), head=CONFIGURED)
        error = workspace.plan(expect=1).error
        assert error["summary"] == f"Could not accept the baseline: {summary}"
        assert error["snippet"]["code"].count("run_id") == 1
