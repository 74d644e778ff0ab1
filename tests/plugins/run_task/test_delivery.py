"""A result reaches HCP Terraform once, whatever faults HCP Terraform and the server have."""

import threading
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.plugins.run_task.conftest import S3_CHECKS, System
from tests.plugins.run_task.hcp import FakeReply, Hcp, TaskResult
from tests.plugins.run_task.plans import created, plan
from tests.plugins.run_task.process import RunTask
from tests.plugins.run_task.proxy import proxy
from tests.plugins.run_task.test_story import BUCKET, arn
from tests.plugins.terraform.faulty_proxy import FaultResponse, ProxiedRequest, faulty_proxy


def finals(made: TaskResult) -> list[str]:
    return [one.status for one in made.callbacks if one.status != "running"]


def first(count: int, method: str, *moods: FakeReply) -> Callable[[str, str], FakeReply | None]:
    """Return a override that spoils the first calls of a kind, in turn with each of these."""
    spoiled = [0]

    def override(asked: str, _path: str) -> FakeReply | None:
        if asked != method or spoiled[0] >= count:
            return None
        spoiled[0] += 1
        return moods[(spoiled[0] - 1) % len(moods)]

    return override


def leaking(system: System, task: RunTask) -> TaskResult:
    return system.terraform.ask(task.url, plan=plan(created(BUCKET, bucket=system.bucket())))


def ended(system: System, task: RunTask, made: TaskResult) -> dict[str, str]:
    """Wait until the run task is done with a task, and return its last log line about it."""
    deadline = time.monotonic() + 240

    def last() -> dict[str, str] | None:
        lines = [line for line in task.log() if line.get("task_result_id") == made.id]
        return next((line for line in lines if line["event"] == "task.ended"), None)

    while (line := last()) is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert system.terraform.faults == []
    return line


@pytest.mark.parametrize(
    "moods",
    [
        [FakeReply(500), FakeReply(502), FakeReply(503), FakeReply(504)],
        [
            FakeReply(429, {"Retry-After": "0.2"}),
            FakeReply(429, {"X-RateLimit-Reset": "0.1"}),
            FakeReply(429),
        ],
        [FakeReply(408), FakeReply(500, {}, b"<html>not JSON</html>")],
    ],
    ids=["5xx", "429", "odd"],
)
def test_a_failing_hcp_is_retried(system: System, moods: list[FakeReply]) -> None:
    system.terraform.override = first(8, "PATCH", *moods)
    task = system.serving(system.integration())
    made = leaking(system, task)
    assert system.terraform.result(made).status == "failed"
    assert ended(system, task, made)["ending"] == "delivered"
    assert finals(made) == ["failed"]
    assert made.outcomes


def test_a_response_that_never_comes_ends_in_a_timeout(system: System) -> None:
    release = threading.Event()
    left = [2]

    def hang(method: str, _path: str) -> FakeReply | None:
        if method == "PATCH" and left[0]:
            left[0] -= 1
            release.wait(30)
            return FakeReply(503)
        return None

    system.terraform.override = hang
    task = system.serving(system.integration(), hcp={"call_timeout_seconds": 0.3})
    try:
        made = leaking(system, task)
        assert system.terraform.result(made).status == "failed"
    finally:
        release.set()


def test_a_result_whose_response_was_lost_is_sent_once(system: System) -> None:
    def lose_the_answer(method: str, path: str) -> FakeReply | None:
        result = system.terraform.results.get(path)
        if method != "PATCH" or result is None or result.final:
            return None
        return FakeReply(0) if any(one.outcomes for one in result.callbacks) else None

    system.terraform.override = lose_the_answer
    task = system.serving(system.integration())
    made = leaking(system, task)
    system.terraform.result(made)
    assert ended(system, task, made)["ending"] == "delivered"
    assert finals(made) == ["failed"]


def test_progress_is_reported_while_the_posture_server_is_away(system: System) -> None:
    with faulty_proxy(system.api.url) as proxy:
        away = threading.Event()
        proxy.fault = lambda _: FaultResponse(0) if not away.is_set() else None
        task = system.serving(system.integration(), endpoint=proxy.url)
        made = leaking(system, task)
        system.terraform.wait(
            lambda: (
                sum(one.message == "Waiting for the posture server." for one in made.callbacks) > 3
            )
        )
        away.set()
        assert system.terraform.result(made).status == "failed"
        starts = [
            asked
            for asked in proxy.seen
            if asked == ProxiedRequest("POST", "/api/v2/cloud-posture-runs")
        ]
    assert starts
    running = [one.at for one in made.callbacks]
    assert max(after - before for before, after in pairwise(running)) < 30


def test_a_start_whose_response_was_lost_is_one_run(system: System) -> None:
    with faulty_proxy(system.api.url) as proxy:
        lost: list[ProxiedRequest] = []

        def lose(asked: ProxiedRequest) -> FaultResponse | None:
            if asked.method != "POST" or len(lost) >= 2:
                return None
            lost.append(asked)
            return FaultResponse(503, b'{"error":"unavailable"}')

        proxy.fault = lose
        task = system.serving(integration_id := system.integration(), endpoint=proxy.url)
        made = leaking(system, task)
        system.terraform.result(made)
    assert len(system.runs(integration_id)) == 1


@pytest.mark.parametrize(
    ("answered", "message"),
    [
        (FaultResponse(0), "The posture server could not be reached: cannot reach"),
        (FaultResponse(401, b'{"error":"expired_token"}'), "refused the token of the run task"),
        (FaultResponse(403, b'{"error":"missing_scope"}'), "does not allow this request"),
        (FaultResponse(404, b'{"error":"integration_not_found"}'), "is the integration right?"),
        (
            FaultResponse(400, b'{"error":"invalid_body"}'),
            "The posture server refused the request: 400",
        ),
        (FaultResponse(200, b"<html>"), "The posture server could not be reached"),
    ],
)
def test_a_server_that_does_not_evaluate_does_not_pass(
    system: System, answered: FaultResponse, message: str
) -> None:
    with faulty_proxy(system.api.url) as proxy:
        proxy.fault = lambda _: answered
        task = system.serving(
            system.integration(), endpoint=proxy.url, posture={"patience_seconds": 1.0}
        )
        result = system.terraform.result(leaking(system, task))
    assert result.status == "failed"
    assert message in result.message


def test_a_server_that_starts_no_more_runs_does_not_pass(waiting: System) -> None:
    integration_id = waiting.integration()
    waiting.client.start_run(integration_id=integration_id, scope={"services": ["s3"]})
    task = waiting.serving(integration_id)
    result = waiting.terraform.result(leaking(waiting, task))
    assert result.status == "failed"
    assert "limit of runs for this integration; the next run is allowed in 24 h" in result.message
    assert "The limit is the server's setting POSTURE_SCOPED_RUNS_PER_WINDOW." in result.message


def test_a_verdict_that_takes_too_long_fails(waiting: System) -> None:
    task = waiting.serving(waiting.integration(), hcp={"deadline_seconds": 3.0})
    result = waiting.terraform.result(leaking(waiting, task))
    assert (result.status, result.message) == (
        "failed",
        "There was no verdict within 0.05 minutes.",
    )


def refused_progress(method: str, path: str, terraform: Hcp) -> FakeReply | None:
    result = terraform.results.get(path)
    return FakeReply(404) if method == "PATCH" and result and len(terraform.seen) < 4 else None


def test_refused_progress_does_not_keep_the_result_back(system: System) -> None:
    terraform = system.terraform
    terraform.override = lambda method, path: refused_progress(method, path, terraform)
    task = system.serving(system.integration())
    assert terraform.result(leaking(system, task)).status == "failed"


def test_a_result_that_is_refused_is_not_sent_again(system: System) -> None:
    system.terraform.override = lambda method, _path: FakeReply(404) if method == "PATCH" else None
    task = system.serving(system.integration())
    made = leaking(system, task)
    assert ended(system, task, made)["ending"] == "refused"
    assert made.callbacks == []


def test_a_result_that_cannot_be_reported_in_its_hour_is_given_up(system: System) -> None:
    system.terraform.override = lambda method, _path: FakeReply(503) if method == "PATCH" else None
    own = {"give_up_seconds": 4.0, "outcomes_wait_seconds": 0.1}
    task = system.serving(system.integration(), hcp=own)
    made = leaking(system, task)
    assert ended(system, task, made)["ending"] == "given_up"


def test_an_old_terraform_enterprise_gets_no_details(system: System) -> None:
    task = system.serving(system.integration())
    change = plan(created(BUCKET, bucket=system.bucket()))
    for capabilities in (None, {}, {"outcomes": False}):
        made = system.terraform.ask(task.url, plan=change, capabilities=capabilities)
        system.terraform.result(made)
        assert made.outcomes == []


def test_details_that_are_refused_do_not_keep_the_result_back(system: System) -> None:
    evaluated: list[str] = []

    def refuse_details(method: str, path: str) -> FakeReply | None:
        found = system.terraform.results.get(path)
        expected = found and any("findings of severity" in one.message for one in found.callbacks)
        if method == "PATCH" and any(line["event"] == "task.judged" for line in task.log()):
            evaluated.append(path)
            return FakeReply(422) if len(evaluated) == 1 and not expected else None
        return None

    task = system.serving(system.integration())
    system.terraform.override = refuse_details
    made = leaking(system, task)
    assert system.terraform.result(made).status == "failed"
    assert made.outcomes == []


def test_more_findings_than_may_be_shown_are_counted(system: System) -> None:
    policies = {"default": {"fail_on": "info"}}
    task = system.serving(system.integration(), hcp={"outcomes": 3}, policies=policies)
    made = leaking(system, task)
    system.terraform.result(made)
    *shown, rest = made.outcomes
    assert [one["tags"]["Severity"][0]["label"] for one in shown] == ["Critical", "High"]
    assert rest["outcome-id"] == "more"
    assert rest["description"].endswith("findings more failed the gate.")


class TestPlans:
    """Where a plan comes from, and what becomes of a token on the way."""

    def test_a_plan_that_is_not_available_yet_is_awaited(self, system: System) -> None:
        system.terraform.override = first(3, "GET", FakeReply(204, {}, b""), FakeReply(503))
        task = system.serving(integration_id := system.integration())
        name = system.bucket()
        change = plan(created(BUCKET, bucket=name))
        system.terraform.result(system.terraform.ask(task.url, plan=change))
        (run,) = system.runs(integration_id)
        assert run["scope"] == {"resource_ids": [arn(name)], "skip_unchecked": True}

    def test_a_redirect_to_a_strange_host_gets_nothing(self, system: System) -> None:
        away = FakeReply(307, {"Location": "https://127.0.0.1:9/plan.json"}, b"")
        system.terraform.override = first(1, "GET", away)
        task = system.serving(system.integration(check_set=S3_CHECKS))
        result = system.terraform.result(leaking(system, task))
        assert "127.0.0.1:9 is not a host that the configuration allows" in result.message

    def test_a_redirect_to_plain_http_gets_nothing(self, system: System) -> None:
        away = FakeReply(302, {"Location": f"http://{system.terraform.host}/plan.json"}, b"")
        system.terraform.override = first(1, "GET", away)
        task = system.serving(system.integration(check_set=S3_CHECKS))
        result = system.terraform.result(leaking(system, task))
        assert "an address that is not https:// is not a host" in result.message

    @pytest.mark.parametrize("location", ["", "https://[", "https://localhost:port/", "ftp://a/"])
    def test_a_redirect_to_nowhere_is_not_followed(self, system: System, location: str) -> None:
        system.terraform.override = first(1, "GET", FakeReply(307, {"Location": location}, b""))
        task = system.serving(system.integration(check_set=S3_CHECKS))
        result = system.terraform.result(leaking(system, task))
        assert "an address that is not https:// is not a host" in result.message

    def test_redirects_end(self, system: System) -> None:
        again = FakeReply(307, {"Location": "/api/v2/again"}, b"")
        system.terraform.override = first(100, "GET", again)
        task = system.serving(system.integration(check_set=S3_CHECKS))
        result = system.terraform.result(leaking(system, task))
        assert "redirects too often" in result.message
        assert sum(method == "GET" for method, _ in system.terraform.seen) == 4

    def test_a_plan_that_is_refused_is_reported(self, system: System) -> None:
        system.terraform.override = first(1, "GET", FakeReply(404))
        task = system.serving(system.integration(check_set=S3_CHECKS))
        result = system.terraform.result(leaking(system, task))
        assert "HCP Terraform responded 404: not found" in result.message

    def test_a_plan_that_is_too_large_is_not_read(self, system: System) -> None:
        task = system.serving(
            system.integration(check_set=S3_CHECKS), hcp={"plan_limit_bytes": 100_000}
        )
        change = plan(*(created(f"aws_s3_bucket.b{n}", bucket=f"b{n}") for n in range(1000)))
        result = system.terraform.result(system.terraform.ask(task.url, plan=change))
        assert "the plan is larger than 100000 bytes" in result.message

    def test_a_plan_that_is_never_there_is_reported(self, system: System) -> None:
        system.terraform.override = first(1000, "GET", FakeReply(204, {}, b""))
        task = system.serving(
            system.integration(check_set=S3_CHECKS), hcp={"plan_wait_seconds": 0.5}
        )
        result = system.terraform.result(leaking(system, task))
        assert "HCP Terraform has no plan yet" in result.message

    def test_a_proxy_is_used(self, system: System, monkeypatch: pytest.MonkeyPatch) -> None:
        with proxy() as found:
            monkeypatch.setenv("HTTPS_PROXY", found.url)
            task = system.serving(system.integration())
            monkeypatch.delenv("HTTPS_PROXY")
            assert system.terraform.result(leaking(system, task)).status == "failed"
            task.stop()
        wanted = {
            url.removeprefix("https://")
            for url in (system.terraform.url, system.terraform.downloads)
        }
        assert set(found.opened) == wanted
