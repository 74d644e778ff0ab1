"""The gate as a data source: it says the verdict, and fails nothing by itself."""

import shutil
from pathlib import Path

import pytest

from posture_client import Client
from tests.plugins.terraform.configurations import CONFIGURED
from tests.plugins.terraform.gate.runs import ACCOUNT, GATE, RUN, configure
from tests.plugins.terraform.harness import ROOT, Workspace, environment, override
from tests.server import Served

TESTED = ROOT / "terraform-examples" / "testing"


def test_the_data_source_says_the_verdict_and_fails_nothing(
    here: Workspace, working: Served
) -> None:
    configure(here, "", GATE % 'fail_on = "low"\n only = "all"')
    here.apply()
    state = here.state()
    gate = state["data.posture_gate.after"]
    with Client(working.url, working.token) as client:
        asked = client.get_gate(state["posture_run.after"]["id"], fail_on="low", only="all")
    assert gate["verdict"] == asked["verdict"] == "fail"
    assert gate["finding_count"] == asked["finding_count"]
    assert gate["findings"] == asked["findings"]
    assert gate["reasons"] == asked["reasons"]
    assert here.plan_is_empty()


def test_the_data_source_without_a_policy_says_what_the_run_was_decided_under(
    here: Workspace,
) -> None:
    configure(here, 'fail_on = "high"\n family = ["logging"]', GATE % "")
    here.apply()
    gate = here.state()["data.posture_gate.after"]
    assert (gate["verdict"], gate["fail_on"], gate["family"]) == ("pass", "high", ["logging"])
    assert here.plan_is_empty()
    configure(here, 'fail_on = "high"\n family = ["logging"]', GATE % 'fail_on = "high"')
    here.apply()
    gate = here.state()["data.posture_gate.after"]
    assert (gate["verdict"], gate["only"], gate["family"]) == ("fail", "new", [])


def test_a_framework_decides_what_counts(here: Workspace, working: Served) -> None:
    policy = 'fail_on = "low"\n only = "all"\n framework = ["%s"]'
    configure(here, "", GATE % (policy % "CIS_AWS"))
    here.apply()
    state = here.state()
    gate = state["data.posture_gate.after"]
    with Client(working.url, working.token) as client:
        run_id = state["posture_run.after"]["id"]
        every = client.get_gate(run_id, fail_on="low", only="all")
        some = client.get_gate(run_id, fail_on="low", only="all", framework=["CIS_AWS"])
    assert gate["finding_count"] == some["finding_count"]
    assert 0 < some["finding_count"] < every["finding_count"]
    configure(here, "", GATE % (policy % "CIS_MOON"))
    error = here.plan(expect=1).error
    assert "`CIS_MOON` is not a value of it" in error["detail"]
    assert error["snippet"]["code"].strip().startswith("framework")


def test_a_check_block_warns_of_it(here: Workspace) -> None:
    check = """
check "safe" {
  data "posture_gate" "after" {
    run_id  = posture_run.after.id
    fail_on = "high"
    only    = "all"
  }
  assert {
    condition     = data.posture_gate.after.verdict == "pass"
    error_message = join(" ", data.posture_gate.after.reasons[*].message)
  }
}
"""
    configure(here, "", check)
    (warning,) = here.apply().diagnostics
    assert warning["severity"] == "warning"
    assert warning["summary"] == "Check block assertion failed"
    assert "of severity high or worse" in warning["detail"]


@pytest.mark.parametrize("file", sorted(TESTED.glob("*.tftest.hcl")), ids=lambda file: file.name)
def test_terraforms_own_tests_pass(
    tmp_path: Path, binaries: Path, working: Served, buckets: str, file: Path
) -> None:
    shutil.copytree(TESTED, tmp_path / "work")
    environ = environment(tmp_path, override(binaries)) | {"TF_VAR_endpoint_url": buckets}
    environ |= {"POSTURE_ENDPOINT": working.url, "POSTURE_TOKEN": working.token}
    done = Workspace(tmp_path / "work", environ).run("test", "-no-color", f"-filter={file.name}")
    runs = file.read_text().count('\nrun "')
    assert f"Success! {runs} passed, 0 failed." in done.out


def test_a_run_under_way_has_no_verdict_yet(workspace: Workspace) -> None:
    account = ACCOUNT.replace('variable "account" { type = string }', "")
    account = account.replace("var.account", '"http://127.0.0.1:9"')
    run = RUN % "wait = false" + GATE % ""
    workspace.write(account + run, head=CONFIGURED)
    error = workspace.apply(expect=1).error
    assert error["summary"] == "Could not read the verdict of the gate: run not finished"
    assert error["snippet"]["code"].strip() == "run_id = posture_run.after.id"
    workspace.write(account, head=CONFIGURED)
    workspace.leave()
