"""A gate whose run has not ended in time is decided by a later apply."""

import json

from posture_client import Client
from tests.plugins.terraform.faulty_proxy import FaultResponse, ProxiedRequest, faulty_proxy
from tests.plugins.terraform.gate.runs import configure
from tests.plugins.terraform.harness import Workspace
from tests.server import Served


def test_a_run_whose_policy_was_not_evaluated_is_evaluated_by_the_next_plan(
    here: Workspace, working: Served
) -> None:
    """Follow the advice of a timeout: keep the run with `terraform untaint`."""
    configure(here, 'fail_on = "high"\n timeouts = { create = "1s" }')
    with faulty_proxy(working.url) as proxy:
        here.variables["endpoint"] = proxy.url
        proxy.fault = lambda asked: pending(working, asked)
        error = here.apply(expect=1).error
    here.variables.clear()
    assert error["summary"] == "The run has not ended in time"
    assert "`terraform untaint ADDRESS`" in error["detail"]
    run = here.state()["posture_run.after"]
    assert (run["status"], run["verdict"]) == ("running", None)
    here.run("untaint", "posture_run.after")
    with Client(working.url, working.token) as client:
        client.wait_for_run(run["id"], timeout_seconds=60)
    assert here.planned()["posture_run.after"]["actions"] == ["update"]
    error = here.apply(expect=1).error
    assert error["summary"] == "The gate failed the run"
    assert here.state()["posture_run.after"]["id"] == run["id"]


def test_a_longer_timeout_sees_the_end(here: Workspace, working: Served) -> None:
    configure(here, 'fail_on = "high"\n timeouts = { create = "1s" }')
    with faulty_proxy(working.url) as proxy:
        here.variables["endpoint"] = proxy.url
        proxy.fault = lambda asked: pending(working, asked)
        error = here.apply(expect=1).error
        assert "so raise timeouts.create or narrow scope first" in error["detail"]
        run_id = here.state()["posture_run.after"]["id"]
        proxy.fault = lambda _: None
        configure(here, 'fail_on = "high"\n timeouts = { create = "10m" }')
        error = here.apply(expect=1).error
    here.variables.clear()
    assert error["summary"] == "The gate failed the run"
    assert here.state()["posture_run.after"]["id"] != run_id


def pending(working: Served, asked: ProxiedRequest) -> FaultResponse | None:
    """Show a run as it was before it ended, and no events."""
    if asked.path.partition("?")[0].endswith("/events"):
        return FaultResponse(503)
    before, _, run_id = asked.path.partition("?")[0].rpartition("/")
    if asked.method != "GET" or not before.endswith("/cloud-posture-runs"):
        return None
    with Client(working.url, working.token) as client:
        run = {**client.get_run(run_id), "status": "running", "completed_at": None}
    return FaultResponse(200, json.dumps(run).encode())
