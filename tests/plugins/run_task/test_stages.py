"""What each stage evaluates: the account before the apply, touched resources after it."""

import pytest

from tests.plugins.run_task.conftest import S3_CHECKS, System
from tests.plugins.run_task.plans import created, plan, updated
from tests.plugins.run_task.test_story import BUCKET, arn


def evaluated(system: System, integration_id: str) -> str:
    """Yield the whole account evaluated once, as on a schedule."""
    run = system.client.start_run(integration_id=integration_id)
    system.client.wait_for_run(run["run_id"], timeout_seconds=240)
    return run["run_id"]


@pytest.mark.parametrize("stage", ["pre_plan", "pre_apply"])
def test_before_plan_and_apply_the_latest_run_is_evaluated(system: System, stage: str) -> None:
    system.bucket()
    integration_id = system.integration(check_set=S3_CHECKS)
    run_id = evaluated(system, integration_id)
    task = system.serving(integration_id)
    result = system.terraform.result(system.terraform.ask(task.url, stage=stage))
    assert result.status == "failed"
    assert result.url is not None
    assert result.url.endswith(run_id)
    assert "the account as of its latest run" in result.message
    assert [run["id"] for run in system.runs(integration_id)] == [run_id]


@pytest.mark.parametrize("latest_seconds", [86_400.0, 0.001], ids=["none", "too old"])
def test_an_account_without_a_recent_run_is_scanned_first(
    system: System, latest_seconds: float
) -> None:
    integration_id = system.integration(check_set=S3_CHECKS)
    before = [] if latest_seconds > 1 else [evaluated(system, integration_id)]
    task = system.serving(integration_id, posture={"latest_seconds": latest_seconds})
    result = system.terraform.result(system.terraform.ask(task.url, stage="pre_plan"))
    (newest, *older) = system.runs(integration_id)
    assert result.url is not None
    assert result.url.endswith(newest["id"])
    assert [run["id"] for run in older] == before
    assert newest["scope"] is None


def test_a_run_with_a_scope_is_not_used_as_the_latest_run(system: System) -> None:
    integration_id = system.integration(check_set=S3_CHECKS)
    part = system.client.start_run(
        integration_id=integration_id, scope={"resource_ids": [arn(system.bucket())]}
    )["run_id"]
    system.client.wait_for_run(part, timeout_seconds=240)
    task = system.serving(integration_id)
    result = system.terraform.result(system.terraform.ask(task.url, stage="pre_plan"))
    assert result.url is not None
    assert not result.url.endswith(part)


def test_after_the_plan_what_it_touches_is_evaluated_as_it_is_now(system: System) -> None:
    old, other = system.bucket(), system.bucket()
    task = system.serving(integration_id := system.integration())
    change = plan(
        updated(BUCKET, before={"bucket": old, "arn": arn(old)}, tags={"a": "b"}),
        created("aws_s3_bucket_policy.other", bucket=other),
        created("aws_s3_bucket.new", bucket="not-there-yet"),
        created("aws_s3_bucket_policy.new", bucket="not-there-yet"),
        created("aws_vpc.new"),
    )
    asked = system.terraform.ask(task.url, stage="post_plan", plan=change)
    result = system.terraform.result(asked)
    (run,) = system.runs(integration_id)
    assert run["scope"] == {
        "resource_ids": sorted([arn(old), arn(other)]),
        "skip_unchecked": True,
    }
    assert result.status == "failed"
    assert "2 resources that the plan touches" in result.message
    found = system.client.list_findings(scan_id=run["id"])["data"]
    places = {one["resource_id"]: one["terraform"] for one in found}
    assert {id_: place and place["address"] for id_, place in places.items()} == {
        arn(old): BUCKET,
        arn(other): "aws_s3_bucket_policy.other",
    }


def test_a_plan_that_only_creates_passes_without_a_run(system: System) -> None:
    task = system.serving(integration_id := system.integration())
    asked = system.terraform.ask(
        task.url, stage="post_plan", plan=plan(created("aws_vpc.new"), created(BUCKET, bucket="b"))
    )
    result = system.terraform.result(asked)
    assert (result.status, result.message) == (
        "passed",
        "Nothing that the plan touches exists yet.",
    )
    assert system.runs(integration_id) == []


def test_a_speculative_plan_never_starts_a_run(system: System) -> None:
    system.bucket()
    integration_id = system.integration(check_set=S3_CHECKS)
    task = system.serving(integration_id)
    asking = {"stage": "post_plan", "is_speculative": True, "plan": plan()}
    result = system.terraform.result(system.terraform.ask(task.url, **asking))
    assert result.status == "failed"
    assert "a speculative plan starts none" in result.message
    assert system.runs(integration_id) == []
    run_id = evaluated(system, integration_id)
    result = system.terraform.result(system.terraform.ask(task.url, **asking))
    assert result.url is not None
    assert result.url.endswith(run_id)
    assert [run["id"] for run in system.runs(integration_id)] == [run_id]


def test_a_stage_evaluates_what_the_configuration_says(system: System) -> None:
    integration_id = system.integration(check_set=S3_CHECKS)
    evaluated(system, integration_id)
    task = system.serving(integration_id, stages={"post_apply": "account"})
    asked = system.terraform.ask(task.url, plan=plan(created(BUCKET, bucket=system.bucket())))
    system.terraform.result(asked)
    newest, _ = system.runs(integration_id)
    assert (newest["trigger"], newest["scope"]) == ("manual", None)
