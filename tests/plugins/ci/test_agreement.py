"""The files of the gate equal the output of `posture findings export`, with lines of code."""

import json
from pathlib import Path

import pytest

from tests.command import posture
from tests.plugins.ci import checkout
from tests.plugins.ci.checkout import LEAKING
from tests.plugins.ci.conftest import Site
from tests.plugins.ci.hosts import Pipeline, assigned


@pytest.mark.parametrize(("option", "form"), [("--sarif", "sarif"), ("--code-quality", "gitlab")])
def test_a_file_is_what_the_command_line_exports(
    site: Site, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, option: str, form: str
) -> None:
    checkout.write(pipeline.directory / "infra", LEAKING)
    state = ("--terraform-state", "infra/state.json")
    files = (option, "of-the-gate", "--dotenv", "gate.env")
    pipeline.gate("--integration", site.integration(), "--service", "s3", *state, *files)
    monkeypatch.chdir(pipeline.directory)
    run_id = assigned(Path("gate.env"))["posture_run_id"]
    export = ("findings", "export", "--run", run_id, "--format", form, *state)
    secrets = dict(pipeline.secrets)
    done = posture(*export, "--terraform-dir", "infra", "--output", "exported", environ=secrets)
    assert done.code == 0, done.err
    ours = json.loads(Path("of-the-gate").read_text())
    assert "infra/main.tf" in json.dumps(ours)
    assert ours == json.loads(Path("exported").read_text())
