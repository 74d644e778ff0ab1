"""A run task that dies is started again: every task gets one run and one result all the same."""

import sqlite3
from contextlib import closing

import pytest

from tests.plugins.run_task.conftest import Bench
from tests.plugins.run_task.hcp import Mood, TaskResult, send
from tests.plugins.run_task.plans import created, plan
from tests.plugins.run_task.process import RunTask
from tests.plugins.run_task.test_delivery import ended, finals, leaking
from tests.plugins.run_task.test_story import BUCKET

pytestmark = pytest.mark.xdist_group("run-task")


def asked(bench: Bench, task: RunTask) -> TaskResult:
    """Have a task whose run waits."""
    made = bench.terraform.ask(task.url, plan=plan(created(BUCKET, bucket="shop")))
    bench.terraform.wait(lambda: any("queued" in one.message for one in made.said))
    return made


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_a_death_in_mid_wait_leaves_one_run_and_one_result(waiting: Bench, end: str) -> None:
    task = waiting.serving(integration_id := waiting.integration())
    made = asked(waiting, task)
    getattr(task, end)()
    before = len(made.said)
    (run,) = waiting.runs(integration_id)
    task.start()
    waiting.terraform.wait(lambda: len(made.said) > before)
    assert send(task.url, made.body) == (200, b"")
    waiting.client.cancel_run(run["id"])
    said = waiting.terraform.result(made)
    assert said.status == "failed"
    assert "cancelled" in said.message
    assert ended(waiting, task, made)["ending"] == "delivered"
    assert finals(made) == ["failed"]
    assert [one["id"] for one in waiting.runs(integration_id)] == [run["id"]]


def test_what_was_accepted_and_not_begun_is_begun(waiting: Bench) -> None:
    task = waiting.serving(waiting.integration())
    made = waiting.terraform.ask(task.url, plan=plan(created(BUCKET, bucket="shop")))
    task.kill()
    task.start()
    waiting.terraform.wait(lambda: any("queued" in one.message for one in made.said))
    task.stop()


def test_a_death_before_the_run_is_noted_starts_no_second(waiting: Bench) -> None:
    task = waiting.serving(integration_id := waiting.integration())
    made = asked(waiting, task)
    task.kill()
    with closing(sqlite3.connect(task.ledger, isolation_level=None)) as ledger:
        (noted,) = ledger.execute("UPDATE task SET run_id = NULL RETURNING subject").fetchone()
    assert noted is not None
    before = len(made.said)
    task.start()
    waiting.terraform.wait(lambda: any("queued" in one.message for one in made.said[before:]))
    assert len(waiting.runs(integration_id)) == 1


def test_a_death_between_details_goes_on_where_it_was(bench: Bench) -> None:
    policies = {"default": {"fail_on": "info"}}
    stopped: list[str] = []

    def stop_after_the_first_details(method: str, path: str) -> Mood | None:
        found = bench.terraform.results.get(path)
        if method != "PATCH" or found is None or not found.outcomes:
            return None
        stopped.append(path)
        return Mood(503)

    bench.terraform.mood = stop_after_the_first_details
    task = bench.serving(bench.integration(), policies=policies)
    made = leaking(bench, task)
    bench.terraform.wait(lambda: bool(stopped))
    task.kill()
    bench.terraform.mood = lambda _method, _path: None
    task.start()
    assert bench.terraform.result(made).status == "failed"
    ids = [one["outcome-id"] for one in made.outcomes]
    assert len(ids) == len(set(ids)) > 10


def test_a_result_that_was_never_told_is_reported_after_the_restart(bench: Bench) -> None:
    def unwilling(method: str, _path: str) -> Mood | None:
        return Mood(503) if method == "PATCH" else None

    bench.terraform.mood = unwilling
    task = bench.serving(integration_id := bench.integration())
    made = leaking(bench, task)
    bench.terraform.wait(lambda: any(line["event"] == "task.judged" for line in task.log()))
    task.kill()
    bench.terraform.mood = lambda _method, _path: None
    task.start()
    assert bench.terraform.result(made).status == "failed"
    assert finals(made) == ["failed"]
    assert len(bench.runs(integration_id)) == 1


def test_nothing_of_an_ended_task_is_left_but_its_id(bench: Bench) -> None:
    task = bench.serving(bench.integration())
    made = leaking(bench, task)
    task.secrets.add(made.token)
    bench.terraform.result(made)
    ended(bench, task, made)
    assert task.stop() == 0
    kept = b"".join(file.read_bytes() for file in task.ledger.parent.glob("ledger.db*"))
    assert made.token.encode() not in kept
    assert made.id.encode() in kept
    task.start()
    assert send(task.url, made.body) == (200, b"")
    assert finals(made) == ["failed"]


def test_many_tasks_at_once_have_a_result_each(bench: Bench) -> None:
    task = bench.serving(bench.integration())
    safe = plan(created(BUCKET, bucket=bench.bucket(leaks=False)))
    made = [bench.terraform.ask(task.url, plan=safe) for _ in range(12)]
    assert {bench.terraform.result(one).status for one in made} == {"passed"}
    assert [finals(one) for one in made] == [["passed"]] * 12
