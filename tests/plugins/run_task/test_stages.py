"""What each stage runtime: the account as it is before, what was touched after."""

import pytest

from tests.plugins.run_task.conftest import S3_CHECKS, Bench
from tests.plugins.run_task.plans import created, plan, updated
from tests.plugins.run_task.test_story import BUCKET, arn

pytestmark = pytest.mark.xdist_group("run-task")


def evaluated(bench: Bench, integration_id: str) -> str:
    """Have the whole account evaluated once, as on a schedule."""
    run = bench.client.start_run(integration_id=integration_id)
    bench.client.wait_for_run(run["run_id"], timeout_seconds=60)
    return run["run_id"]


@pytest.mark.parametrize("stage", ["pre_plan", "pre_apply"])
def test_before_plan_and_apply_the_latest_run_tells_how_the_account_is(
    bench: Bench, stage: str
) -> None:
    bench.bucket()
    integration_id = bench.integration(check_set=S3_CHECKS)
    run_id = evaluated(bench, integration_id)
    task = bench.serving(integration_id)
    said = bench.terraform.result(bench.terraform.ask(task.url, stage=stage))
    assert said.status == "failed"
    assert said.url is not None
    assert said.url.endswith(run_id)
    assert "the account as of its latest run" in said.message
    assert [run["id"] for run in bench.runs(integration_id)] == [run_id]


@pytest.mark.parametrize("latest_seconds", [86_400.0, 0.001], ids=["none", "too old"])
def test_an_account_nobody_evaluated_lately_is_evaluated_first(
    bench: Bench, latest_seconds: float
) -> None:
    integration_id = bench.integration(check_set=S3_CHECKS)
    before = [] if latest_seconds > 1 else [evaluated(bench, integration_id)]
    task = bench.serving(integration_id, posture={"latest_seconds": latest_seconds})
    said = bench.terraform.result(bench.terraform.ask(task.url, stage="pre_plan"))
    (newest, *older) = bench.runs(integration_id)
    assert said.url is not None
    assert said.url.endswith(newest["id"])
    assert [run["id"] for run in older] == before
    assert newest["scope"] is None


def test_a_run_of_a_part_does_not_tell_how_the_account_is(bench: Bench) -> None:
    integration_id = bench.integration(check_set=S3_CHECKS)
    part = bench.client.start_run(
        integration_id=integration_id, scope={"resource_ids": [arn(bench.bucket())]}
    )["run_id"]
    bench.client.wait_for_run(part, timeout_seconds=60)
    task = bench.serving(integration_id)
    said = bench.terraform.result(bench.terraform.ask(task.url, stage="pre_plan"))
    assert said.url is not None
    assert not said.url.endswith(part)


def test_after_the_plan_what_it_touches_is_evaluated_as_it_is_now(bench: Bench) -> None:
    old, other = bench.bucket(), bench.bucket()
    task = bench.serving(integration_id := bench.integration())
    change = plan(
        updated(BUCKET, before={"bucket": old, "arn": arn(old)}, tags={"a": "b"}),
        created("aws_s3_bucket_policy.other", bucket=other),
        created("aws_s3_bucket.new", bucket="not-there-yet"),
        created("aws_s3_bucket_policy.new", bucket="not-there-yet"),
        created("aws_vpc.new"),
    )
    asked = bench.terraform.ask(task.url, stage="post_plan", plan=change)
    said = bench.terraform.result(asked)
    (run,) = bench.runs(integration_id)
    assert run["scope"] == {"resource_ids": sorted([arn(old), arn(other)])}
    assert said.status == "failed"
    assert "2 resources that the plan touches" in said.message


def test_a_plan_that_only_creates_passes_without_a_run(bench: Bench) -> None:
    task = bench.serving(integration_id := bench.integration())
    asked = bench.terraform.ask(
        task.url, stage="post_plan", plan=plan(created("aws_vpc.new"), created(BUCKET, bucket="b"))
    )
    said = bench.terraform.result(asked)
    assert (said.status, said.message) == (
        "passed",
        "Nothing that the plan touches exists yet.",
    )
    assert bench.runs(integration_id) == []


def test_a_speculative_plan_never_starts_a_run(bench: Bench) -> None:
    bench.bucket()
    integration_id = bench.integration(check_set=S3_CHECKS)
    task = bench.serving(integration_id)
    asking = {"stage": "post_plan", "is_speculative": True, "plan": plan()}
    said = bench.terraform.result(bench.terraform.ask(task.url, **asking))
    assert said.status == "failed"
    assert "a speculative plan starts none" in said.message
    assert bench.runs(integration_id) == []
    run_id = evaluated(bench, integration_id)
    said = bench.terraform.result(bench.terraform.ask(task.url, **asking))
    assert said.url is not None
    assert said.url.endswith(run_id)
    assert [run["id"] for run in bench.runs(integration_id)] == [run_id]


def test_a_stage_evaluates_what_the_configuration_says(bench: Bench) -> None:
    integration_id = bench.integration(check_set=S3_CHECKS)
    evaluated(bench, integration_id)
    task = bench.serving(integration_id, stages={"post_apply": "account"})
    asked = bench.terraform.ask(task.url, plan=plan(created(BUCKET, bucket=bench.bucket())))
    bench.terraform.result(asked)
    newest, _ = bench.runs(integration_id)
    assert (newest["trigger"], newest["scope"]) == ("manual", None)
