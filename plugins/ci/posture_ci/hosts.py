"""Detect the pipeline's host by its environment variables, and read the source of the run.

Triggers of one apply share a run if their `source` is the same, so every host names the workspace
and the commit in the same way: `owner/repository`, with a suffix for its parts.
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple
from urllib.parse import quote

Environ = Mapping[str, str]
_LONGEST: Final = 256
_LONGEST_URL: Final = 2048


class Host(NamedTuple):
    """A host of pipelines: how to detect it, and how to read the members of the source."""

    tool: str
    is_here: Callable[[Environ], bool]
    workspace: Callable[[Environ], str]
    commit: Callable[[Environ], str]
    url: Callable[[Environ], str]
    apply_id: Callable[[Environ], str]


def source(environ: Environ, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the source of the run; members that the user has `chosen` take precedence."""
    host = next((host for host in HOSTS if host.is_here(environ)), None)
    found = {"tool": host.tool if host else "posture-gate"}
    if host:
        found |= {
            "workspace": host.workspace(environ),
            "commit": host.commit(environ),
            "url": host.url(environ),
            "apply_id": host.apply_id(environ),
        }
    found |= chosen
    return {name: text for name, value in found.items() if (text := _clean(name, value))}


def on_github(environ: Environ) -> bool:
    """Return whether this is GitHub Actions, which reads workflow commands from the output."""
    return environ.get("GITHUB_ACTIONS") == "true"


def _clean(name: str, value: str) -> str:
    """Return a value within the limits of the server: printable, and not too long."""
    printable = "".join(letter for letter in value if letter.isprintable())
    if name != "url":
        return printable[:_LONGEST]
    ok = printable.isascii() and " " not in printable and len(printable) <= _LONGEST_URL
    return printable if ok and printable.startswith(("http://", "https://")) else ""


def _set(*names: str) -> Callable[[Environ], bool]:
    return lambda environ: all(environ.get(name) for name in names)


def _of(name: str) -> Callable[[Environ], str]:
    return lambda environ: environ.get(name, "")


def _nothing(_environ: Environ) -> str:
    return ""


def _named(pattern: str, *names: str) -> Callable[[Environ], str]:
    """Return a reader that fills a pattern, or returns nothing if one of its parts is missing."""

    def read(environ: Environ) -> str:
        parts = {name: environ.get(name, "") for name in names}
        return pattern.format(**parts) if all(parts.values()) else ""

    return read


def _with_workspace(read: Callable[[Environ], str]) -> Callable[[Environ], str]:
    """Add the workspace of TF_WORKSPACE, which has a state of its own."""

    def named(environ: Environ) -> str:
        parts = (read(environ), environ.get("TF_WORKSPACE", ""))
        return ":".join(part for part in parts if part)

    return named


def _atlantis(environ: Environ) -> str:
    repository = "/".join(environ.get(f"BASE_REPO_{part}", "") for part in ("OWNER", "NAME"))
    parts = (repository, environ.get("PROJECT_NAME", ""), environ.get("WORKSPACE", ""))
    return ":".join(part for part in parts if part)


def _spacelift_url(environ: Environ) -> str:
    account = environ.get("TF_VAR_spacelift_account_name", "").removesuffix(".app.spacelift.io")
    stack = environ.get("TF_VAR_spacelift_stack_id", "")
    run = environ.get("TF_VAR_spacelift_run_id", "")
    if not (account and stack and run):
        return ""
    return f"https://{account}.app.spacelift.io/stack/{quote(stack)}/run/{quote(run)}"


# The first match counts. Atlantis and Terragrunt may run inside another host.
HOSTS: Final = (
    Host(
        tool="atlantis",
        is_here=_set("BASE_REPO_OWNER", "BASE_REPO_NAME", "PULL_NUM"),
        workspace=_atlantis,
        commit=_of("HEAD_COMMIT"),
        url=_of("PULL_URL"),
        apply_id=_nothing,
    ),
    Host(
        tool="spacelift",
        is_here=_set("TF_VAR_spacelift_run_id", "TF_VAR_spacelift_stack_id"),
        workspace=_of("TF_VAR_spacelift_stack_id"),
        commit=_of("TF_VAR_spacelift_commit_sha"),
        url=_spacelift_url,
        apply_id=_of("TF_VAR_spacelift_run_id"),
    ),
    Host(
        tool="github-actions",
        is_here=on_github,
        workspace=_with_workspace(_of("GITHUB_REPOSITORY")),
        commit=_of("GITHUB_SHA"),
        url=_named(
            "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}",
            "GITHUB_SERVER_URL",
            "GITHUB_REPOSITORY",
            "GITHUB_RUN_ID",
        ),
        apply_id=_of("GITHUB_RUN_ID"),
    ),
    Host(
        tool="gitlab-ci",
        is_here=_set("GITLAB_CI"),
        workspace=_with_workspace(_of("CI_PROJECT_PATH")),
        commit=_of("CI_COMMIT_SHA"),
        url=_of("CI_JOB_URL"),
        apply_id=_of("CI_PIPELINE_ID"),
    ),
    Host(
        tool="jenkins",
        is_here=_set("JENKINS_URL"),
        workspace=_with_workspace(_of("JOB_NAME")),
        commit=_of("GIT_COMMIT"),
        url=_of("BUILD_URL"),
        apply_id=_of("BUILD_TAG"),
    ),
    Host(
        tool="terragrunt",
        is_here=_set("TG_CTX_HOOK_NAME"),
        workspace=_of("TF_WORKSPACE"),
        commit=_of("GIT_COMMIT"),
        url=_nothing,
        apply_id=_nothing,
    ),
)
