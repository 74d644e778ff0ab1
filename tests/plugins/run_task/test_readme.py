"""The README of the run task is correct: configurations, commands, scopes, responses, units."""

import configparser
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from posture_client import Client
from posture_run_task.loading import parsed
from tests.machine import need
from tests.meta.test_documents import BLOCK
from tests.plugins.run_task.conftest import System
from tests.plugins.run_task.plans import created, plan
from tests.plugins.run_task.process import configuration, run_task
from tests.plugins.run_task.test_settings import LEAST
from tests.plugins.run_task.test_story import BUCKET
from tests.server import REPOSITORY

HERE = "tests/plugins/run_task/test_readme.py"
DIRECTORY = REPOSITORY / "plugins" / "run_task"
PAGE = (DIRECTORY / "README.md").read_text(encoding="utf-8")
MAIN = [sys.executable, "-m", "posture_run_task"]
ENVIRON = {"PYTHONPATH": ":".join(sys.path), "RUN_TASK_HMAC_KEY": "a key"}


def blocks(tag: str) -> list[str]:
    return [block["body"] for block in BLOCK.finditer(PAGE) if block["tag"] == tag]


def test_every_block_is_tested_here() -> None:
    found = list(BLOCK.finditer(PAGE))
    assert {block["tag"] for block in found} == {"bash", "hcl", "ini", "toml"}
    assert {block["test"] for block in found} <= {HERE, None}
    assert [block["tag"] for block in found if block["test"] is None] == ["toml"]


def test_the_configurations_can_be_used() -> None:
    whole, enterprise = (tomllib.loads(body) for body in blocks("toml"))
    settings = parsed(whole)
    for workspace, policy in (("prod-eu", "strict"), ("test", "default")):
        entry = settings.workspace(organization="acme", project="", workspace=workspace)
        assert entry is not None
        assert entry.policy == policy
    assert parsed({**LEAST, **enterprise}).hcp.download_hosts == []


def test_the_commands_check_and_serve(tmp_path: Path) -> None:
    _, commands = blocks("bash")
    looking, serving = commands.splitlines()
    assert looking == f"{serving} --check"
    (tmp_path / "posture-token").write_text("a token\n")
    text = blocks("toml")[0].replace("/run/secrets/", f"{tmp_path}/")
    (tmp_path / "run-task.toml").write_text(text)
    done = subprocess.run(
        [*MAIN, *looking.split()[1:]],
        cwd=tmp_path,
        env=ENVIRON,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "run-task.toml: 3 entries, nothing wrong\n")


def test_a_configuration_that_cannot_be_used_is_reported(tmp_path: Path) -> None:
    (file := tmp_path / "run-task.toml").write_text(blocks("toml")[0])
    done = subprocess.run(
        [*MAIN, "--config", str(file)],
        env={"PYTHONPATH": ENVIRON["PYTHONPATH"]},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 2
    assert "the environment variable RUN_TASK_HMAC_KEY contains no secret" in done.stderr


@pytest.mark.parametrize("stage", ["pre_plan", "post_plan", "post_apply"])
def test_a_token_with_these_scopes_is_enough(system: System, stage: str) -> None:
    scopes = re.findall(r"--scope (\S+)", blocks("bash")[0])
    entry = {"integration_id": system.integration(), "policy": "default"}
    tables: dict[str, Any] = {"workspaces": [entry], "policies": {"default": {"only": "all"}}}
    config = configuration(
        system.terraform, endpoint=system.api.url, directory=system.directory, **tables
    )
    token = system.api.mint(scopes)
    with run_task(system.directory, config, token=token) as task, Client(system.api.url, token):
        change = plan(created(BUCKET, bucket=system.bucket()))
        result = system.terraform.result(system.terraform.ask(task.url, stage=stage, plan=change))
    assert "token" not in result.message
    assert result.status == ("passed" if stage == "post_plan" else "failed")


def test_the_terraform_code_is_formed_as_terraform_forms_it(tmp_path: Path) -> None:
    (code,) = blocks("hcl")
    (tmp_path / "main.tf").write_text(code)
    done = subprocess.run(
        [need("terraform"), "fmt", "-check", "-diff"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_unit_starts_what_is_installed() -> None:
    (text,) = blocks("ini")
    unit = configparser.ConfigParser()
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation says
    unit.read_string(text)
    program, option, _ = unit["Service"]["ExecStart"].split()
    scripts = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["scripts"]
    assert Path(program).name in scripts
    assert option == "--config"
    ledger = tomllib.loads(blocks("toml")[0])["server"]["ledger_file"]
    assert Path(ledger).parent == Path("/var/lib") / unit["Service"]["StateDirectory"]


def test_every_error_slug_is_in_the_readme() -> None:
    code = (DIRECTORY / "posture_run_task" / "app.py").read_text(encoding="utf-8")
    given = set(re.findall(r'HTTPStatus\.[A-Z_]+,\s+"([a-z_]+)"', code))
    expected = set(
        re.findall(r"`([a-z_]+)`", PAGE.partition("| response | when |")[2].partition("##")[0])
    )
    assert given - {"not_found", "method_not_allowed"} == expected - {"detail"}
