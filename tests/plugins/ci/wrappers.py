"""The wrappers of `plugins/ci/`, run as their hosts run them: the lines that stand in the files.

Each reads its file, sets what its host sets, and runs each step with the host's shell in the host's
directory until one fails. What a host would do with the artefacts is done here too, so that a test
sees what a job's page would.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from tests.plugins.ci import checkout
from tests.plugins.ci.github import github_outputs, github_steps
from tests.plugins.ci.hosts import Done, Pipeline, assigned
from tests.plugins.ci.steps import COMMIT, PLUGIN, Ended, Step, document, files_of

GITLAB = PLUGIN / "gitlab" / "posture.gitlab-ci.yml"
ATLANTIS = PLUGIN / "atlantis" / "repos.yaml"
TERRAGRUNT = PLUGIN / "terragrunt" / "root.hcl"
SPACELIFT = PLUGIN / "spacelift" / "config.yml"
JENKINS = PLUGIN / "jenkins" / "Jenkinsfile"
# Where each host has the code of what was applied.
CODE = {
    "github": "infra",
    "gitlab": "infra",
    "atlantis": "network",
    "terragrunt": ".terragrunt-cache/network",
    "spacelift": "source",
    "jenkins": ".",
}
# The user's options for plan and state, where the wrapper does not make these files itself.
OPTIONS = {"POSTURE_FROM_PLAN": "infra/plan.json", "POSTURE_TERRAFORM_STATE": "infra/state.json"}
TERRAFORM = """\
#!/bin/sh
# Terraform, as far as a pipeline shows a plan and a state with it: it says what was recorded.
case "$*" in
  "show -json") exec cat "$0.state" ;;
  "show -json "*) exec cat "$0.plan" ;;
esac
"""


class Wrapper(NamedTuple):
    """One host.

    Attributes:
        steps: what it runs, with what it sets; `variables` are the variables that its user sets.
        source: what the run says of who asked.
        outputs: what it makes of the files that are left.
    """

    name: str
    steps: Callable[[Pipeline, Mapping[str, str]], Iterator[Step]]
    source: Mapping[str, str]
    outputs: Callable[[Pipeline], tuple[Mapping[str, str], Mapping[str, str]]]

    def run(self, pipeline: Pipeline, variables: Mapping[str, str]) -> Ended:
        """Run the steps until one fails, as every host does."""
        done = Done(0, "", "")
        for step in self.steps(pipeline, variables):
            done = pipeline.run(step.command, step.environ, where=step.where)
            if done.code:
                break
        outputs, files = self.outputs(pipeline)
        return Ended(done, outputs, files)


def applied(wrapper: Wrapper, pipeline: Pipeline, bucket: str) -> tuple[Pipeline, dict[str, str]]:
    """Leave what a host has behind the apply of a bucket; return the user's variables for it."""
    checkout.write(pipeline.directory / CODE[wrapper.name], bucket)
    programs = pipeline.directory.parent / "bin"
    programs.mkdir()
    (programs / "terraform").write_text(TERRAFORM)
    (programs / "terraform").chmod(0o755)
    (programs / "terraform.plan").write_text(json.dumps(checkout.plan(bucket)))
    (programs / "terraform.state").write_text(json.dumps(checkout.state(bucket)))
    if wrapper.name == "spacelift":
        plan = pipeline.directory / "spacelift.plan.json"
        plan.write_text(json.dumps(checkout.plan(bucket)))
    variables = OPTIONS if wrapper.name in {"github", "gitlab"} else {}
    return pipeline.with_programs(programs), dict(variables)


# GitLab


def gitlab_steps(pipeline: Pipeline, variables: Mapping[str, str]) -> Iterator[Step]:
    """Return the one script that the runner makes of both parts."""
    job = document(GITLAB)[".posture-gate"]
    environ = {
        "CI": "true",
        "GITLAB_CI": "true",
        "CI_PROJECT_PATH": "acme/infra",
        "CI_COMMIT_SHA": COMMIT,
        "CI_PIPELINE_ID": "5",
        "CI_JOB_URL": "https://gitlab.com/acme/infra/-/jobs/7",
    }
    script = "\n".join([*job["before_script"], *job["script"]])
    command = ["bash", "-c", f"set -eo pipefail\n{script}"]
    yield Step(command, environ | job["variables"] | variables, pipeline.directory)


def gitlab_outputs(pipeline: Pipeline) -> tuple[Mapping[str, str], Mapping[str, str]]:
    job = document(GITLAB)[".posture-gate"]
    reports = job["artifacts"]["reports"]
    names = {"gitlab": reports["codequality"], "junit": reports["junit"]}
    dotenv = pipeline.directory / reports["dotenv"]
    return assigned(dotenv), files_of(pipeline.directory, names)


# Atlantis


def atlantis_steps(pipeline: Pipeline, variables: Mapping[str, str]) -> Iterator[Step]:
    """Return what a project's apply runs, and then the hook, which knows no project."""
    config = document(ATLANTIS)
    (repository,) = config["repos"]
    environ = {
        "BASE_REPO_OWNER": "acme",
        "BASE_REPO_NAME": "infra",
        "HEAD_COMMIT": COMMIT,
        "PULL_NUM": "7",
        "PULL_URL": "https://github.com/acme/infra/pull/7",
        "DIR": str(pipeline.directory),
    } | dict(variables)
    project = pipeline.directory / "network"
    for step in config["workflows"][repository["workflow"]]["apply"]["steps"]:
        if step != "apply":
            own = {"PLANFILE": str(project / "default.tfplan"), "WORKSPACE": "default"}
            yield Step(["sh", "-c", step["run"]], environ | own, project)
    for hook in repository["post_workflow_hooks"]:
        assert hook["commands"] == "apply"
        yield Step(["sh", "-c", hook["run"]], environ, pipeline.directory)


# Terragrunt


def terragrunt_steps(pipeline: Pipeline, variables: Mapping[str, str]) -> Iterator[Step]:
    """Return the hooks behind an apply, where Terragrunt has copied the code to."""
    where = pipeline.directory / ".terragrunt-cache" / "network"
    for name, hook in hooks(TERRAGRUNT.read_text(encoding="utf-8")):
        assert hook["commands"] == ["apply"]
        environ = {
            "TG_CTX_TF_PATH": "terraform",
            "TG_CTX_COMMAND": "apply",
            "TG_CTX_HOOK_NAME": name,
            "GIT_COMMIT": COMMIT,
        }
        yield Step(hook["execute"], environ | dict(variables), where)


def hooks(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read hooks, each of them a few lines of HCL whose values are JSON too."""
    for block in re.finditer(
        r'^  after_hook "(\w+)" \{\n(.*?)^  \}$', text, re.MULTILINE | re.DOTALL
    ):
        lines = (line.partition("=") for line in block[2].splitlines())
        yield block[1], {name.strip(): json.loads(value) for name, _, value in lines}


# Spacelift


def spacelift_steps(pipeline: Pipeline, variables: Mapping[str, str]) -> Iterator[Step]:
    """Return the commands behind an apply, in the directory of the stack's project."""
    environ = {
        "TF_VAR_spacelift_account_name": "acme",
        "TF_VAR_spacelift_commit_sha": COMMIT,
        "TF_VAR_spacelift_run_id": "01JKZAHVAQHFM8CC3EA5HWRMP1",
        "TF_VAR_spacelift_stack_id": "network",
        "TF_VAR_spacelift_workspace_root": str(pipeline.directory),
    } | dict(variables)
    for command in document(SPACELIFT)["stack_defaults"]["after_apply"]:
        yield Step(["sh", "-c", command], environ, pipeline.directory / "source")


# Jenkins


def jenkins_steps(pipeline: Pipeline, variables: Mapping[str, str]) -> Iterator[Step]:
    """Return the `sh` steps of the stages, with the file's environment; credentials are secrets."""
    text = JENKINS.read_text(encoding="utf-8")
    own = dict(re.findall(r"^    (\w+) = '(.*)'$", text, re.MULTILINE))
    assert re.search(r"^    POSTURE_IDENTITY_TOKEN = credentials\('[\w-]+'\)$", text, re.MULTILINE)
    environ = own | {
        "JENKINS_URL": "https://jenkins.example.com/",
        "JOB_NAME": "infra/main",
        "BUILD_TAG": "jenkins-infra-main-7",
        "BUILD_URL": "https://jenkins.example.com/job/infra/7/",
        "GIT_COMMIT": COMMIT,
    }
    # What the file says of the server is an example; this pipeline has one of its own.
    environ |= {name: pipeline.secrets[name] for name in own.keys() & pipeline.secrets.keys()}
    for script in re.findall(r"\bsh '''\n(.*?)'''", text, re.DOTALL):
        # In a Groovy string a backslash at its end continues a line.
        command = ["sh", "-xec", script.replace("\\\n", "")]
        yield Step(command, environ | dict(variables), pipeline.directory)


def jenkins_outputs(pipeline: Pipeline) -> tuple[Mapping[str, str], Mapping[str, str]]:
    names = {"junit": "posture.xml", "html": "posture.html", "json": "posture.json"}
    return {}, files_of(pipeline.directory, names)


def no_outputs(_pipeline: Pipeline) -> tuple[Mapping[str, str], Mapping[str, str]]:
    return {}, {}


WRAPPERS = (
    Wrapper(
        "github",
        github_steps,
        {
            "tool": "github-actions",
            "workspace": "acme/infra",
            "commit": COMMIT,
            "url": "https://github.com/acme/infra/actions/runs/7",
            "apply_id": "7",
        },
        github_outputs,
    ),
    Wrapper(
        "gitlab",
        gitlab_steps,
        {
            "tool": "gitlab-ci",
            "workspace": "acme/infra",
            "commit": COMMIT,
            "url": "https://gitlab.com/acme/infra/-/jobs/7",
            "apply_id": "5",
        },
        gitlab_outputs,
    ),
    Wrapper(
        "atlantis",
        atlantis_steps,
        {
            "tool": "atlantis",
            "workspace": "acme/infra",
            "commit": COMMIT,
            "url": "https://github.com/acme/infra/pull/7",
        },
        no_outputs,
    ),
    Wrapper(
        "terragrunt",
        terragrunt_steps,
        {"tool": "terragrunt", "commit": COMMIT},
        no_outputs,
    ),
    Wrapper(
        "spacelift",
        spacelift_steps,
        {
            "tool": "spacelift",
            "workspace": "network",
            "commit": COMMIT,
            "url": "https://acme.app.spacelift.io/stack/network/run/01JKZAHVAQHFM8CC3EA5HWRMP1",
            "apply_id": "01JKZAHVAQHFM8CC3EA5HWRMP1",
        },
        no_outputs,
    ),
    Wrapper(
        "jenkins",
        jenkins_steps,
        {
            "tool": "jenkins",
            "workspace": "infra/main",
            "commit": COMMIT,
            "url": "https://jenkins.example.com/job/infra/7/",
            "apply_id": "jenkins-infra-main-7",
        },
        jenkins_outputs,
    ),
)
