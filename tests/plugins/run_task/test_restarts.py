"""After a crash and a restart every task still gets one run and one result."""

import sqlite3
from contextlib import closing

import pytest

from tests.plugins.run_task.conftest import System
from tests.plugins.run_task.hcp import FakeReply, TaskResult, send
from tests.plugins.run_task.plans import created, plan
from tests.plugins.run_task.process import RunTask
from tests.plugins.run_task.test_delivery import ended, finals, leaking
from tests.plugins.run_task.test_story import BUCKET


def asked(system: System, task: RunTask) -> TaskResult:
    """Yield a task whose run waits."""
    made = system.terraform.ask(task.url, plan=plan(created(BUCKET, bucket="shop")))
    system.terraform.wait(lambda: any("queued" in one.message for one in made.callbacks))
    return made


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_a_process_killed_while_waiting_leaves_one_run_and_one_result(
    waiting: System, end: str
) -> None:
    task = waiting.serving(integration_id := waiting.integration())
    made = asked(waiting, task)
    getattr(task, end)()
    before = len(made.callbacks)
    (run,) = waiting.runs(integration_id)
    task.start()
    waiting.terraform.wait(lambda: len(made.callbacks) > before)
    assert send(task.url, made.body) == (200, b"")
    waiting.client.cancel_run(run["id"])
    result = waiting.terraform.result(made)
    assert result.status == "failed"
    assert "cancelled" in result.message
    assert ended(waiting, task, made)["ending"] == "delivered"
    assert finals(made) == ["failed"]
    assert [one["id"] for one in waiting.runs(integration_id)] == [run["id"]]


def test_an_accepted_task_is_begun_after_a_restart(waiting: System) -> None:
    task = waiting.serving(waiting.integration())
    made = waiting.terraform.ask(task.url, plan=plan(created(BUCKET, bucket="shop")))
    task.kill()
    task.start()
    waiting.terraform.wait(lambda: any("queued" in one.message for one in made.callbacks))
    task.stop()


def test_a_process_killed_before_the_run_is_stored_starts_no_second_run(waiting: System) -> None:
    task = waiting.serving(integration_id := waiting.integration())
    made = asked(waiting, task)
    task.kill()
    with closing(sqlite3.connect(task.ledger, isolation_level=None)) as ledger:
        (noted,) = ledger.execute("UPDATE task SET run_id = NULL RETURNING subject").fetchone()
    assert noted is not None
    before = len(made.callbacks)
    task.start()
    waiting.terraform.wait(lambda: any("queued" in one.message for one in made.callbacks[before:]))
    assert len(waiting.runs(integration_id)) == 1


def test_a_process_killed_between_details_continues_there(system: System) -> None:
    policies = {"default": {"fail_on": "info"}}
    stopped: list[str] = []

    def stop_after_the_first_details(method: str, path: str) -> FakeReply | None:
        found = system.terraform.results.get(path)
        if method != "PATCH" or found is None or not found.outcomes:
            return None
        stopped.append(path)
        return FakeReply(503)

    system.terraform.override = stop_after_the_first_details
    task = system.serving(system.integration(), policies=policies)
    made = leaking(system, task)
    system.terraform.wait(lambda: bool(stopped))
    task.kill()
    system.terraform.override = lambda _method, _path: None
    task.start()
    assert system.terraform.result(made).status == "failed"
    ids = [one["outcome-id"] for one in made.outcomes]
    assert len(ids) == len(set(ids)) > 10


def test_an_unsent_result_is_sent_after_the_restart(system: System) -> None:
    def unwilling(method: str, _path: str) -> FakeReply | None:
        return FakeReply(503) if method == "PATCH" else None

    system.terraform.override = unwilling
    task = system.serving(integration_id := system.integration())
    made = leaking(system, task)
    system.terraform.wait(lambda: any(line["event"] == "task.judged" for line in task.log()))
    task.kill()
    system.terraform.override = lambda _method, _path: None
    task.start()
    assert system.terraform.result(made).status == "failed"
    assert finals(made) == ["failed"]
    assert len(system.runs(integration_id)) == 1


def test_nothing_of_an_ended_task_is_left_but_its_id(system: System) -> None:
    task = system.serving(system.integration())
    made = leaking(system, task)
    task.secrets.add(made.token)
    system.terraform.result(made)
    ended(system, task, made)
    assert task.stop() == 0
    kept = b"".join(file.read_bytes() for file in task.ledger.parent.glob("ledger.db*"))
    assert made.token.encode() not in kept
    assert made.id.encode() in kept
    task.start()
    assert send(task.url, made.body) == (200, b"")
    assert finals(made) == ["failed"]


def test_many_tasks_at_once_have_a_result_each(system: System) -> None:
    task = system.serving(system.integration())
    safe = plan(created(BUCKET, bucket=system.bucket(leaks=False)))
    made = [system.terraform.ask(task.url, plan=safe) for _ in range(12)]
    assert {system.terraform.result(one).status for one in made} == {"passed"}
    assert [finals(one) for one in made] == [["passed"]] * 12
