"""From an apply to its verdict: a strict HCP Terraform, a real posture server, a real account."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from posture_client import Client
from tests.emulator.otlp import receiver
from tests.plugins.run_task.conftest import AWS_KEYS, S3_CHECKS, Bench
from tests.plugins.run_task.hcp import send
from tests.plugins.run_task.plans import created, deleted, plan, unchanged, updated
from tests.server import Queue, served

pytestmark = pytest.mark.xdist_group("run-task")
BUCKET = "aws_s3_bucket.orders"


def arn(name: str) -> str:
    return f"arn:aws:s3:::{name}"


def test_an_apply_that_leaks_fails_and_says_what_leaks(bench: Bench) -> None:
    name = bench.bucket()
    bench.bucket()  # somebody else's, which leaks too
    task = bench.serving(integration_id := bench.integration())
    asked = bench.terraform.ask(task.url, plan=plan(created(BUCKET, bucket=name)))
    said = bench.terraform.result(asked)
    (run,) = bench.runs(integration_id)
    assert said.status == "failed"
    assert said.message == (
        "Evaluated 1 asset: 1 resource that the apply touched. Coverage 100 %. "
        "2 new findings of severity high or worse."
    )
    assert said.url == f"{bench.api.url}/api/v2/cloud-posture-runs/{run['id']}"
    assert run["scope"] == {"resource_ids": [arn(name)]}
    assert run["source"] == {
        "tool": "hcp-terraform",
        "workspace": "acme/shop",
        "commit": "7d8fb2a2d601edebdb7a59ad2088a966",
        "url": "https://app.terraform.io/app/acme/shop/runs/run-i3Df5to9ELvibKpQ",
    }


def test_the_details_come_worst_first_while_the_task_runs(bench: Bench) -> None:
    name = bench.bucket()
    policies = {"default": {"fail_on": "info"}}
    task = bench.serving(integration_id := bench.integration(), policies=policies)
    asked = bench.terraform.ask(task.url, plan=plan(created(BUCKET, bucket=name)))
    said = bench.terraform.result(asked)
    (run,) = bench.runs(integration_id)
    gate = bench.client.get_gate(run["id"], fail_on="info", only="new")
    assert [one["outcome-id"] for one in asked.outcomes] == [one["id"] for one in gate["findings"]]
    assert len(asked.outcomes) > 10
    assert [len(one.outcomes) for one in asked.said if one.outcomes] == [
        10,
        gate["finding_count"] - 10,
    ]
    assert said.outcomes == []
    worst = asked.outcomes[0]
    detail = bench.client.get_finding(worst["outcome-id"])
    assert worst["description"] == f"{BUCKET}: {detail['title']}"
    assert worst["url"] == detail["reference"]
    assert worst["tags"] == {
        "Status": [{"label": "Failed", "level": "error"}],
        "Severity": [{"label": "Critical", "level": "error"}],
        "Delta": [{"label": "New", "level": "none"}],
        "Family": [{"label": "storage", "level": "none"}],
    }
    for part in (detail["summary"], detail["remediation"], detail["risk_refs"][0], arn(name)):
        assert part is not None
        assert part in worst["body"]


def test_an_apply_that_leaks_nothing_new_passes(bench: Bench) -> None:
    leaking, safe = bench.bucket(), bench.bucket(leaks=False)
    task = bench.serving(bench.integration())
    change = plan(created(BUCKET, bucket=safe), unchanged("aws_s3_bucket.old", bucket=leaking))
    asked = bench.terraform.ask(task.url, plan=change)
    assert bench.terraform.result(asked).status == "passed"
    assert asked.outcomes == []


@pytest.mark.parametrize(("only", "status"), [("new", "passed"), ("all", "failed")])
def test_what_leaked_before_counts_as_the_policy_says(bench: Bench, only: str, status: str) -> None:
    name = bench.bucket()
    integration_id = bench.integration()
    entry = {"integration_id": integration_id, "policy": "strict"}
    policies = {"strict": {"only": only}}
    task = bench.serving(integration_id, workspaces=[entry], policies=policies)
    change = plan(updated(BUCKET, before={"bucket": name, "arn": arn(name)}, tags={"a": "b"}))
    first = bench.terraform.ask(task.url, plan=change)
    assert bench.terraform.result(first).status == "failed"
    second = bench.terraform.ask(task.url, plan=change)
    assert bench.terraform.result(second).status == status


@pytest.mark.parametrize(
    ("policy", "status", "expected"),
    [
        ({"family": ["storage"]}, "failed", "2 new findings"),
        ({"family": ["iam"]}, "passed", ""),
        ({"framework": ["CIS_AWS"]}, "failed", "1 new finding"),
        ({"framework": ["NIST_AI_600_1"]}, "passed", ""),
        ({"fail_on": "critical"}, "failed", "1 new finding"),
        (
            {"framework": ["NOBODYS"]},
            "failed",
            "The posture server refused the request: 400 framework_unknown",
        ),
    ],
)
def test_the_policy_decides_what_counts(
    bench: Bench, policy: dict[str, Any], status: str, expected: str
) -> None:
    task = bench.serving(bench.integration(), policies={"default": policy})
    change = plan(created(BUCKET, bucket=bench.bucket()))
    said = bench.terraform.result(bench.terraform.ask(task.url, plan=change))
    assert said.status == status
    assert expected in said.message


def test_a_resource_without_a_known_id_widens_to_its_services(bench: Bench) -> None:
    task = bench.serving(integration_id := bench.integration())
    change = plan(
        created("aws_security_group.web", name="web"), created(BUCKET, bucket=bench.bucket())
    )
    said = bench.terraform.result(bench.terraform.ask(task.url, plan=change))
    (run,) = bench.runs(integration_id)
    assert run["scope"] == {"services": ["ec2", "s3", "vpc"]}
    assert (
        "All of ec2, s3, vpc is evaluated: no id is known of aws_security_group.web."
        in said.message
    )


WHOLE = [
    pytest.param(
        {"plan": plan(created("aws_route53_record.www"))},
        "no id is known of aws_route53_record.www",
        id="a type without a rule",
    ),
    pytest.param({"plan": b"{"}, "this is not JSON", id="garbled"),
    pytest.param({"plan": {"format_version": "1.0"}}, "this is not a plan", id="no plan"),
    pytest.param({}, "post_apply has no plan", id="no address"),
]


@pytest.mark.parametrize(("members", "why"), WHOLE)
def test_what_cannot_be_narrowed_is_evaluated_whole(
    bench: Bench, members: dict[str, Any], why: str
) -> None:
    bench.bucket()
    task = bench.serving(integration_id := bench.integration(check_set=S3_CHECKS))
    said = bench.terraform.result(bench.terraform.ask(task.url, **members))
    (run,) = bench.runs(integration_id)
    assert run["scope"] is None
    assert "The whole account is evaluated" in said.message
    assert why in said.message
    assert said.status == "failed"


def test_resources_of_other_clouds_are_reported_and_not_evaluated(bench: Bench) -> None:
    task = bench.serving(integration_id := bench.integration())
    change = plan(
        created("github_repository.shop", name="shop"),
        created(BUCKET, bucket=(name := bench.bucket(leaks=False))),
    )
    said = bench.terraform.result(bench.terraform.ask(task.url, plan=change))
    (run,) = bench.runs(integration_id)
    assert run["scope"] == {"resource_ids": [arn(name)]}
    assert said.status == "passed"
    assert "Not in this account, so not evaluated: github_repository.shop." in said.message


@pytest.mark.parametrize(
    "change",
    [
        plan(),
        plan(unchanged(BUCKET, bucket="shop")),
        plan(deleted(BUCKET, bucket="shop", arn=arn("shop"))),
        plan(created("random_id.it")),
    ],
    ids=["empty", "nothing changed", "something removed", "nothing of a cloud"],
)
def test_an_apply_without_anything_to_evaluate_passes_without_a_run(
    bench: Bench, change: dict[str, Any]
) -> None:
    task = bench.serving(integration_id := bench.integration())
    said = bench.terraform.result(bench.terraform.ask(task.url, plan=change))
    assert (said.status, said.message) == ("passed", "The apply touched nothing to evaluate.")
    assert bench.runs(integration_id) == []


def test_a_run_that_looked_into_another_account_does_not_pass(bench: Bench) -> None:
    task = bench.serving(integration_id := bench.integration())
    change = plan(created(BUCKET, bucket="a-bucket-of-another-account"))
    said = bench.terraform.result(bench.terraform.ask(task.url, plan=change))
    assert said.status == "failed"
    assert f"was found by integration {integration_id}: is it the right account" in said.message


def test_a_denied_account_never_looks_safe(bench: Bench) -> None:
    name = bench.bucket(leaks=False)
    task = bench.serving(bench.integration())
    bench.account.deny_everything()
    try:
        asked = bench.terraform.ask(task.url, plan=plan(created(BUCKET, bucket=name)))
        said = bench.terraform.result(asked)
    finally:
        bench.account.allow_everything()
    assert said.status == "failed"
    assert any(word in said.message for word in ("unknown verdict", "The run failed"))


def test_a_run_that_fails_does_not_pass(bench: Bench) -> None:
    task = bench.serving(bench.integration(endpoint_url="http://127.0.0.1:9"))
    asked = bench.terraform.ask(task.url, plan=plan(created(BUCKET, bucket="shop")))
    said = bench.terraform.result(asked)
    assert (said.status, said.message.endswith("The run failed: it says nothing.")) == (
        "failed",
        True,
    )


def test_one_trace_goes_from_the_request_to_the_run(bench: Bench, tmp_path: Path) -> None:
    (directory := tmp_path / "traced").mkdir()
    trace_id = "0af7651916cd43dd8448eb211c80319c"
    with receiver() as otlp:
        environ = AWS_KEYS | otlp.environ
        with (
            served(directory, queue=Queue.WORK, environ=environ) as api,
            Client(api.url, api.token) as client,
        ):
            here = replace(bench, api=api, client=client)
            task = here.serving(here.integration())
            made = here.terraform.make(plan=plan(created(BUCKET, bucket=bench.bucket(leaks=False))))
            parent = f"00-{trace_id}-b7ad6b7169203331-01"
            assert send(task.url, made.body, traceparent=parent) == (200, b"")
            assert here.terraform.result(made).status == "passed"
            spans = otlp.wait_for(
                lambda spans: any(
                    span.trace_id == trace_id and span.name == "process run" for span in spans
                )
            )
        assert {"collect s3"} <= {span.name for span in spans if span.trace_id == trace_id}
        assert trace_id in {line.get("trace_id") for line in task.log()}
