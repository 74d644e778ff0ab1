"""From an apply to its verdict: a strict HCP Terraform, a real posture server, a real account."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from posture_client import Client
from tests.emulator.account.account import ACCOUNT_ID
from tests.emulator.otlp import receiver
from tests.plugins.run_task.conftest import AWS_KEYS, S3_CHECKS, System
from tests.plugins.run_task.hcp import send
from tests.plugins.run_task.plans import created, deleted, plan, unchanged, updated
from tests.server import Queue, served

BUCKET = "aws_s3_bucket.orders"


def arn(name: str) -> str:
    return f"arn:aws:s3:::{name}"


def test_an_apply_that_leaks_fails_and_says_what_leaks(system: System) -> None:
    name = system.bucket()
    system.bucket()  # not of this apply, but misconfigured too
    task = system.serving(integration_id := system.integration())
    asked = system.terraform.ask(task.url, plan=plan(created(BUCKET, bucket=name)))
    result = system.terraform.result(asked)
    (run,) = system.runs(integration_id)
    assert result.status == "failed"
    assert result.message == (
        "Evaluated 1 asset, 17 verdicts: 1 resource that the apply touched. Coverage 100 %. "
        "2 new findings of severity high or worse. To accept everything that this run found, use "
        f"`posture baseline accept --run {run['id']}` and start another run."
    )
    assert result.url == f"{system.api.url}/runs/{run['id']}"
    assert run["scope"] == {"resource_ids": [arn(name)], "skip_unchecked": True}
    assert run["source"] == {
        "tool": "hcp-terraform",
        "workspace": "acme/shop",
        "commit": "7d8fb2a2d601edebdb7a59ad2088a966",
        "url": "https://app.terraform.io/app/acme/shop/runs/run-i3Df5to9ELvibKpQ",
    }


def test_the_details_come_worst_first_while_the_task_runs(system: System) -> None:
    name = system.bucket()
    policies = {"default": {"fail_on": "info"}}
    task = system.serving(integration_id := system.integration(), policies=policies)
    asked = system.terraform.ask(task.url, plan=plan(created(BUCKET, bucket=name)))
    result = system.terraform.result(asked)
    (run,) = system.runs(integration_id)
    gate = system.client.get_gate(run["id"], fail_on="info", only="new")
    assert [one["outcome-id"] for one in asked.outcomes] == [one["id"] for one in gate["findings"]]
    assert len(asked.outcomes) > 10
    assert [len(one.outcomes) for one in asked.callbacks if one.outcomes] == [
        10,
        gate["finding_count"] - 10,
    ]
    assert result.outcomes == []
    worst = asked.outcomes[0]
    detail = system.client.get_finding(worst["outcome-id"])
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


def test_an_apply_that_leaks_nothing_new_passes(system: System) -> None:
    leaking, safe = system.bucket(), system.bucket(leaks=False)
    task = system.serving(system.integration())
    change = plan(created(BUCKET, bucket=safe), unchanged("aws_s3_bucket.old", bucket=leaking))
    asked = system.terraform.ask(task.url, plan=change)
    assert system.terraform.result(asked).status == "passed"
    assert asked.outcomes == []


def test_applying_again_stays_red_until_what_is_there_is_accepted(system: System) -> None:
    name = system.bucket()
    task = system.serving(integration_id := system.integration())
    change = plan(updated(BUCKET, before={"bucket": name, "arn": arn(name)}, tags={"a": "b"}))

    def applied() -> tuple[str, str]:
        result = system.terraform.result(system.terraform.ask(task.url, plan=change))
        return result.status, result.message

    assert applied()[0] == "failed"
    status, message = applied()
    assert status == "failed"
    assert "2 of them stopped an earlier gate" in message
    system.client.accept_baseline(run_id=system.runs(integration_id)[0]["id"])
    status, message = applied()
    assert status == "passed"
    assert "2 known findings of severity high or worse stay open (1 critical, 1 high)." in message
    assert "Accepted, so not counted: 2 findings by a baseline of test (" in message


@pytest.mark.parametrize(("only", "status"), [("new", "passed"), ("all", "failed")])
def test_findings_from_before_count_as_the_policy_says(
    system: System, only: str, status: str
) -> None:
    name = system.bucket()
    integration_id = system.integration()
    before = system.client.start_run(integration_id=integration_id)
    system.client.wait_for_run(before["run_id"], timeout_seconds=60)
    system.client.accept_baseline(run_id=before["run_id"])
    entry = {"integration_id": integration_id, "policy": "strict"}
    policies = {"strict": {"only": only}}
    task = system.serving(integration_id, workspaces=[entry], policies=policies)
    change = plan(updated(BUCKET, before={"bucket": name, "arn": arn(name)}, tags={"a": "b"}))
    asked = system.terraform.ask(task.url, plan=change)
    assert system.terraform.result(asked).status == status


@pytest.mark.parametrize(
    ("policy", "status", "expected"),
    [
        ({"family": ["storage"]}, "failed", "2 new findings"),
        ({"family": ["iam"]}, "failed", "nothing was looked at"),
        ({"framework": ["CIS_AWS"]}, "failed", "1 new finding"),
        ({"framework": ["NIST_AI_600_1"]}, "failed", "nothing was looked at"),
        ({"fail_on": "critical"}, "failed", "1 new finding"),
        (
            {"framework": ["NOBODYS"]},
            "failed",
            "The posture server refused the request: 400 framework_unknown",
        ),
    ],
)
def test_the_policy_decides_what_counts(
    system: System, policy: dict[str, Any], status: str, expected: str
) -> None:
    task = system.serving(system.integration(), policies={"default": policy})
    change = plan(created(BUCKET, bucket=system.bucket()))
    result = system.terraform.result(system.terraform.ask(task.url, plan=change))
    assert result.status == status
    assert expected in result.message


def test_a_resource_without_a_known_id_widens_to_its_services(system: System) -> None:
    task = system.serving(integration_id := system.integration())
    change = plan(
        created("aws_security_group.web", name="web"), created(BUCKET, bucket=system.bucket())
    )
    result = system.terraform.result(system.terraform.ask(task.url, plan=change))
    (run,) = system.runs(integration_id)
    assert run["scope"] == {"services": ["ec2", "s3", "vpc"]}
    assert (
        "All of ec2, s3, vpc is evaluated: no id is known of aws_security_group.web."
        in result.message
    )


WHOLE = [
    pytest.param(
        {"plan": plan(created("aws_cloudwatch_dashboard.www"))},
        "no id is known of aws_cloudwatch_dashboard.www",
        id="a type without a rule",
    ),
    pytest.param({"plan": b"{"}, "this is not JSON", id="garbled"),
    pytest.param({"plan": {"format_version": "1.0"}}, "this is not a plan", id="no plan"),
    pytest.param({}, "post_apply has no plan", id="no address"),
]


@pytest.mark.parametrize(("members", "why"), WHOLE)
def test_without_known_services_the_whole_account_is_evaluated(
    system: System, members: dict[str, Any], why: str
) -> None:
    system.bucket()
    task = system.serving(integration_id := system.integration(check_set=S3_CHECKS))
    result = system.terraform.result(system.terraform.ask(task.url, **members))
    (run,) = system.runs(integration_id)
    assert run["scope"] is None
    assert "The whole account is evaluated" in result.message
    assert why in result.message
    assert result.status == "failed"


def test_resources_of_other_clouds_are_reported_and_not_evaluated(system: System) -> None:
    task = system.serving(integration_id := system.integration())
    change = plan(
        created("github_repository.shop", name="shop"),
        created(BUCKET, bucket=(name := system.bucket(leaks=False))),
    )
    result = system.terraform.result(system.terraform.ask(task.url, plan=change))
    (run,) = system.runs(integration_id)
    assert run["scope"] == {"resource_ids": [arn(name)], "skip_unchecked": True}
    assert result.status == "passed"
    assert "Not in this account, so not evaluated: github_repository.shop." in result.message


@pytest.mark.parametrize(
    "change",
    [
        plan(),
        plan(unchanged(BUCKET, bucket="shop")),
        plan(created("random_id.it")),
    ],
    ids=["empty", "nothing changed", "nothing of a cloud"],
)
def test_an_apply_without_anything_to_evaluate_passes_without_a_run(
    system: System, change: dict[str, Any]
) -> None:
    task = system.serving(integration_id := system.integration())
    result = system.terraform.result(system.terraform.ask(task.url, plan=change))
    assert (result.status, result.message) == ("passed", "The apply touched nothing to evaluate.")
    assert system.runs(integration_id) == []


RULE_ARN = f"arn:aws:servicediscovery:eu-central-1:{ACCOUNT_ID}:service/news"


@pytest.mark.parametrize(
    ("change", "id_", "status", "words"),
    [
        pytest.param(
            deleted(BUCKET, bucket="shop", arn=arn("shop")),
            arn("shop"),
            "passed",
            "Evaluated 0 assets, 1 verdict: 1 resource that the apply touched.",
            id="with checks",
        ),
        pytest.param(
            deleted("aws_service_discovery_service.news", arn=RULE_ARN),
            RULE_ARN,
            "failed",
            "1 resource has no checks: aws_service_discovery_service.news.",
            id="without checks",
        ),
    ],
)
def test_what_an_apply_removed_is_looked_for(
    system: System, change: dict[str, Any], id_: str, status: str, words: str
) -> None:
    task = system.serving(integration_id := system.integration())
    result = system.terraform.result(system.terraform.ask(task.url, plan=plan(change)))
    (run,) = system.runs(integration_id)
    assert run["scope"] == {
        "resource_ids": [id_],
        "expected_absent": [id_],
        "skip_unchecked": True,
    }
    assert (result.status, words in result.message) == (status, True), result.message
    assert "Removed, so expected to be gone: 1 resource." in result.message


def test_a_run_in_another_account_does_not_pass(system: System) -> None:
    task = system.serving(integration_id := system.integration())
    change = plan(created(BUCKET, bucket="a-bucket-of-another-account"))
    result = system.terraform.result(system.terraform.ask(task.url, plan=change))
    assert result.status == "failed"
    assert f"was found by integration {integration_id}: is it the right account" in result.message


def test_a_denied_account_never_looks_safe(system: System) -> None:
    name = system.bucket(leaks=False)
    task = system.serving(system.integration())
    system.account.deny_everything()
    try:
        asked = system.terraform.ask(task.url, plan=plan(created(BUCKET, bucket=name)))
        result = system.terraform.result(asked)
    finally:
        system.account.allow_everything()
    assert result.status == "failed"
    assert result.message.endswith("The run failed: it says nothing.")


def test_a_run_that_fails_does_not_pass(system: System) -> None:
    task = system.serving(system.integration(endpoint_url="http://127.0.0.1:9"))
    asked = system.terraform.ask(task.url, plan=plan(created(BUCKET, bucket="shop")))
    result = system.terraform.result(asked)
    assert (result.status, result.message.endswith("The run failed: it says nothing.")) == (
        "failed",
        True,
    )


def test_one_trace_goes_from_the_request_to_the_run(system: System, tmp_path: Path) -> None:
    (directory := tmp_path / "traced").mkdir()
    trace_id = "0af7651916cd43dd8448eb211c80319c"
    with receiver() as otlp:
        environ = AWS_KEYS | otlp.environ
        with (
            served(directory, queue=Queue.WORK, environ=environ) as api,
            Client(api.url, api.token) as client,
        ):
            here = replace(system, api=api, client=client)
            task = here.serving(here.integration())
            made = here.terraform.make(
                plan=plan(created(BUCKET, bucket=system.bucket(leaks=False)))
            )
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
