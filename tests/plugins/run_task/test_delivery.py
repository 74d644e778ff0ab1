"""A result reaches HCP Terraform once, in whatever mood that and the posture server are."""

import threading
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.plugins.run_task.conftest import S3_CHECKS, Bench
from tests.plugins.run_task.hcp import Hcp, Mood, TaskResult
from tests.plugins.run_task.plans import created, plan
from tests.plugins.run_task.process import RunTask
from tests.plugins.run_task.proxy import proxy
from tests.plugins.run_task.test_story import BUCKET, arn
from tests.plugins.terraform.faulty_proxy import FaultResponse, ProxiedRequest, faulty_proxy

pytestmark = pytest.mark.xdist_group("run-task")


def finals(made: TaskResult) -> list[str]:
    return [one.status for one in made.said if one.status != "running"]


def first(count: int, method: str, *moods: Mood) -> Callable[[str, str], Mood | None]:
    """Return a mood that spoils the first calls of a kind, in turn with each of these."""
    spoiled = [0]

    def mood(asked: str, _path: str) -> Mood | None:
        if asked != method or spoiled[0] >= count:
            return None
        spoiled[0] += 1
        return moods[(spoiled[0] - 1) % len(moods)]

    return mood


def leaking(bench: Bench, task: RunTask) -> TaskResult:
    return bench.terraform.ask(task.url, plan=plan(created(BUCKET, bucket=bench.bucket())))


def ended(bench: Bench, task: RunTask, made: TaskResult) -> dict[str, str]:
    """Wait until the run task is done with a task, and answer its last word on it."""
    deadline = time.monotonic() + 60

    def last() -> dict[str, str] | None:
        lines = [line for line in task.log() if line.get("task_result_id") == made.id]
        return next((line for line in lines if line["event"] == "task.ended"), None)

    while (line := last()) is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert bench.terraform.faults == []
    return line


@pytest.mark.parametrize(
    "moods",
    [
        [Mood(500), Mood(502), Mood(503), Mood(504)],
        [Mood(429, {"Retry-After": "0.2"}), Mood(429, {"X-RateLimit-Reset": "0.1"}), Mood(429)],
        [Mood(408), Mood(500, {}, b"<html>not JSON</html>")],
    ],
    ids=["5xx", "429", "odd"],
)
def test_a_bad_mood_is_waited_out(bench: Bench, moods: list[Mood]) -> None:
    bench.terraform.mood = first(8, "PATCH", *moods)
    task = bench.serving(bench.integration())
    made = leaking(bench, task)
    assert bench.terraform.result(made).status == "failed"
    assert ended(bench, task, made)["ending"] == "delivered"
    assert finals(made) == ["failed"]
    assert made.outcomes


def test_an_answer_that_never_comes_is_not_waited_for_long(bench: Bench) -> None:
    release = threading.Event()
    left = [2]

    def hang(method: str, _path: str) -> Mood | None:
        if method == "PATCH" and left[0]:
            left[0] -= 1
            release.wait(30)
            return Mood(503)
        return None

    bench.terraform.mood = hang
    task = bench.serving(bench.integration(), hcp={"call_timeout_seconds": 0.3})
    try:
        made = leaking(bench, task)
        assert bench.terraform.result(made).status == "failed"
    finally:
        release.set()


def test_a_result_whose_answer_got_lost_is_still_one_result(bench: Bench) -> None:
    def lose_the_answer(method: str, path: str) -> Mood | None:
        result = bench.terraform.results.get(path)
        if method != "PATCH" or result is None or result.final:
            return None
        return Mood(0) if any(one.outcomes for one in result.said) else None

    bench.terraform.mood = lose_the_answer
    task = bench.serving(bench.integration())
    made = leaking(bench, task)
    bench.terraform.result(made)
    assert ended(bench, task, made)["ending"] == "delivered"
    assert finals(made) == ["failed"]


def test_progress_is_reported_while_the_posture_server_is_away(bench: Bench) -> None:
    with faulty_proxy(bench.api.url) as proxy:
        away = threading.Event()
        proxy.fault = lambda _: FaultResponse(0) if not away.is_set() else None
        task = bench.serving(bench.integration(), endpoint=proxy.url)
        made = leaking(bench, task)
        bench.terraform.wait(
            lambda: sum(one.message == "Waiting for the posture server." for one in made.said) > 3
        )
        away.set()
        assert bench.terraform.result(made).status == "failed"
        starts = [
            asked
            for asked in proxy.seen
            if asked == ProxiedRequest("POST", "/api/v2/cloud-posture-runs")
        ]
    assert starts
    running = [one.at for one in made.said]
    assert max(after - before for before, after in pairwise(running)) < 30


def test_a_start_whose_answer_got_lost_is_one_run(bench: Bench) -> None:
    with faulty_proxy(bench.api.url) as proxy:
        lost: list[ProxiedRequest] = []

        def lose(asked: ProxiedRequest) -> FaultResponse | None:
            if asked.method != "POST" or len(lost) >= 2:
                return None
            lost.append(asked)
            return FaultResponse(503, b'{"error":"unavailable"}')

        proxy.fault = lose
        task = bench.serving(integration_id := bench.integration(), endpoint=proxy.url)
        made = leaking(bench, task)
        bench.terraform.result(made)
    assert len(bench.runs(integration_id)) == 1


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
def test_a_server_that_does_not_evaluate_is_no_pass(
    bench: Bench, answered: FaultResponse, message: str
) -> None:
    with faulty_proxy(bench.api.url) as proxy:
        proxy.fault = lambda _: answered
        task = bench.serving(
            bench.integration(), endpoint=proxy.url, posture={"patience_seconds": 1.0}
        )
        said = bench.terraform.result(leaking(bench, task))
    assert said.status == "failed"
    assert message in said.message


def test_a_server_that_starts_no_more_runs_is_no_pass(waiting: Bench) -> None:
    integration_id = waiting.integration()
    waiting.client.start_run(integration_id=integration_id)
    task = waiting.serving(integration_id)
    said = waiting.terraform.result(leaking(waiting, task))
    assert said.status == "failed"
    assert "limit of runs for this integration; the next run is allowed in 24 h" in said.message


def test_a_verdict_that_takes_too_long_fails(waiting: Bench) -> None:
    task = waiting.serving(waiting.integration(), hcp={"deadline_seconds": 3.0})
    said = waiting.terraform.result(leaking(waiting, task))
    assert (said.status, said.message) == ("failed", "There was no verdict within 0.05 minutes.")


def refused_progress(method: str, path: str, terraform: Hcp) -> Mood | None:
    result = terraform.results.get(path)
    return Mood(404) if method == "PATCH" and result and len(terraform.seen) < 4 else None


def test_refused_progress_does_not_keep_the_result_back(bench: Bench) -> None:
    terraform = bench.terraform
    terraform.mood = lambda method, path: refused_progress(method, path, terraform)
    task = bench.serving(bench.integration())
    assert terraform.result(leaking(bench, task)).status == "failed"


def test_a_result_nobody_wants_any_more_ends_there(bench: Bench) -> None:
    bench.terraform.mood = lambda method, _path: Mood(404) if method == "PATCH" else None
    task = bench.serving(bench.integration())
    made = leaking(bench, task)
    assert ended(bench, task, made)["ending"] == "refused"
    assert made.said == []


def test_a_result_that_cannot_be_reported_in_its_hour_is_given_up(bench: Bench) -> None:
    bench.terraform.mood = lambda method, _path: Mood(503) if method == "PATCH" else None
    own = {"give_up_seconds": 4.0, "outcomes_wait_seconds": 0.1}
    task = bench.serving(bench.integration(), hcp=own)
    made = leaking(bench, task)
    assert ended(bench, task, made)["ending"] == "given_up"


def test_an_old_terraform_enterprise_gets_no_details(bench: Bench) -> None:
    task = bench.serving(bench.integration())
    change = plan(created(BUCKET, bucket=bench.bucket()))
    for capabilities in (None, {}, {"outcomes": False}):
        made = bench.terraform.ask(task.url, plan=change, capabilities=capabilities)
        bench.terraform.result(made)
        assert made.outcomes == []


def test_details_that_are_refused_do_not_keep_the_result_back(bench: Bench) -> None:
    evaluated: list[str] = []

    def refuse_details(method: str, path: str) -> Mood | None:
        found = bench.terraform.results.get(path)
        expected = found and any("findings of severity" in one.message for one in found.said)
        if method == "PATCH" and any(line["event"] == "task.judged" for line in task.log()):
            evaluated.append(path)
            return Mood(422) if len(evaluated) == 1 and not expected else None
        return None

    task = bench.serving(bench.integration())
    bench.terraform.mood = refuse_details
    made = leaking(bench, task)
    assert bench.terraform.result(made).status == "failed"
    assert made.outcomes == []


def test_more_findings_than_may_be_shown_are_counted(bench: Bench) -> None:
    policies = {"default": {"fail_on": "info"}}
    task = bench.serving(bench.integration(), hcp={"outcomes": 3}, policies=policies)
    made = leaking(bench, task)
    bench.terraform.result(made)
    *shown, rest = made.outcomes
    assert [one["tags"]["Severity"][0]["label"] for one in shown] == ["Critical", "High"]
    assert rest["outcome-id"] == "more"
    assert rest["description"].endswith("findings more failed the gate.")


class TestPlans:
    """Where a plan comes from, and what becomes of a token on the way."""

    def test_a_plan_that_is_not_there_yet_is_waited_for(self, bench: Bench) -> None:
        bench.terraform.mood = first(3, "GET", Mood(204, {}, b""), Mood(503))
        task = bench.serving(integration_id := bench.integration())
        name = bench.bucket()
        change = plan(created(BUCKET, bucket=name))
        bench.terraform.result(bench.terraform.ask(task.url, plan=change))
        (run,) = bench.runs(integration_id)
        assert run["scope"] == {"resource_ids": [arn(name)]}

    def test_a_redirect_to_a_strange_host_gets_nothing(self, bench: Bench) -> None:
        away = Mood(307, {"Location": "https://127.0.0.1:9/plan.json"}, b"")
        bench.terraform.mood = first(1, "GET", away)
        task = bench.serving(bench.integration(check_set=S3_CHECKS))
        said = bench.terraform.result(leaking(bench, task))
        assert "127.0.0.1:9 is not a host that the configuration allows" in said.message

    def test_a_redirect_to_plain_http_gets_nothing(self, bench: Bench) -> None:
        away = Mood(302, {"Location": f"http://{bench.terraform.host}/plan.json"}, b"")
        bench.terraform.mood = first(1, "GET", away)
        task = bench.serving(bench.integration(check_set=S3_CHECKS))
        said = bench.terraform.result(leaking(bench, task))
        assert "an address that is not https:// is not a host" in said.message

    @pytest.mark.parametrize("location", ["", "https://[", "https://localhost:port/", "ftp://a/"])
    def test_a_redirect_to_nowhere_is_not_followed(self, bench: Bench, location: str) -> None:
        bench.terraform.mood = first(1, "GET", Mood(307, {"Location": location}, b""))
        task = bench.serving(bench.integration(check_set=S3_CHECKS))
        said = bench.terraform.result(leaking(bench, task))
        assert "an address that is not https:// is not a host" in said.message

    def test_redirects_end(self, bench: Bench) -> None:
        again = Mood(307, {"Location": "/api/v2/again"}, b"")
        bench.terraform.mood = first(100, "GET", again)
        task = bench.serving(bench.integration(check_set=S3_CHECKS))
        said = bench.terraform.result(leaking(bench, task))
        assert "redirects too often" in said.message
        assert sum(method == "GET" for method, _ in bench.terraform.seen) == 4

    def test_a_plan_that_is_refused_is_reported(self, bench: Bench) -> None:
        bench.terraform.mood = first(1, "GET", Mood(404))
        task = bench.serving(bench.integration(check_set=S3_CHECKS))
        said = bench.terraform.result(leaking(bench, task))
        assert "HCP Terraform answered 404: not found" in said.message

    def test_a_plan_that_is_too_large_is_not_read(self, bench: Bench) -> None:
        task = bench.serving(
            bench.integration(check_set=S3_CHECKS), hcp={"plan_limit_bytes": 100_000}
        )
        change = plan(*(created(f"aws_s3_bucket.b{n}", bucket=f"b{n}") for n in range(1000)))
        said = bench.terraform.result(bench.terraform.ask(task.url, plan=change))
        assert "the plan is larger than 100000 bytes" in said.message

    def test_a_plan_that_is_never_there_is_reported(self, bench: Bench) -> None:
        bench.terraform.mood = first(1000, "GET", Mood(204, {}, b""))
        task = bench.serving(bench.integration(check_set=S3_CHECKS), hcp={"plan_wait_seconds": 0.5})
        said = bench.terraform.result(leaking(bench, task))
        assert "HCP Terraform has no plan yet" in said.message

    def test_a_proxy_is_gone_through(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        with proxy() as found:
            monkeypatch.setenv("HTTPS_PROXY", found.url)
            task = bench.serving(bench.integration())
            monkeypatch.delenv("HTTPS_PROXY")
            assert bench.terraform.result(leaking(bench, task)).status == "failed"
            task.stop()
        wanted = {
            url.removeprefix("https://") for url in (bench.terraform.url, bench.terraform.downloads)
        }
        assert set(found.opened) == wanted
