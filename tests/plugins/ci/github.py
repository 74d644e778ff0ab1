"""A composite action as GitHub's runner runs it: inputs, expressions, a script, outputs."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.plugins.ci.hosts import Pipeline, assigned
from tests.plugins.ci.steps import COMMIT, PLUGIN, Step, document, files_of

ACTION = PLUGIN / "github" / "action.yml"


def github_steps(pipeline: Pipeline, variables: Mapping[str, str]) -> Iterator[Step]:
    """Return the steps of the composite action; `variables` become its inputs if it has them."""
    action = document(ACTION)
    runner = pipeline.directory.parent / "runner"
    runner.mkdir(exist_ok=True)
    inputs = {name: str(one.get("default", "")) for name, one in action["inputs"].items()}
    inputs |= github_inputs(action, pipeline, variables)
    rest = {name: value for name, value in variables.items() if not name.startswith("POSTURE_")}
    for step in action["runs"]["steps"]:
        script = runner / "script.sh"
        script.write_text(evaluated(step["run"], inputs=inputs))
        environ = {name: evaluated(text, inputs=inputs) for name, text in step["env"].items()}
        yield Step(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            # The secrets of this pipeline are inputs; the environment knows none.
            dict.fromkeys(pipeline.secrets, "") | rest | github_environ(runner) | environ,
            pipeline.directory,
        )


def github_inputs(
    action: Mapping[str, Any], pipeline: Pipeline, variables: Mapping[str, str]
) -> dict[str, str]:
    """Return what a workflow's `with:` says, from the variables that the action makes of it."""
    (step,) = action["runs"]["steps"]
    of = {name: text[len("${{ inputs.") : -len(" }}")] for name, text in step["env"].items()}
    return {
        of[name]: text for name, text in {**pipeline.secrets, **variables}.items() if name in of
    }


def github_environ(runner: Path) -> dict[str, str]:
    return {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTION_PATH": str(ACTION.parent),
        "GITHUB_OUTPUT": str(runner / "output"),
        "GITHUB_STEP_SUMMARY": str(runner / "summary"),
        "GITHUB_REPOSITORY": "acme/infra",
        "GITHUB_RUN_ID": "7",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_SHA": COMMIT,
    }


def evaluated(text: str, **contexts: Mapping[str, Any]) -> str:
    """Evaluate expressions that read a context, which is all that the action has."""

    def value(found: re.Match[str]) -> str:
        node: Any = contexts
        for name in found[1].split("."):
            node = node.get(name, "")
        return str(node)

    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", value, text)


def github_outputs(pipeline: Pipeline) -> tuple[Mapping[str, str], Mapping[str, str]]:
    action = document(ACTION)
    runner = pipeline.directory.parent / "runner"
    steps = {"gate": {"outputs": assigned(runner / "output")}}
    values = {name: evaluated(one["value"], steps=steps) for name, one in action["outputs"].items()}
    files = files_of(runner, {"markdown": "summary"})
    return values, files | files_of(pipeline.directory, {"sarif": "posture.sarif"})
