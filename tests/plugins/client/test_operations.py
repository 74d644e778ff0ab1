"""The client speaks the specification: every operation, every parameter, nothing else."""

import inspect
import re
from typing import Any

import pytest

from posture_client import Client, UnreachableError
from posture_client.events import EventStream
from posture_client.streaming import StreamingResponse
from tests.plugins.client.scripted import Reply, Request, scripted
from tests.spec import written

SPEC = written()
TOKEN = "posture_a-token"
OWN = {"close", "rows", "wait_for_run"}
# Sent by the client itself: a fresh key per run, and no conditional reads.
# A value of a type, and how it is sent.
SENT: dict[str, tuple[object, str]] = {
    "array": (["x y", "z"], "x+y%2Cz"),
    "boolean": (True, "true"),
}
# Everything else is a page for people or a file for installers.
FOR_PROGRAMS = ("/api/", "/health/")
# A program has its token: to sign in is for pages of the server itself.
FOR_BROWSERS = {"create_session", "get_sign_in", "start_sign_in", "finish_sign_in"}
# What `validate_only` alone returns.
VALIDATED = {"$ref": "#/components/responses/Valid"}
HEADERS_OF_ITS_OWN = {"If-None-Match"}


def operations() -> dict[str, dict[str, Any]]:
    return {
        operation["operationId"]: {
            **operation,
            "method": method.upper(),
            "path": path,
            "all": [resolved(one) for one in shared_of(item) + operation.get("parameters", [])],
        }
        for path, item in SPEC["paths"].items()
        if path.startswith(FOR_PROGRAMS)
        for method, operation in item.items()
        if "operationId" in operation and operation["operationId"] not in FOR_BROWSERS
    }


def shared_of(item: dict[str, Any]) -> list[dict[str, Any]]:
    shared: list[dict[str, Any]] = item.get("parameters", [])
    return shared


def resolved(parameter: dict[str, Any]) -> dict[str, Any]:
    name = parameter.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = SPEC["components"]["parameters"].get(name, parameter)
    return found


def test_the_client_has_a_method_per_operation_and_no_other() -> None:
    methods = {name for name in dir(Client) if not name.startswith("_")}
    assert methods - OWN == operations().keys()


@pytest.mark.parametrize("operation_id", operations())
def test_a_method_takes_the_parameters_of_its_operation(operation_id: str) -> None:
    operation = operations()[operation_id]
    declared = {
        one["name"].lower().replace("-", "_")
        for one in operation["all"]
        if one["name"] not in HEADERS_OF_ITS_OWN
    }
    parameters = inspect.signature(getattr(Client, operation_id)).parameters
    taken = {name.rstrip("_") for name in parameters} - {"self", "body"}
    assert taken == declared


@pytest.mark.parametrize("operation_id", operations())
def test_a_method_takes_the_body_of_its_operation(operation_id: str) -> None:
    content = operations()[operation_id].get("requestBody", {}).get("content", {})
    media: dict[str, Any] = next(iter(content.values()), {})
    schema = media.get("schema", {}).get("$ref", "")
    parameters = inspect.signature(getattr(Client, operation_id)).parameters
    annotation = parameters["body"].annotation if "body" in parameters else ""
    assert annotation == (f"Unpack[models.{schema.rpartition('/')[2]}]" if schema else "")


@pytest.mark.parametrize("operation_id", operations())
def test_a_method_returns_the_model_of_its_operation(operation_id: str) -> None:
    responses = operations()[operation_id]["responses"]
    good = next(answer for status, answer in responses.items() if status.startswith("2"))
    content = good.get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    expected = f"models.{name}" if name else ("str" if good.get("content") else "None")
    if "text/event-stream" in good.get("content", {}):
        expected = "TenantEventStream" if operation_id == "watch_tenant" else "EventStream"
    if len(good.get("content", {})) > 1:
        expected = "StreamingResponse"
    kept = {status for status, answer in responses.items() if answer != VALIDATED}
    if {"200", "204"} <= kept and expected.startswith("models."):
        expected += " | None"
    assert inspect.signature(getattr(Client, operation_id)).return_annotation == expected


@pytest.mark.parametrize("operation_id", operations())
def test_a_method_sends_the_request_of_its_operation(operation_id: str) -> None:
    operation = operations()[operation_id]
    given: dict[str, Any] = {}
    query: list[str] = []
    for one in operation["all"]:
        if one["in"] == "path":
            given[one["name"]] = "an/id"
        elif one["in"] == "query":
            value, sent = SENT.get(one["schema"].get("type"), ("x y", "x+y"))
            given[one["name"] + "_" * (one["name"] == "from")] = value
            query.append(f"{one['name']}={sent}")
    streams: list[Request] = []

    def stream(request: Request) -> Reply:
        streams.append(request)
        return Reply(chunks=())

    with scripted(streams=stream) as server, Client(server.url, TOKEN) as client:
        answered = getattr(client, operation_id)(**given)
        if isinstance(answered, EventStream):
            with answered:
                assert list(answered) == []
        if isinstance(answered, StreamingResponse):
            with answered:
                assert list(answered.parts()) == [b"{}"]
    (request,) = server.requests + streams
    path, _, asked = request.path.partition("?")
    assert request.method == operation["method"]
    assert path == re.sub(r"\{\w+\}", "an%2Fid", operation["path"])
    assert sorted(filter(None, asked.split("&"))) == sorted(query)


def test_a_body_is_sent_as_it_was_given() -> None:
    with scripted() as server, Client(server.url, TOKEN) as client:
        client.update_integration("i", name="new", aws={"role_arn": None})
    assert server.requests[0].body == {"name": "new", "aws": {"role_arn": None}}


def test_a_response_without_a_body_is_accepted() -> None:
    with scripted(Reply(status=204)) as server, Client(server.url, TOKEN) as client:
        client.delete_integration("i")
    assert server.requests[0].method == "DELETE"


def test_the_specification_is_returned_as_text() -> None:
    reply = Reply(text=b"openapi: 3.1.0\n", headers={"Content-Type": "application/yaml"})
    with scripted(reply) as server, Client(server.url, TOKEN) as client:
        assert client.get_openapi() == "openapi: 3.1.0\n"


def test_rows_come_page_after_page() -> None:
    pages = [
        Reply(body={"data": [{"id": 1}, {"id": 2}], "next_cursor": "c1"}),
        Reply(body={"data": [{"id": 3}], "next_cursor": None}),
    ]
    with scripted(*pages) as server, Client(server.url, TOKEN) as client:
        rows = list(client.rows(client.list_findings, severity="high"))
    assert [row["id"] for row in rows] == [1, 2, 3]
    assert "cursor=c1" in server.requests[1].path
    assert all("severity=high" in request.path for request in server.requests)


def test_rows_stop_at_the_most_that_are_wanted() -> None:
    page = Reply(body={"data": [{"id": 1}, {"id": 2}], "next_cursor": "c1"})
    with scripted(page) as server, Client(server.url, TOKEN) as client:
        assert len(list(client.rows(client.list_runs, most=4))) == 4
    assert [request.path.partition("?")[2] for request in server.requests] == [
        "limit=4",
        "limit=2&cursor=c1",
    ]


def test_rows_take_the_size_of_a_page_and_where_to_begin() -> None:
    empty = Reply(body={"data": [], "next_cursor": None})
    with scripted(empty) as server, Client(server.url, TOKEN) as client:
        assert list(client.rows(client.list_runs, limit=7, cursor="c1")) == []
    assert server.requests[0].path.endswith("?limit=7&cursor=c1")


@pytest.mark.parametrize("operation", ["list_checks", "list_frameworks"])
def test_rows_of_a_list_without_pages_are_read_at_once(operation: str) -> None:
    whole = Reply(body={"data": [{"id": 1}, {"id": 2}]})
    with scripted(whole) as server, Client(server.url, TOKEN) as client:
        assert [row["id"] for row in client.rows(getattr(client, operation), most=1)] == [1]
    assert "?" not in server.requests[0].path


@pytest.mark.parametrize("family", ["iam,storage", ["iam", "storage"], ("iam", "storage")])
def test_a_filter_takes_a_text_or_several_values(family: Any) -> None:  # noqa: ANN401  # either
    with scripted(Reply(), Reply()) as server, Client(server.url, TOKEN) as client:
        client.get_gate("r", family=family)
        client.list_findings(family=family)
    assert all(one.path.endswith("?family=iam%2Cstorage") for one in server.requests)


@pytest.mark.parametrize("token", [None, 7, b"posture_x"])
def test_a_token_that_is_none_is_refused_at_once(token: Any) -> None:  # noqa: ANN401  # any value
    with pytest.raises(ValueError, match="the token is missing: pass a token or an Identity, not"):
        Client("https://posture.example", token)


def test_a_token_is_not_created_twice() -> None:
    made = Reply(status=201, body={"id": "t"})
    token: Any = {"name": "ci", "scopes": ["findings:read"], "lifetime_seconds": 600}
    with (
        scripted(Reply(cut=True), made) as server,
        Client(server.url, TOKEN) as client,
        pytest.raises(UnreachableError),
    ):
        client.create_token(**token)
    assert len(server.requests) == 1


def test_a_token_that_was_refused_for_now_is_tried_again() -> None:
    later = Reply(status=429, body={"error": "rate_limited"}, headers={"Retry-After": "0"})
    made = Reply(status=201, body={"id": "t"})
    token: Any = {"name": "ci", "scopes": ["findings:read"], "lifetime_seconds": 600}
    with scripted(later, made) as server, Client(server.url, TOKEN) as client:
        assert client.create_token(**token)["id"] == "t"
    assert len(server.requests) == 2
