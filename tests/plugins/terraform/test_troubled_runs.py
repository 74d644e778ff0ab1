"""Runs that fail: refused, too early, too slow, cancelled, or without a server."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event

import pytest

from posture_client import Client
from posture_terraform.framework.definition import Context
from posture_terraform.framework.log import Log
from posture_terraform.framework.values import conform
from posture_terraform.provider import run
from posture_terraform.provider.connection import Configured
from posture_terraform.unknown import UNKNOWN
from tests.emulator.server import stop_group
from tests.forks import Process
from tests.plugins.terraform.configurations import ACCOUNT, AWAITED, CONFIGURED
from tests.plugins.terraform.faulty_proxy import (
    TOO_EARLY,
    FaultResponse,
    FaultyProxy,
    ProxiedRequest,
    faulty_proxy,
)
from tests.plugins.terraform.harness import (
    ROOT,
    Workspace,
    credentials,
    ended,
    environment,
    until,
)
from tests.server import FAULTS, QUEUE, Queue, Served, await_ready, served

RUNS = "/api/v2/cloud-posture-runs"


def test_a_scope_that_the_server_does_not_know(workspace: Workspace) -> None:
    scoped = AWAITED.replace("\n}", '\n  scope = { check_ids = ["aws_s3_nothing_like_it"] }\n}')
    workspace.write(ACCOUNT + scoped, head=CONFIGURED)
    error = workspace.apply(expect=1).error
    assert error["summary"] == "There is no check aws_s3_nothing_like_it"
    assert "posture_checks" in error["detail"]
    assert error["snippet"]["code"].strip().startswith("scope")
    assert workspace.state() == {}


def test_an_integration_deleted_outside_of_terraform(workspace: Workspace, client: Client) -> None:
    workspace.write(ACCOUNT, head=CONFIGURED)
    workspace.apply()
    integration_id = workspace.state()["posture_integration.account"]["id"]
    client.delete_integration(integration_id)
    fixed = AWAITED.replace("posture_integration.account.id", f'"{integration_id}"')
    workspace.write(fixed, head=CONFIGURED)
    error = workspace.apply("-refresh=false", expect=1).errors[0]
    assert error["summary"] == "Could not start the run: it does not exist"
    assert error["snippet"]["code"].strip().startswith("integration_id")


def test_a_run_that_takes_too_long_is_kept_and_the_next_apply_starts_another(
    workspace: Workspace, client: Client
) -> None:
    slow = AWAITED.replace("\n}", '\n  timeouts = { create = "1s" }\n}')
    workspace.write(ACCOUNT + slow, head=CONFIGURED)
    error = workspace.apply(expect=1).error
    assert error["summary"] == "The run has not ended in time"
    assert error["snippet"]["code"].strip().startswith("timeouts")
    run_id = workspace.state()["posture_run.after"]["id"]
    assert run_id in error["detail"]
    assert workspace.tainted("posture_run.after")
    workspace.write(ACCOUNT + AWAITED.replace("\n}", "\n  wait = false\n}"), head=CONFIGURED)
    assert workspace.apply().changes == {"add": 1, "change": 0, "remove": 1}
    assert client.get_run(run_id)["status"] == "cancelled"
    workspace.leave()


def test_a_run_cancelled_by_someone_else(workspace: Workspace, client: Client) -> None:
    workspace.write(ACCOUNT + AWAITED, head=CONFIGURED)
    process = workspace.start("apply", "-auto-approve", "-json")
    until(lambda: client.list_runs()["data"])
    client.cancel_run(client.list_runs()["data"][0]["id"])
    done = ended(process)
    assert (done.code, done.error["summary"]) == (1, "The run was cancelled")
    assert workspace.state()["posture_run.after"]["status"] == "cancelled"
    assert workspace.planned()["posture_run.after"]["actions"] == ["delete", "create"]
    workspace.run("untaint", "posture_run.after")
    assert workspace.planned()["posture_run.after"]["actions"] == ["update"]
    error = workspace.apply(expect=1).error
    assert error["summary"] == "The run was cancelled"
    assert "-replace" in error["detail"]
    workspace.leave()


def test_a_run_that_nothing_waited_for_and_was_cancelled_is_a_warning_of_each_plan(
    workspace: Workspace, client: Client
) -> None:
    workspace.write(ACCOUNT + AWAITED.replace("\n}", "\n  wait = false\n}"), head=CONFIGURED)
    workspace.apply()
    client.cancel_run(workspace.state()["posture_run.after"]["id"])
    for _ in range(2):
        (warning,) = workspace.plan().diagnostics
        assert (warning["severity"], warning["summary"]) == ("warning", "The run was cancelled")
        assert "-replace" in warning["detail"]
    workspace.leave()


def test_a_run_whose_integration_is_gone_is_a_warning_with_one_more_request(
    workspace: Workspace, proxy: FaultyProxy, client: Client
) -> None:
    account = client.create_integration(
        name="gone", provider="aws", aws={"regions": ["eu-central-1"]}
    )
    block = AWAITED.replace("posture_integration.account.id", f'"{account["id"]}"')
    block = block.replace("\n}", "\n  wait = false\n  count = 3\n}")
    workspace.write(block, head=CONFIGURED)
    workspace.apply()
    proxy.seen.clear()
    assert workspace.plan().diagnostics == []
    client.delete_integration(account["id"])
    proxy.seen.clear()
    found = workspace.plan().diagnostics
    lost = [one for one in found if one["summary"] == "The integration of the run is gone"]
    assert {one["severity"] for one in lost} == {"warning"}
    assert len([one for one in proxy.seen if "/integrations/" in one.path]) == 1
    workspace.leave()


@pytest.mark.parametrize("status", ["running", "failed", "cancelled"])
def test_a_run_that_has_no_result_is_never_no_changes(status: str) -> None:
    names = run.SCHEMA.attributes
    prior = conform(names, {"id": "r", "wait": True, "trigger": "verify", "status": status})
    context: Context[Configured] = Context(stop=Event(), log=Log("posture"))
    planned = run.plan(context, prior, dict(prior))
    assert (planned["verdict"], planned["id"]) == (UNKNOWN, "r")
    ended = prior | {"status": "completed"}
    assert run.plan(context, ended, dict(ended)) == ended
    unwatched = prior | {"wait": False}
    assert run.plan(context, unwatched, dict(unwatched)) == unwatched


def test_faults_of_the_server_while_a_run_is_awaited_pass(
    workspace: Workspace, proxy: FaultyProxy, client: Client
) -> None:
    workspace.write(ACCOUNT + AWAITED, head=CONFIGURED)
    bad = iter(
        [FaultResponse(500), FaultResponse(0), FaultResponse(503), FaultResponse(502, b"<html>")]
    )
    proxy.fault = lambda asked: next(bad, None) if is_read(asked) else None
    process = workspace.start("apply", "-auto-approve", "-json")
    until(lambda: sum(map(is_read, proxy.seen)) > 4)
    (run,) = client.list_runs(limit=1)["data"]
    client.cancel_run(run["id"])
    assert ended(process).error["summary"] == "The run was cancelled"
    assert workspace.state()["posture_run.after"]["id"] == run["id"]
    workspace.leave()


def test_a_server_that_stays_away_leaves_the_run_in_the_state(
    workspace: Workspace, proxy: FaultyProxy, client: Client
) -> None:
    hasty = AWAITED.replace("\n}", '\n  timeouts = { create = "3s" }\n}')
    workspace.write(ACCOUNT + hasty, head=CONFIGURED)
    proxy.fault = lambda asked: FaultResponse(0) if is_read(asked) else None
    error = workspace.apply(expect=1).error
    assert error["summary"] == "Could not wait for the run: the server cannot be reached"
    proxy.fault = lambda _: None
    run_id = workspace.state()["posture_run.after"]["id"]
    assert client.get_run(run_id)["status"] == "running"
    assert workspace.tainted("posture_run.after")
    assert workspace.planned()["posture_run.after"]["actions"] == ["delete", "create"]
    workspace.destroy()
    assert client.get_run(run_id)["status"] == "cancelled"


def test_a_token_revoked_while_a_run_is_awaited(workspace: Workspace, proxy: FaultyProxy) -> None:
    workspace.write(ACCOUNT + AWAITED, head=CONFIGURED)
    refused = FaultResponse(401, b'{"error":"invalid_token"}')
    proxy.fault = lambda asked: refused if is_read(asked) else None
    error = workspace.apply(expect=1).error
    assert error["summary"] == "Could not wait for the run: the token was refused"
    proxy.fault = lambda _: None
    assert workspace.tainted("posture_run.after")
    workspace.leave()


def test_a_run_is_started_again_with_its_new_integration(
    workspace: Workspace, client: Client
) -> None:
    workspace.write(ACCOUNT + AWAITED.replace("\n}", "\n  wait = false\n}"), head=CONFIGURED)
    workspace.apply()
    before = workspace.state()
    client.cancel_run(before["posture_run.after"]["id"])
    client.delete_integration(before["posture_integration.account"]["id"])
    planned = workspace.planned()
    assert planned["posture_integration.account"]["actions"] == ["create"]
    assert planned["posture_run.after"]["actions"] == ["delete", "create"]
    workspace.apply()
    after = workspace.state()
    account = after["posture_integration.account"]["id"]
    assert after["posture_run.after"]["integration_id"] == account
    assert workspace.plan_is_empty()
    workspace.leave()


def test_a_lost_response_starts_no_second_run(
    workspace: Workspace, proxy: FaultyProxy, client: Client
) -> None:
    lost = iter([True])

    def swallow(asked: ProxiedRequest) -> FaultResponse | None:
        if asked == ("POST", RUNS) and next(lost, False):
            return FaultResponse(503)
        return None

    proxy.fault = swallow
    workspace.write(ACCOUNT + AWAITED.replace("\n}", "\n  wait = false\n}"), head=CONFIGURED)
    workspace.apply()
    integration_id = workspace.state()["posture_integration.account"]["id"]
    assert len(client.list_runs(integration_id=integration_id)["data"]) == 1
    assert proxy.times("POST", RUNS) == 2
    workspace.leave()


def test_too_early_for_another_run_is_waited_for_within_the_timeout(
    limited_workspace: Workspace, limited_api: Served
) -> None:
    run = AWAITED.replace("\n}", "\n  wait = false\n  triggers = { v = %d }\n}")
    limited_workspace.write(ACCOUNT + run % 1, head=CONFIGURED)
    limited_workspace.apply()
    first = limited_workspace.state()["posture_run.after"]
    limited_workspace.write(ACCOUNT + run % 2, head=CONFIGURED)
    limited_workspace.apply()
    assert limited_workspace.plan_is_empty()
    second = limited_workspace.state()["posture_run.after"]
    apart = at(second["accepted_at"]) - at(first["accepted_at"])
    assert apart.total_seconds() >= limited_api.settings.manual_window_seconds


def test_too_early_beyond_the_timeout_says_what_to_do(
    workspace: Workspace, proxy: FaultyProxy
) -> None:
    workspace.write(ACCOUNT, head=CONFIGURED)
    workspace.apply()
    proxy.fault = lambda asked: TOO_EARLY if asked == ("POST", RUNS) else None
    workspace.write(ACCOUNT + AWAITED, head=CONFIGURED)
    error = workspace.apply(expect=1).error
    assert error["summary"] == "Too early for another run of this integration"
    assert "24 h 0 min" in error["detail"]
    assert "limit is the server's setting POSTURE_MANUAL_RUNS_PER_WINDOW. " in error["detail"]
    assert "limit scope to the resource_ids" in error["detail"]
    assert len(workspace.state()) == 1
    workspace.leave()


def test_a_server_that_restarts_while_a_run_is_awaited(
    tmp_path: Path, reattach: dict[str, str]
) -> None:
    directory = tmp_path / "api"
    directory.mkdir()
    with (
        served(directory, queue=Queue.WAIT) as api,
        Client(api.url, api.token) as client,
        faulty_proxy(api.url) as proxy,
    ):
        workspace = Workspace(tmp_path, environment(tmp_path) | reattach | credentials(api))
        workspace.variables["endpoint"] = proxy.url
        workspace.write(ACCOUNT + AWAITED, head=CONFIGURED)
        process = workspace.start("apply", "-auto-approve", "-json")
        # Only then has the provider the response to its request for a run.
        until(lambda: any(map(is_read, proxy.seen)))
        os.killpg(api.process.pid, signal.SIGKILL)
        api.process.wait()
        before = len(proxy.seen)
        until(lambda: len(proxy.seen) > before)
        with restarted(api):
            (run,) = client.list_runs()["data"]
            client.cancel_run(run["id"])
            done = ended(process)
        assert done.error["summary"] == "The run was cancelled"
        assert workspace.state()["posture_run.after"]["id"] == run["id"]


def is_read(asked: ProxiedRequest) -> bool:
    """Return whether a request reads a run."""
    return asked.method == "GET" and asked.path.startswith(f"{RUNS}/")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@contextmanager
def restarted(api: Served) -> Iterator[None]:
    """Yield a server again where one was killed."""
    environ = {
        "POSTURE_DATABASE_URL": api.settings.database_url,
        "POSTURE_PORT": str(api.settings.port),
        FAULTS: os.devnull,
        QUEUE: Queue.WAIT,
    }
    process = Process(
        [sys.executable, "-m", "tests.server"],
        cwd=ROOT,
        env=os.environ | environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        await_ready(api.url, process)
        yield
    finally:
        stop_group(process)
