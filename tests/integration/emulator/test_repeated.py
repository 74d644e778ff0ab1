"""Repeated reads are answered from memory until the next write, and only reads."""

import io
from collections.abc import Iterable
from itertools import count
from typing import Any

import pytest

from tests.emulator import repeated
from tests.emulator.repeated import RepeatedReads
from tests.emulator.stubs import StartResponse

READ: dict[str, Any] = {"HTTP_X_AMZ_TARGET": "Table.ListTables"}
WRITE: dict[str, Any] = {"HTTP_X_AMZ_TARGET": "Table.PutItem"}
FORM: dict[str, Any] = {"CONTENT_TYPE": "application/x-www-form-urlencoded; charset=utf-8"}


class Asked:
    """A client of an application that counts: its response is a number, a new one each time."""

    def __init__(self) -> None:
        numbers = count()

        def application(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
            start("200 OK", [("Content-Type", "text/plain"), ("Path", environ["PATH_INFO"])])
            return [str(next(numbers)).encode()]

        self._application = RepeatedReads(application)

    def __call__(
        self, path: str = "/", body: bytes = b"", *, method: str = "POST", **more: str
    ) -> bytes:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            **more,
        }
        started: list[tuple[str, list[tuple[str, str]]]] = []
        answer = b"".join(self._application(environ, lambda *found: started.append(found)))
        assert started == [("200 OK", [("Content-Type", "text/plain"), ("Path", path)])]
        return answer


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Asked:
    monkeypatch.setattr(repeated, "READS_AFTER_A_WRITE", 0)
    return Asked()


@pytest.mark.parametrize(
    "request_",
    [
        READ,
        {"body": b"Action=DescribeVpcs&Version=1", **FORM},
        {"path": "/bucket", "QUERY_STRING": "policy", "method": "GET"},
        {"path": "/knowledgebases/one/datasources/"},
    ],
)
def test_a_repeated_read_has_the_same_response(ask: Asked, request_: dict[str, Any]) -> None:
    assert (ask(**request_), ask(**request_)) == (b"0", b"0")


@pytest.mark.parametrize(
    "write",
    [
        WRITE,
        {"body": b"Action=CreateVpc&Version=1", **FORM},
        {"path": "/bucket", "method": "PUT"},
        {"path": "/knowledgebases/one/ingest"},
        {"path": "/moto-api/reset"},
        {"path": "/moto-api/reset-auth"},
        {"path": "/stub-api/add"},
    ],
)
def test_after_a_write_everything_is_read_again(ask: Asked, write: dict[str, Any]) -> None:
    assert (ask(**READ), ask(**READ), ask(**write)) == (b"0", b"0", b"1")
    assert ask(**READ) == b"2"


@pytest.mark.parametrize(
    "difference",
    [
        {"body": b'{"NextToken": "two"}'},
        {"HTTP_AUTHORIZATION": "AWS4 Credential=key/day/eu-west-1/table/aws4, Signature=1"},
        {"HTTP_X_AMZ_SECURITY_TOKEN": "a-session"},
        {"QUERY_STRING": "page=2"},
        {"path": "/other"},
    ],
)
def test_different_reads_have_responses_of_their_own(
    ask: Asked, difference: dict[str, Any]
) -> None:
    assert (ask(**READ), ask(**READ | difference), ask(**READ)) == (b"0", b"1", b"0")


def test_a_signature_makes_no_difference(ask: Asked) -> None:
    scope = "AWS4 Credential=key/day/eu-west-1/table/aws4"
    answers = {ask(**READ, HTTP_AUTHORIZATION=f"{scope}, Signature={one}") for one in range(3)}
    assert answers == {b"0"}


def test_what_differs_each_time_is_never_kept(ask: Asked) -> None:
    own: dict[str, Any] = {"body": b"Action=GetCredentialReport&Version=1", **FORM}
    assert (ask(**READ), ask(**own), ask(**own), ask(**READ)) == (b"0", b"1", b"2", b"0")


def test_soon_after_a_write_nothing_is_kept() -> None:
    ask = Asked()
    ask(**WRITE)
    found = [ask(**READ) for _ in range(repeated.READS_AFTER_A_WRITE + 3)]
    assert len({*found}) == repeated.READS_AFTER_A_WRITE + 1
    assert found[-3:] == [found[-1]] * 3
