"""The source of a run by the variables of each host, and the log of a job."""

import pytest

from posture_ci import hosts, job_log
from posture_client.finding_texts import FindingTexts
from posture_client.terraform_exports import TerraformPlace
from tests.plugins.ci.steps import COMMIT
from tests.plugins.ci.wrappers import WRAPPERS

GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_REPOSITORY": "acme/infra",
    "GITHUB_SHA": COMMIT,
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_RUN_ID": "7",
}
ATLANTIS = {"BASE_REPO_OWNER": "acme", "BASE_REPO_NAME": "infra", "PULL_NUM": "7"}


def test_every_host_has_a_wrapper_that_is_tested() -> None:
    assert {host.tool for host in hosts.HOSTS} == {one.source["tool"] for one in WRAPPERS}


@pytest.mark.parametrize(
    ("environ", "workspace"),
    [
        (GITHUB, "acme/infra"),
        (GITHUB | {"TF_WORKSPACE": "staging"}, "acme/infra:staging"),
        (ATLANTIS, "acme/infra"),
        (ATLANTIS | {"PROJECT_NAME": "net", "WORKSPACE": "default"}, "acme/infra:net:default"),
        (GITHUB | ATLANTIS, "acme/infra"),
        ({"TG_CTX_HOOK_NAME": "posture", "TF_WORKSPACE": "staging"}, "staging"),
    ],
)
def test_a_workspace_is_named_alike_everywhere(environ: dict[str, str], workspace: str) -> None:
    assert hosts.source(environ, {})["workspace"] == workspace


def test_options_take_precedence_over_the_hosts_values() -> None:
    found = hosts.source(GITHUB, {"workspace": "mine", "tool": "my-tool"})
    assert (found["workspace"], found["tool"], found["commit"]) == ("mine", "my-tool", COMMIT)


def test_missing_values_of_a_host_are_left_out() -> None:
    assert hosts.source({}, {}) == {"tool": "posture-gate"}
    assert hosts.source({"GITHUB_ACTIONS": "true"}, {}) == {"tool": "github-actions"}
    assert hosts.source({"TF_VAR_spacelift_run_id": "1", "TF_VAR_spacelift_stack_id": "s"}, {}) == {
        "tool": "spacelift",
        "workspace": "s",
        "apply_id": "1",
    }


@pytest.mark.parametrize(
    ("variables", "kept"),
    [
        ({"workspace": "a\nb\x1b[1m"}, {"workspace": "ab[1m"}),
        ({"workspace": "x" * 300}, {"workspace": "x" * 256}),
        ({"commit": "\n"}, {}),
        ({"url": "https://ci.example.com/7"}, {"url": "https://ci.example.com/7"}),
        ({"url": "javascript:alert(1)"}, {}),
        ({"url": "https://ci.example.com/a b"}, {}),
        ({"url": "https://ci.example.com/ü"}, {}),
        ({"url": "https://ci.example.com/" + "x" * 2048}, {}),
    ],
)
def test_what_the_server_would_refuse_is_left_out(
    variables: dict[str, str], kept: dict[str, str]
) -> None:
    assert hosts.source({}, variables) == {"tool": "posture-gate"} | kept


def test_an_annotation_cannot_be_injected() -> None:
    finding = {
        "id": "1",
        "check_id": "aws_check",
        "resource_id": "arn:x\n::set-env name=PATH::evil",
        "family": "storage",
        "severity": "critical",
        "status": "open",
        "delta": "new",
    }
    place = TerraformPlace('aws_s3_bucket.a["x,y"]', "a,b:c.tf", 3)
    (lines,) = job_log.annotations([finding], {finding["resource_id"]: place})  # type: ignore[list-item]  # a model's members
    assert lines == (
        "::error title=critical%3A aws_check,file=a%2Cb%3Ac.tf,line=3"
        '::arn:x%0A::set-env name=PATH::evil (aws_s3_bucket.a["x,y"])'
    )
    known = {"1": FindingTexts("Open, wide\n::error", "Seen\r\n::warning", "Close it.")}
    (lines,) = job_log.annotations([finding], {}, known)  # type: ignore[list-item]  # as above
    assert lines == (
        "::error title=critical%3A Open%2C wide%0A%3A%3Aerror"
        "::arn:x%0A::set-env name=PATH::evil%0ASeen%0D%0A::warning%0AFix: Close it."
        "%0ACheck: aws_check"
    )


def test_as_many_annotations_as_github_shows() -> None:
    findings = [
        {"id": str(number), "check_id": "c", "resource_id": str(number), "severity": severity}
        for severity in ("critical", "medium", "low")
        for number in range(12)
    ]
    lines = list(job_log.annotations(findings, {}))  # type: ignore[arg-type]  # the members that are read
    kinds = [line.split()[0] for line in lines]
    assert kinds == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"] * 10


def test_a_table_has_a_line_for_each_finding_whatever_it_is_called() -> None:
    finding = {"id": "1", "check_id": "c", "resource_id": "a\nb\x1b[31m", "severity": "high"}
    decided = {"findings": [finding], "finding_count": 3}
    assert list(job_log.table(decided, {})) == [  # type: ignore[arg-type]  # the members that are read
        "SEVERITY  CHECK  RESOURCE  DECLARED",
        "high      c      a�b�[31m",
        "and 2 more",
    ]
    known = {"1": FindingTexts("It is open", "Seen\x1b[2J.", "Close it.")}
    assert list(job_log.table(decided, {}, known))[2:] == [  # type: ignore[arg-type]  # as above
        "    It is open: Seen�[2J.",
        "    Fix: Close it.",
        "and 2 more",
    ]
