"""A baseline: what a run found is known, and fails no later gate."""

from contextlib import closing

from hypothesis import given

from posture_client import Client
from tests.plugins.terraform.configurations import CONFIGURED
from tests.plugins.terraform.gate.runs import ACCOUNT, RUN
from tests.plugins.terraform.harness import Workspace
from tests.plugins.terraform.protocol import (
    EXAMPLES,
    FLIPS,
    Protocol,
    assert_stays_as_applied,
    config_of,
    in_any_case,
)
from tests.server import Served

BASELINE = """
resource "posture_baseline" "today" {
  run_id = "%s"
}
"""


def test_what_a_run_found_is_accepted_as_known(here: Workspace, working: Served) -> None:
    here.write(ACCOUNT + RUN % 'only = "new"', head=CONFIGURED)
    here.apply()
    run = here.state()["posture_run.after"]
    baseline = BASELINE % run["id"].upper()
    here.write(ACCOUNT + RUN % 'only = "new"' + baseline, head=CONFIGURED)
    here.apply()
    state = here.state()["posture_baseline.today"]
    assert state["integration_id"] == run["integration_id"]
    assert state["finding_count"] == run["finding_count"]
    assert here.plan_is_empty()
    here.run("state", "rm", "posture_baseline.today")
    here.run("import", "posture_baseline.today", run["id"])
    assert here.plan_is_empty()
    with Client(working.url, working.token) as client:
        rows = client.list_audit(action="baseline.accepted")["data"]
    assert run["id"] in {row["target_id"] for row in rows}


def test_a_baseline_stays_as_it_was_applied(here: Workspace, working: Served) -> None:
    here.write(ACCOUNT + RUN % "", head=CONFIGURED)
    here.apply()
    run_id = here.state()["posture_run.after"]["id"]
    with closing(Protocol(working)) as protocol:

        @EXAMPLES
        @given(flips=FLIPS)
        def stays(flips: list[bool]) -> None:
            config = config_of("posture_baseline", run_id=in_any_case(run_id, flips))
            assert_stays_as_applied(protocol, "posture_baseline", config)

        stays()


def test_a_baseline_of_a_run_without_a_result_is_refused(workspace: Workspace) -> None:
    workspace.write(BASELINE % "00000000-0000-4000-8000-000000000000", head=CONFIGURED)
    error = workspace.apply(expect=1).error
    assert error["summary"] == "Could not accept the baseline: it does not exist"
    assert error["snippet"]["code"].strip().startswith("run_id")
