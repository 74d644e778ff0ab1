"""Logs are structured, only written on request, and contain no secret."""

import io
import json

import pytest

from posture_terraform.framework.log import LEVELS, Log, level_from
from tests.plugins.terraform.configurations import ACCOUNT, AWAITED, CONFIGURED
from tests.plugins.terraform.harness import Workspace


@pytest.mark.parametrize("level", ["TRACE", "DEBUG", "JSON"])
def test_logs_are_structured_and_hold_no_secret(processes: Workspace, level: str) -> None:
    log = processes.directory / "terraform.log"
    processes.environ |= {"TF_LOG_PROVIDER": level, "TF_LOG_PATH": str(log)}
    run = AWAITED.replace("\n}", "\n  wait = false\n}")
    processes.write(ACCOUNT + run, head=CONFIGURED)
    processes.apply()
    if level == "TRACE":  # the most that is written
        processes.destroy()
    text = log.read_text()
    assert "run.started" in text
    assert "provider.posture" in text
    assert processes.environ["TF_VAR_token"] not in text


def test_without_a_level_nothing_is_written(processes: Workspace) -> None:
    processes.write(ACCOUNT, head=CONFIGURED)
    processes.apply()
    assert processes.run("plan", "-no-color").err == ""
    processes.leave()


def test_no_state_ever_holds_the_token(workspace: Workspace) -> None:
    workspace.write(ACCOUNT, head=CONFIGURED)
    workspace.apply()
    for file in workspace.directory.glob("*.tfstate*"):
        assert workspace.environ["TF_VAR_token"] not in file.read_text()
    workspace.leave()


@pytest.mark.parametrize(
    ("environ", "level"),
    [
        ({}, 9),
        ({"TF_LOG": "debug"}, LEVELS["DEBUG"]),
        ({"TF_LOG": "TRACE", "TF_LOG_PROVIDER": "ERROR"}, LEVELS["ERROR"]),
        ({"TF_LOG_PROVIDER": "ERROR", "TF_LOG_PROVIDER_POSTURE": "INFO"}, LEVELS["INFO"]),
        ({"TF_LOG": "JSON"}, LEVELS["TRACE"]),
        ({"TF_LOG": "OFF"}, 9),
    ],
)
def test_the_level_is_terraforms_own(environ: dict[str, str], level: int) -> None:
    assert level_from(environ, "posture") == level


def test_a_registered_secret_is_written_nowhere() -> None:
    out = io.StringIO()
    log = Log("posture", level=0, out=out)
    log.hide('to"ken')
    log.write("ERROR", "it failed", reason='with to"ken inside', at=['to"ken'])
    line = json.loads(out.getvalue())
    assert line["reason"] == "with (sensitive) inside"
    assert line["at"] == ["(sensitive)"]
    assert (line["@level"], line["@module"]) == ("error", "provider.posture")
