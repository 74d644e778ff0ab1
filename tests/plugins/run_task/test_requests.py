"""Requests to the run task: signatures, formats, limits and replays."""

import http.client
import json
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.plugins.run_task.hcp import Hcp, hcp, send, signature
from tests.plugins.run_task.process import RunTask, configuration, run_task
from tests.plugins.terraform.keys import Keys
from tests.promises import promise

NOBODY = "http://127.0.0.1:9"
IGNORED = [{"workspace": "*", "ignore": True}]


def serving(terraform: Hcp, directory: Path, **tables: Any) -> Any:  # noqa: ANN401  # a context
    """Run a run task that evaluates nothing: only its HTTP behaviour matters."""
    tables.setdefault("workspaces", IGNORED)
    config = configuration(terraform, endpoint=NOBODY, directory=directory, **tables)
    return run_task(directory, config, token="a-posture-token")


@pytest.fixture(scope="module")
def terraform(keys: Keys) -> Iterator[Hcp]:
    """Yield one HCP Terraform for all: most requests here never get it to be called."""
    with hcp(keys) as found:
        yield found


@pytest.fixture(scope="module")
def task(terraform: Hcp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunTask]:
    with serving(terraform, tmp_path_factory.mktemp("run-task")) as found:
        yield found


@pytest.fixture
def untouched(terraform: Hcp) -> Iterator[None]:
    """See that nothing is asked of HCP Terraform."""
    before = len(terraform.seen)
    yield
    assert len(terraform.seen) == before


def refusal(answer: tuple[int, bytes]) -> tuple[int, str]:
    status, body = answer
    return status, json.loads(body)["error"]


@pytest.mark.usefixtures("untouched")
def test_the_verification_request_gets_200_and_starts_no_task(task: RunTask) -> None:
    before = len(task.log())
    for body in (
        {"payload_version": 1, "access_token": "test-token", "stage": "test"},
        {"access_token": "test-token", "task_result_callback_url": None},
    ):
        assert send(task.url, json.dumps(body).encode()) == (200, b"")
    # What was answered is expected after the answer, so the last of it may still be missing.
    events = [line["event"] for line in task.log()[before:]]
    assert events.count("request.verified") == 2
    assert set(events) <= {"request.verified", "request.answered"}


@pytest.mark.parametrize(
    "given",
    [None, "", "0" * 128, signature(b"another body"), "sha512=" + signature(b"{}")],
    ids=["missing", "empty", "zeros", "of another body", "not hex"],
)
@pytest.mark.parametrize("token", ["test-token", "a.atlasv1.token"])
def test_an_unsigned_request_is_401(task: RunTask, given: str | None, token: str) -> None:
    body = json.dumps({"access_token": token}).encode()
    answer = send(task.url, body, X_TFC_Task_Signature=given)
    assert refusal(answer) == (401, "invalid_signature")


def test_a_signature_with_another_key_or_in_other_letters_is_401(task: RunTask) -> None:
    body = b'{"access_token": "test-token"}'
    for wrong in (signature(body, "another-key"), signature(body).upper(), signature(body)[:-1]):
        assert send(task.url, body, X_TFC_Task_Signature=wrong)[0] == 401


def test_two_signatures_are_401(task: RunTask) -> None:
    body = b'{"access_token": "test-token"}'
    connection = http.client.HTTPConnection(urlsplit(task.url).netloc, timeout=60)
    connection.putrequest("POST", "/run-task")
    connection.putheader("Content-Length", str(len(body)))
    connection.putheader("X-TFC-Task-Signature", signature(body))
    connection.putheader("X-TFC-Task-Signature", signature(body))
    connection.endheaders(body)
    assert connection.getresponse().status == 401
    connection.close()


def test_any_of_several_keys_may_sign(terraform: Hcp, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("the-next-key\n")
    keys = [{"env": "HMAC_KEY"}, {"file": str(tmp_path / "key")}]
    with serving(terraform, tmp_path, hcp={"hmac_keys": keys}) as task:
        body = b'{"access_token": "test-token"}'
        for key in ("an-hmac-key", "the-next-key"):
            assert send(task.url, body, X_TFC_Task_Signature=signature(body, key))[0] == 200
        assert (
            send(task.url, body, X_TFC_Task_Signature=signature(body, "the-next-key\n"))[0] == 401
        )


def test_a_key_signs_for_its_own_organization_alone(terraform: Hcp, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("the-key-of-others")
    keys = [
        {"env": "HMAC_KEY", "organization": "acme"},
        {"file": str(tmp_path / "key"), "organization": "other-*"},
    ]
    with serving(terraform, tmp_path, hcp={"hmac_keys": keys}) as task:
        for organization, key, status in (
            ("acme", "an-hmac-key", 200),
            ("acme", "the-key-of-others", 401),
            ("other-one", "an-hmac-key", 401),
            ("other-one", "the-key-of-others", 200),
        ):
            made = terraform.make(organization_name=organization)
            signed = signature(made.body, key)
            assert send(task.url, made.body, X_TFC_Task_Signature=signed)[0] == status
            if status == 200:
                terraform.result(made)


BAD = [
    pytest.param(b"", "the body is not JSON", id="empty"),
    pytest.param(b'{"access_token":', "the body is not JSON", id="cut"),
    pytest.param(b"\xff\xfe", "the body is not JSON", id="not UTF-8"),
    pytest.param(b"[]", "the body is not a JSON object", id="a list"),
    pytest.param(b"{}", "access_token is not a token", id="no token"),
    pytest.param(b'{"access_token": "a\\nb"}', "access_token is not a token", id="a broken token"),
]


@pytest.mark.parametrize(("body", "detail"), BAD)
def test_a_garbled_body_is_400(task: RunTask, body: bytes, detail: str) -> None:
    status, answer = send(task.url, body)
    assert (status, json.loads(answer)) == (400, {"error": "invalid_body", "detail": detail})


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("members", "named"),
    [
        ({"payload_version": 2}, "payload_version"),
        ({"stage": "mid_plan"}, "$.stage"),
        ({"task_result_id": ""}, "$.task_result_id"),
        ({"task_result_id": "a b"}, "$.task_result_id"),
        ({"task_result_callback_url": None}, "$.task_result_callback_url"),
        ({"run_created_at": "yesterday"}, "$.run_created_at"),
        ({"is_speculative": "no"}, "$.is_speculative"),
        ({"workspace_name": 7}, "$.workspace_name"),
        ({"plan_json_api_url": "https://a\nb"}, "$.plan_json_api_url"),
    ],
)
def test_a_body_of_another_shape_is_400_and_names_the_member(
    terraform: Hcp, task: RunTask, members: dict[str, Any], named: str
) -> None:
    status, answer = send(task.url, terraform.make(**members).body)
    assert status == 400
    assert named in json.loads(answer)["detail"]


def test_members_that_are_new_are_ignored(terraform: Hcp, task: RunTask) -> None:
    asked = terraform.ask(task.url, something_new={"of": ["HashiCorp"]})
    assert terraform.result(asked).status == "passed"


@pytest.mark.usefixtures("untouched")
def test_no_token_goes_to_a_host_that_is_not_allowed(terraform: Hcp, task: RunTask) -> None:
    _, port = terraform.host.split(":")
    for url in (
        "https://attacker.example/api/v2/task-results/1/callback",
        f"http://{terraform.host}/api/v2/task-results/1/callback",
        f"https://localhost.attacker.example:{port}/",
        f"https://localhost:{port}@attacker.example/",
        f"https://user@localhost:{port}/",
        "https://localhost/",
        f"https://127.0.0.1:{port}/",
        f"{terraform.downloads}/v1/object/callback",
        "https://[fd00:ec2::254]/latest/meta-data/",
        "file:///etc/passwd",
        "https://localhost:99999/",
    ):
        for name in ("task_result_callback_url", "plan_json_api_url"):
            status, answer = send(task.url, terraform.make(**{name: url}).body)
            assert (status, json.loads(answer)["error"]) == (422, "host_not_allowed"), url


def test_the_same_request_again_is_one_task_with_one_result(terraform: Hcp, task: RunTask) -> None:
    made = terraform.make()
    for _ in range(5):
        assert send(task.url, made.body) == (200, b"")
    terraform.result(made)
    assert send(task.url, made.body) == (200, b"")
    lines = [line for line in task.log() if line.get("task_result_id") == made.id]
    accepted = [line["receipt"] for line in lines if line["event"] == "task.accepted"]
    assert accepted == ["new"] + ["again"] * 5
    assert [one.status for one in made.callbacks if one.status != "running"] == ["passed"]


def test_a_replay_is_refused(terraform: Hcp, tmp_path: Path) -> None:
    with serving(terraform, tmp_path, server={"redelivery_seconds": 0.001}) as task:
        made = terraform.ask(task.url)
        terraform.result(made)
        assert refusal(send(task.url, made.body)) == (409, "replayed")
    assert [one.status for one in made.callbacks if one.status != "running"] == ["passed"]


def test_another_body_under_a_known_id_is_refused(terraform: Hcp, task: RunTask) -> None:
    made = terraform.ask(task.url)
    other = terraform.make(task_result_id=made.id)
    assert refusal(send(task.url, other.body)) == (409, "replayed")
    terraform.result(made)
    assert other.callbacks == []


@pytest.mark.usefixtures("untouched")
def test_a_request_that_is_too_old_is_refused(terraform: Hcp, task: RunTask) -> None:
    created = (datetime.now(UTC) - timedelta(days=91)).isoformat()
    made = terraform.make(run_created_at=created)
    assert refusal(send(task.url, made.body)) == (409, "stale")


def test_too_many_tasks_are_503_so_that_they_are_sent_again(terraform: Hcp, tmp_path: Path) -> None:
    waiting = [{"integration_id": "5d4a1d4e-3c1c-4a5c-9a43-0d0e7c4a0001"}]
    limits = {"open_tasks": 2}
    with serving(terraform, tmp_path, server=limits, workspaces=waiting) as task:
        for _ in range(2):
            terraform.ask(task.url)
        assert refusal(send(task.url, terraform.make().body)) == (503, "too_many_tasks")


def test_a_large_body_is_413_whatever_its_headers_say(terraform: Hcp, tmp_path: Path) -> None:
    with serving(terraform, tmp_path, server={"body_limit_bytes": 4096}) as task:
        assert refusal(send(task.url, b" " * 4097)) == (413, "payload_too_large")
        connection = http.client.HTTPConnection(urlsplit(task.url).netloc, timeout=60)
        connection.request("POST", "/run-task", iter([b" " * 1024] * 5), encode_chunked=True)
        assert connection.getresponse().status == 413
        connection.close()


def test_a_body_that_does_not_arrive_is_408(terraform: Hcp, tmp_path: Path) -> None:
    with serving(terraform, tmp_path, server={"body_timeout_seconds": 0.2}) as task:
        host, port = urlsplit(task.url).netloc.split(":")
        with socket.create_connection((host, int(port)), timeout=60) as slow:
            slow.sendall(b"POST /run-task HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{")
            assert slow.recv(64).startswith(b"HTTP/1.1 408")


@promise("limits", "Silent connections to the run task are closed, and take no place for ever")
def test_a_connection_without_a_request_is_closed(terraform: Hcp, tmp_path: Path) -> None:
    with serving(terraform, tmp_path, server={"body_timeout_seconds": 0.2}) as task:
        host, port = urlsplit(task.url).netloc.split(":")
        for sent in (b"", b"POST /run-task HTTP/1.1\r\nHost: a\r\n"):
            with socket.create_connection((host, int(port)), timeout=60) as silent:
                silent.sendall(sent)
                assert silent.recv(1) == b""


def test_it_stops_although_clients_never_finish_their_requests(
    terraform: Hcp, tmp_path: Path
) -> None:
    limits = {"close_seconds": 0.5, "body_timeout_seconds": 600}
    with serving(terraform, tmp_path, server=limits) as task, ExitStack() as wires:
        host, port = urlsplit(task.url).netloc.split(":")
        body = b"POST /run-task HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{"
        for half in (b"POST /run-task HTTP/1.1\r\nHo", b"GET /health/live", body):
            wire = wires.enter_context(socket.create_connection((host, int(port)), timeout=60))
            wire.sendall(half)
        connection = http.client.HTTPConnection(host, int(port), timeout=60)
        connection.request("GET", "/health/live")
        assert connection.getresponse().status == 200  # by now the halves have been heard
        connection.close()
        # By itself the server would wait for the body, longer than `stop` waits for the server.
        assert task.stop() == 0


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/run-task", 405),
        ("PUT", "/run-task", 405),
        ("POST", "/", 404),
        ("POST", "/health/live", 405),
        ("GET", "/health/live", 200),
        ("GET", "/health/ready", 200),
        ("HEAD", "/health/ready", 200),
    ],
)
def test_other_paths_and_methods(task: RunTask, method: str, path: str, status: int) -> None:
    connection = http.client.HTTPConnection(urlsplit(task.url).netloc, timeout=60)
    connection.request(method, path)
    assert connection.getresponse().status == status
    connection.close()


def test_a_workspace_without_configuration_fails_with_its_reason(
    terraform: Hcp, tmp_path: Path
) -> None:
    other = [{"organization": "other", "ignore": True}]
    with serving(terraform, tmp_path, workspaces=other) as task:
        result = terraform.result(terraform.ask(task.url))
    assert result.status == "failed"
    assert "No integration is configured for the workspace acme/shop" in result.message


def test_a_second_process_does_not_share_a_ledger(task: RunTask) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "posture_run_task", "--config", str(task.config)],
        env={"PYTHONPATH": ":".join(sys.path), "HMAC_KEY": "k", "POSTURE_TOKEN": "t"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "another process uses" in done.stderr


def test_only_the_owner_can_read_the_ledger(task: RunTask) -> None:
    assert task.ledger.stat().st_mode & 0o777 == 0o600


def test_it_serves_tls_itself_if_it_is_configured(
    terraform: Hcp, keys: Keys, tmp_path: Path
) -> None:
    own = {"tls_certificate_file": str(keys.certificate), "tls_key_file": str(keys.key)}
    with serving(terraform, tmp_path, server=own) as task:
        assert task.url.startswith("https://")
        context = ssl.create_default_context(cafile=keys.certificate)
        port = urlsplit(task.url).port
        connection = http.client.HTTPSConnection("localhost", port, timeout=60, context=context)
        connection.request("GET", "/health/ready")
        assert connection.getresponse().status == 200
        connection.close()
