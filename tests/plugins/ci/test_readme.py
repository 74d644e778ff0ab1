"""The examples and the commands of `plugins/ci/README.md` work."""

import os
import re
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import yaml

from posture_ci.exits import Exit
from tests.command import posture
from tests.machine import need
from tests.meta.repository import ROOT
from tests.plugins.ci import checkout
from tests.plugins.ci.checkout import LEAKING
from tests.plugins.ci.conftest import Site
from tests.plugins.ci.github import ACTION
from tests.plugins.ci.hosts import Pipeline
from tests.plugins.ci.steps import document
from tests.plugins.ci.test_wrappers import CHECKER, vars_of_the_gate

TEXT = (ROOT / "plugins" / "ci" / "README.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"^```(\w+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def block(tag: str, holding: str) -> str:
    (found,) = [text for of, text in BLOCKS if of == tag and holding in text]
    return found


def test_every_block_is_tested() -> None:
    assert [tag for tag, _ in BLOCKS] == ["bash", "bash", "bash", "yaml", "yaml"]


def test_the_server_hands_out_the_gate_that_is_pinned(site: Site, tmp_path: Path) -> None:
    need("curl")
    handed_out = urlopen(f"{site.api.url}/downloads/posture-gate.pyz").read()  # noqa: S310  # our own
    command = ["bash", "-eu", "-c", block("bash", "curl")]
    pinned = sha256(handed_out).hexdigest()
    for digest, code in ((pinned, 0), ("0" * 64, 1)):
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env={
                "PATH": os.environ["PATH"],
                "POSTURE_ENDPOINT": site.api.url,
                "POSTURE_GATE_SHA256": digest,
            },
            capture_output=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
    assert (tmp_path / "posture-gate.pyz").read_bytes() == handed_out


def test_the_command_works(site: Site, pipeline: Pipeline) -> None:
    checkout.write(pipeline.directory, LEAKING)
    command = ["bash", "-eu", "-c", block("bash", "posture-gate --integration")]
    done = pipeline.run(command, {"INTEGRATION": site.integration()})
    assert done.code == 1, done.err
    written = {file.name for file in pipeline.directory.glob("posture.*")}
    assert written == {"posture.sarif", "posture.xml", "posture.json"}


def test_the_token_is_made(tmp_path: Path) -> None:
    environ = {"POSTURE_DATABASE_URL": f"sqlite:///{tmp_path / 'posture.db'}"}
    words = block("bash", "token create").replace("\\\n", " ").split()
    assert posture("tenant", "create", "acme", environ=environ).code == 0
    assert posture(*words[1:], environ=environ).code == 0


@pytest.mark.parametrize(
    ("holding", "options"),
    [
        ("permissions:", ("vendor.github-workflows",)),
        ("include:", ("vendor.gitlab-ci", "--data-transform", "gitlab-ci")),
    ],
)
def test_a_block_is_what_its_host_reads(
    tmp_path: Path, holding: str, options: tuple[str, ...]
) -> None:
    file = tmp_path / "block.yml"
    file.write_text(block("yaml", holding))
    command = [CHECKER, "--builtin-schema", *options, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_workflow_uses_the_action_that_there_is() -> None:
    workflow: Any = yaml.safe_load(block("yaml", "permissions:"))
    (step,) = [one for one in workflow["jobs"]["apply"]["steps"] if one.get("id") == "posture"]
    path = step["uses"].partition("@")[0].partition("/")[2].partition("/")[2]
    assert ROOT / path == ACTION.parent
    action = document(ACTION)
    needed = {name for name, one in action["inputs"].items() if one.get("required")}
    assert needed <= step["with"].keys() <= action["inputs"].keys()
    used = set(re.findall(r"steps\.posture\.outputs\.([\w-]+)", block("yaml", "permissions:")))
    assert used <= action["outputs"].keys()


def test_the_job_extends_what_it_includes() -> None:
    pipeline: Any = yaml.safe_load(block("yaml", "include:"))
    (included,) = pipeline["include"]
    template = document(ROOT / included["file"])
    assert pipeline["posture"]["extends"] in template
    assert pipeline["posture"]["variables"].keys() <= set(vars_of_the_gate())


def test_every_exit_code_is_explained() -> None:
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE)] == sorted(Exit)
