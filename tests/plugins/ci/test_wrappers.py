"""Every wrapper, run as its host runs it: a run that passes, one that does not, no server."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from posture_ci.options import parsed
from posture_client.identity import PROJECTED_FILE
from tests.machine import need
from tests.plugins.ci.checkout import DECLARED_AT, LEAK, LEAKING, TIDY, arn
from tests.plugins.ci.conftest import Site
from tests.plugins.ci.github import ACTION
from tests.plugins.ci.hosts import Pipeline, line_with
from tests.plugins.ci.steps import document
from tests.plugins.ci.wrappers import (
    ATLANTIS,
    CODE,
    GITLAB,
    JENKINS,
    SPACELIFT,
    TERRAGRUNT,
    WRAPPERS,
    Wrapper,
    applied,
    hooks,
)

CHECKER = str(Path(sys.executable).parent / "check-jsonschema")
Start = Callable[..., tuple[Pipeline, dict[str, str]]]
each = pytest.mark.parametrize("wrapper", WRAPPERS, ids=[one.name for one in WRAPPERS])


@pytest.fixture
def start(site: Site, pipeline: Pipeline) -> Start:
    """Yield what a pipeline has behind the apply of a bucket, and what its user has set."""

    def lay(wrapper: Wrapper, bucket: str, **variables: str) -> tuple[Pipeline, dict[str, str]]:
        own = {"POSTURE_INTEGRATION": site.integration(), "POSTURE_CHECK": LEAK}
        ready, files = applied(wrapper, pipeline, bucket)
        return ready, own | files | variables

    return lay


def source_of(site: Site, integration: str) -> dict[str, Any]:
    with site.client() as client:
        (run,) = client.list_runs(integration_id=integration)["data"]
    return {"source": run["source"], "ids": (run["scope"] or {}).get("resource_ids")}


@each
def test_an_apply_that_passes_continues(site: Site, start: Start, wrapper: Wrapper) -> None:
    pipeline, variables = start(wrapper, TIDY)
    ended = wrapper.run(pipeline, variables)
    assert ended.done.code == 0, ended.done.err
    assert " passes (" in ended.done.out.splitlines()[-1]
    assert source_of(site, variables["POSTURE_INTEGRATION"]) == {
        "source": wrapper.source,
        "ids": [arn(TIDY)],
    }


@each
def test_an_apply_that_leaks_stops_the_pipeline(start: Start, wrapper: Wrapper) -> None:
    pipeline, variables = start(wrapper, LEAKING)
    ended = wrapper.run(pipeline, variables)
    assert ended.done.code == 1, ended.done.err
    assert (
        "does not pass (1 asset, 1 verdict): 1 new finding of severity high or worse"
        in ended.done.out
    )
    file = Path(CODE[wrapper.name]) / "main.tf"
    inside = wrapper.name in {"spacelift", "terragrunt"}
    assert f"{file.name if inside else file}:{DECLARED_AT} aws_s3_bucket.exports" in ended.done.out


@each
def test_an_unreachable_server_does_not_pass(start: Start, wrapper: Wrapper, dead: str) -> None:
    pipeline, variables = start(wrapper, TIDY, POSTURE_ENDPOINT=dead)
    ended = wrapper.run(pipeline, variables)
    assert ended.done.code == 5
    assert f"cannot reach {dead}" in ended.done.err
    assert ended.files.keys() <= {"json"}


def wrapper_of(name: str) -> Wrapper:
    return next(one for one in WRAPPERS if one.name == name)


def test_github_gets_outputs_a_summary_annotations_and_sarif(start: Start) -> None:
    wrapper = wrapper_of("github")
    pipeline, variables = start(wrapper, LEAKING)
    ended = wrapper.run(pipeline, variables)
    run_id = ended.outputs["run-id"]
    assert ended.outputs == {
        "verdict": "fail",
        "exit-code": "1",
        "run-id": run_id,
        "finding-count": "1",
        "sarif-file": "posture.sarif",
    }
    assert ended.files["markdown"].startswith(
        f"**Gate:** run {run_id} does not pass (1 asset, 1 verdict): 1 new finding"
    )
    assert LEAKING in ended.files["markdown"]
    (annotation,) = [line for line in ended.done.out.splitlines() if line.startswith("::")]
    assert annotation.startswith(
        "::error title=critical%3A S3 bucket policy grants access to the public,"
        f"file=infra/main.tf,line={DECLARED_AT}::{arn(LEAKING)} (aws_s3_bucket.exports)%0A"
    )
    seen, fix, check = annotation.split("%0A")[1:]
    assert seen
    assert fix.startswith("Fix: ")
    assert check == f"Check: {LEAK}"
    (result,) = json.loads(ended.files["sarif"])["runs"][0]["results"]
    (location,) = result["locations"]
    assert result["ruleId"] == LEAK
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "infra/main.tf"},
        "region": {"startLine": DECLARED_AT},
    }
    names = {one["fullyQualifiedName"] for one in location["logicalLocations"]}
    assert names == {arn(LEAKING), "aws_s3_bucket.exports"}


def test_github_gets_outputs_without_a_server_too(start: Start, dead: str) -> None:
    wrapper = wrapper_of("github")
    pipeline, variables = start(wrapper, TIDY, POSTURE_ENDPOINT=dead)
    assert wrapper.run(pipeline, variables).outputs == {
        "verdict": "none",
        "exit-code": "5",
        "run-id": "",
        "finding-count": "",
        "sarif-file": "",
    }


def test_gitlab_gets_code_quality_tests_and_variables(start: Start) -> None:
    wrapper = wrapper_of("gitlab")
    pipeline, variables = start(wrapper, LEAKING)
    ended = wrapper.run(pipeline, variables)
    assert ended.outputs["posture_verdict"] == "fail"
    (degradation,) = json.loads(ended.files["gitlab"])
    assert degradation["check_name"] == LEAK
    assert degradation["severity"] == "blocker"
    assert degradation["location"] == {"path": "infra/main.tf", "lines": {"begin": DECLARED_AT}}
    assert len(ET.fromstring(ended.files["junit"]).findall(".//failure")) == 1  # noqa: S314  # of our own server


def test_jenkins_gets_tests_and_a_report(start: Start) -> None:
    wrapper = wrapper_of("jenkins")
    pipeline, variables = start(wrapper, LEAKING)
    ended = wrapper.run(pipeline, variables)
    assert len(ET.fromstring(ended.files["junit"]).findall(".//failure")) == 1  # noqa: S314  # of our own server
    assert ended.files["html"].rstrip().endswith("</html>")
    assert LEAKING in ended.files["html"]
    assert json.loads(ended.files["json"])["verdict"] == "fail"


@pytest.mark.parametrize(
    ("schema", "file", "options"),
    [
        ("vendor.github-actions", ACTION, ()),
        ("vendor.gitlab-ci", GITLAB, ("--data-transform", "gitlab-ci")),
    ],
)
def test_a_file_is_what_its_host_reads(schema: str, file: Path, options: tuple[str, ...]) -> None:
    command = [CHECKER, "--builtin-schema", schema, *options, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_action_lets_no_expression_into_a_shell() -> None:
    (step,) = document(ACTION)["runs"]["steps"]
    assert "${{" not in step["run"]
    assert "uses" not in step


def test_the_action_passes_exactly_the_inputs_that_the_gate_has() -> None:
    action = document(ACTION)
    (step,) = action["runs"]["steps"]
    passed = [text.removeprefix("${{ inputs.").removesuffix(" }}") for text in step["env"].values()]
    assert sorted(passed) == sorted(action["inputs"])
    values = {name: "1" for name in step["env"] if name.endswith(("SECONDS", "CODE", "UNKNOWN"))}
    values |= {"POSTURE_FAIL_ON": "low", "POSTURE_ONLY": "all", "POSTURE_WHOLE_ACCOUNT": "true"}
    values |= {"POSTURE_MIN_COVERAGE": "0.5", "POSTURE_FAMILY": "ai", "POSTURE_TOKEN": "t"}
    values |= {name: "x" for name in step["env"] if name not in values}
    files = {"POSTURE_FROM_PLAN", "POSTURE_TERRAFORM_STATE"}
    options = parsed([], {name: text for name, text in values.items() if name not in files})
    shown = repr(options)
    for part in ("'x'", "'low'", "'all'", "['ai']", "min_coverage': 0.5", "whole_account=True"):
        assert part in shown
    assert (options.wait_seconds, options.capped_exit_code) == (1, 1)


def test_what_a_template_sets_is_what_the_gate_reads() -> None:
    known = set(vars_of_the_gate())
    named = set(document(GITLAB)[".posture-gate"]["variables"]) - {
        "POSTURE_GATE_SHA256",
        "POSTURE_REQUIREMENT",
    }
    named |= set(document(ACTION)["runs"]["steps"][0]["env"])
    assert named - known == {"POSTURE_TOKEN", "POSTURE_TRUST"}


def vars_of_the_gate() -> list[str]:
    """Read the names of its options off its help."""
    gate = [sys.executable, "-m", "posture_ci", "--help"]
    text = subprocess.run(gate, capture_output=True, text=True, check=True).stdout
    flags = {word.strip(",[]") for word in text.split() if word.strip(",[]").startswith("--")}
    return [f"POSTURE_{flag.removeprefix('--').replace('-', '_').upper()}" for flag in flags]


def test_the_hooks_are_hcl_that_terraform_reads() -> None:
    text = TERRAGRUNT.read_text(encoding="utf-8")
    assert [name for name, _ in hooks(text)] == ["posture_state", "posture"]
    command = [str(need("terraform")), "fmt", "-check", "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_cancelled_job_of_github_cancels_the_run(site: Site, start: Start, hanging: str) -> None:
    # GitHub sends its signal to the shell of the step alone.
    wrapper = wrapper_of("github")
    integration = site.integration(hanging)
    pipeline, variables = start(wrapper, TIDY, POSTURE_INTEGRATION=integration)
    (step,) = wrapper.steps(pipeline, variables)
    with pipeline.start(step.command, step.environ, where=step.where) as process:
        line_with(process, " started")
        os.kill(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=240)
    assert process.returncode == 130
    assert "was asked to cancel" in err
    assert wrapper.outputs(pipeline)[0]["exit-code"] == "130"


def test_each_template_uses_the_identity_of_its_host_and_stores_no_token() -> None:
    assert document(GITLAB)[".posture-gate"]["id_tokens"] == {
        "POSTURE_IDENTITY_TOKEN": {"aud": "posture:$POSTURE_TRUST"}
    }
    assert "POSTURE_TOKEN" not in document(GITLAB)[".posture-gate"]["variables"]
    jenkins = JENKINS.read_text()
    assert "POSTURE_IDENTITY_TOKEN = credentials(" in jenkins
    assert "POSTURE_TOKEN = " not in jenkins
    assert "SPACELIFT_OIDC_TOKEN" in SPACELIFT.read_text()
    assert PROJECTED_FILE.rpartition("/")[0] in ATLANTIS.read_text()
    assert all("POSTURE_TRUST" in one.read_text() for one in (SPACELIFT, TERRAGRUNT))
