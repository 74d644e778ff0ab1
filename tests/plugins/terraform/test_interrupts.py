"""Ctrl-C and kills: a run that is no longer awaited is cancelled."""

from pathlib import Path

from posture_client import Client
from tests.plugins.terraform.configurations import ACCOUNT, AWAITED, CONFIGURED
from tests.plugins.terraform.faulty_proxy import TOO_EARLY, faulty_proxy
from tests.plugins.terraform.harness import Workspace, interrupt, until
from tests.server import Served


def test_ctrl_c_cancels_the_run_and_keeps_it_in_the_state(
    processes: Workspace, client: Client
) -> None:
    processes.write(ACCOUNT + AWAITED, head=CONFIGURED)
    process = processes.start("apply", "-auto-approve", "-json")
    until(lambda: client.list_runs()["data"])
    done = interrupt(process)
    assert done.code == 1
    assert "Interrupted" in {error["summary"] for error in done.errors}
    (run,) = client.list_runs()["data"]
    assert run["status"] == "cancelled"
    assert processes.state()["posture_run.after"]["id"] == run["id"]
    assert processes.planned()["posture_run.after"]["actions"] == ["delete", "create"]
    processes.leave()


def test_ctrl_c_while_it_is_too_early_ends_the_wait(processes: Workspace, api: Served) -> None:
    patient = AWAITED.replace("\n}", '\n  timeouts = { create = "48h" }\n}')
    processes.write(ACCOUNT + patient, head=CONFIGURED)
    log = processes.directory / "terraform.log"
    processes.environ |= {"TF_LOG_PROVIDER": "WARN", "TF_LOG_PATH": str(log)}
    with faulty_proxy(api.url) as proxy:
        start = ("POST", "/api/v2/cloud-posture-runs")
        proxy.fault = lambda asked: TOO_EARLY if (asked.method, asked.path) == start else None
        processes.variables["endpoint"] = proxy.url
        process = processes.start("apply", "-auto-approve", "-json")
        until(lambda: log.exists() and "run.too_early" in log.read_text())
        done = interrupt(process)  # within the patience of the harness, far below the 48 h
    assert "Interrupted" in {error["summary"] for error in done.errors}
    assert len(processes.state()) == 1
    del processes.variables["endpoint"]
    processes.leave()


def test_a_killed_terraform_takes_its_run_and_its_provider_with_it(
    processes: Workspace, client: Client, binaries: Path
) -> None:
    processes.write(ACCOUNT + AWAITED, head=CONFIGURED)
    process = processes.start("apply", "-auto-approve", "-json")
    until(lambda: client.list_runs()["data"])
    process.kill()
    process.communicate()
    until(lambda: client.list_runs(status="cancelled")["data"])
    until(lambda: not running(binaries))
    assert not list(processes.directory.glob("posture-*"))


def running(binaries: Path) -> list[bytes]:
    """Return the provider processes that were started from a directory."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue  # it ended meanwhile
        if any(word.startswith(bytes(binaries)) for word in command.split(b"\0")):
            found.append(command)
    return found
