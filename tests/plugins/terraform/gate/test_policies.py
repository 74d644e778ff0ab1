"""The policy of a run: one that does not pass fails the apply, says why, and stays in the state."""

import json
import sys

import pytest

from posture_client import Client
from tests.forks import run
from tests.plugins.terraform.configurations import CONFIGURED, WITH_BLOCK
from tests.plugins.terraform.gate.runs import ACCOUNT, RUN, configure
from tests.plugins.terraform.harness import Workspace
from tests.ports import free_port
from tests.server import Served


def test_without_a_policy_no_finding_fails_an_apply(here: Workspace) -> None:
    configure(here, "")
    here.apply()
    run = here.state()["posture_run.after"]
    assert run["finding_count"] > 0
    assert run["verdict"] is None
    assert here.plan_is_empty()


def test_a_run_that_fails_is_kept_and_the_next_apply_fails_until_it_is_accepted(
    here: Workspace, working: Served
) -> None:
    configure(here, 'fail_on = "high"')
    error = here.apply(expect=1).error
    assert error["summary"] == "The gate failed the run"
    assert "SEVERITY" in error["detail"]
    assert "A baseline is only for what was there before this gate" in error["detail"]
    assert error["detail"].endswith("The next apply starts another run.")
    assert error["snippet"]["code"].strip() == 'fail_on = "high"'
    run = here.state()["posture_run.after"]
    assert run["verdict"] == "fail"
    assert here.tainted("posture_run.after")
    assert "stopped an earlier gate" in here.apply(expect=1).error["detail"]
    again = here.state()["posture_run.after"]
    assert (again["verdict"], again["id"] != run["id"]) == ("fail", True)
    with Client(working.url, working.token) as client:
        accepted = client.accept_baseline(run_id=again["id"])["finding_count"]
    here.apply()
    passed = here.state()["posture_run.after"]
    assert passed["verdict"] == "pass"
    assert 0 < passed["known_count"] <= accepted
    assert here.plan_is_empty()


def test_a_failed_apply_writes_no_output_of_the_run_and_keeps_older_ones(here: Workspace) -> None:
    output = 'output "run" {\n  value = posture_run.after.id\n}\n'
    configure(here, 'fail_on = "high"\n only = "all"', output)
    here.apply(expect=1)
    assert json.loads(here.run("output", "-json").out) == {}
    failed = here.state()["posture_run.after"]
    configure(here, "", output)
    here.apply()
    passed = here.state()["posture_run.after"]
    assert failed["id"] != passed["id"]
    configure(here, 'fail_on = "high"\n only = "all"\n triggers = { again = "1" }', output)
    here.apply(expect=1)
    assert json.loads(here.run("output", "-json").out)["run"]["value"] == passed["id"]
    assert here.state()["posture_run.after"]["verdict"] == "fail"


def test_a_failed_run_that_is_untainted_fails_every_apply(here: Workspace) -> None:
    configure(here, 'fail_on = "high"')
    here.apply(expect=1)
    run_id = here.state()["posture_run.after"]["id"]
    here.run("untaint", "posture_run.after")
    assert here.planned()["posture_run.after"]["actions"] == ["update"]
    for _ in range(2):
        error = here.apply(expect=1).error
        assert error["summary"] == "The gate failed the run"
        assert "-replace" in error["detail"]
    assert here.state()["posture_run.after"]["id"] == run_id


def test_a_changed_policy_is_evaluated_for_the_same_run(here: Workspace) -> None:
    configure(here, "")
    here.apply()
    run = here.state()["posture_run.after"]
    configure(here, 'fail_on = "high"\n only = "all"')
    change = here.planned()["posture_run.after"]
    unknown = {name for name, value in change["after_unknown"].items() if value is True}
    decided = {"verdict", "verdict_count", "known_count", "accepted"}
    assert (change["actions"], unknown) == (["update"], decided)
    error = here.apply(expect=1).error
    assert error["summary"] == "The gate failed the run"
    assert "-replace" in error["detail"]
    assert not here.plan_is_empty()
    configure(here, 'fail_on = "high"\n only = "all"\n family = ["logging"]')
    here.apply()
    passed = here.state()["posture_run.after"]
    assert (passed["verdict"], passed["id"]) == ("pass", run["id"])
    assert here.plan_is_empty()


def test_an_account_that_is_reached_in_another_way_is_named_in_the_plan(here: Workspace) -> None:
    configure(here, "")
    here.apply()
    assert here.plan().diagnostics == []
    other = ACCOUNT.replace('["eu-central-1"]', '["eu-west-1"]') + RUN % ""
    here.write(other, head=CONFIGURED)
    (warning,) = here.plan().diagnostics
    assert warning["severity"] == "warning"
    assert "add what changes to its triggers" in warning["detail"]
    checks = ACCOUNT.replace("\n}\n", '\n  check_set = ["aws_s3_bucket_tls_required"]\n}\n')
    here.write(checks + RUN % "", head=CONFIGURED)
    (narrowed,) = here.plan().diagnostics
    assert narrowed["summary"] == "Runs so far evaluated other checks"
    here.write(other, head=CONFIGURED)
    assert here.planned().keys() & {"posture_run.after"} == {"posture_run.after"}
    assert here.planned()["posture_run.after"]["actions"] == ["no-op"]
    hashed = "triggers = { account = sha256(jsonencode(posture_integration.account.aws)) }"
    here.write(other.replace("scope  ", f"{hashed}\n  scope  "), head=CONFIGURED)
    assert here.planned()["posture_run.after"]["actions"] == ["delete", "create"]


def test_a_policy_without_checks_fails_the_apply(here: Workspace) -> None:
    configure(here, 'fail_on = "high"\n only = "all"\n family = ["network"]')
    error = here.apply(expect=1).error
    assert "The run selected no check of family network." in error["detail"]
    assert "posture_run.after" not in here.state()


def test_a_run_without_a_result_fails_whatever_the_policy(here: Workspace) -> None:
    here.variables["account"] = f"http://127.0.0.1:{free_port()}"
    configure(here, "")
    error = here.apply(expect=1).error
    assert error["summary"] == "The run failed"
    assert 'trigger = "verify"' in error["detail"]
    assert error["snippet"]["code"].strip().startswith("integration_id")
    run = here.state()["posture_run.after"]
    assert (run["status"], run["verdict"]) == ("failed", None)
    assert run["error"]["code"]
    assert here.planned()["posture_run.after"]["actions"] == ["delete", "create"]
    configure(here, 'trigger = "verify"')
    assert here.apply(expect=1).error["summary"] == "The run failed"
    del here.variables["account"]
    here.apply()
    configure(here, "")
    here.apply()
    assert here.state()["posture_run.after"]["status"] == "completed"


def test_accepted_findings_let_the_next_apply_pass(here: Workspace, working: Served) -> None:
    configure(here, 'fail_on = "high"\n only = "all"')
    error = here.apply(expect=1).error
    assert "with `posture findings mark ID accepted`, and apply again. The" in error["detail"]
    environ = here.environ | {"POSTURE_ENDPOINT": working.url, "POSTURE_TOKEN": working.token}

    def posture(*arguments: str) -> str:
        return run([sys.executable, "-m", "posture", *arguments], environ)

    run_id = here.state()["posture_run.after"]["id"]
    found = json.loads(posture("findings", "list", "--run", run_id, "--output", "json"))
    stopping = [one["id"] for one in found if one["severity"] in {"critical", "high"}]
    assert stopping[0] in posture("findings", "show", stopping[0])
    for finding_id in stopping:
        posture("findings", "mark", finding_id, "accepted")
    here.apply()
    assert here.state()["posture_run.after"]["verdict"] == "pass"


@pytest.mark.parametrize(
    ("policy", "summary"),
    [
        ('fail_on = "bad"', "Invalid value for fail_on"),
        ('fail_on = "high"\n only = "some"', "Invalid value for only"),
        ('fail_on = "high"\n max_unknown = -1', "Invalid value for max_unknown"),
        ('fail_on = "high"\n min_coverage = 1.5', "Invalid value for min_coverage"),
        ('fail_on = "high"\n family = ["trees"]', "Invalid value for family"),
        ('fail_on = "high"\n framework = ["iso 27001"]', "Invalid value for framework"),
        ('fail_on = "high"\n framework = []', "Invalid value for framework"),
        ('fail_on = "high"\n wait = false', "fail_on needs the end of the run"),
        ('fail_on = "high"\n trigger = "verify"', "A verify run has no findings"),
    ],
)
def test_an_invalid_policy_is_reported_before_a_run_starts(
    workspace: Workspace, policy: str, summary: str
) -> None:
    workspace.write(ACCOUNT + RUN % policy, head=WITH_BLOCK)
    (wrong,) = workspace.validate()
    assert wrong["summary"] == summary
