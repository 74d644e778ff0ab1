"""What other programs wrote is read up to a limit: a hostile server or file costs little memory."""

import json
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from posture_client import Client, NotPostureError, limits, terraform_json
from posture_client.events import EventStream
from tests.promises import promise

MIB = 2**20
STREAMED = 400 * MIB


class Streaming(BaseHTTPRequestHandler):
    """Streams 400 MiB, or JSON that is nested more deeply than Python can parse."""

    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        if "checks" in self.path:
            self.wfile.write(b'{"data":' + b"[" * 200_000)
            return
        part = b" " * MIB
        try:
            for _ in range(STREAMED // MIB):
                self.wfile.write(part)
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        """Write nothing."""


@contextmanager
def hostile_server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Streaming) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@promise("limits", "A hostile server costs its clients little memory")
def test_a_response_without_an_end_costs_less_than_30_mib_and_is_reported() -> None:
    with hostile_server() as url, Client(url, "token", patience_seconds=0) as client:
        tracemalloc.start()
        try:
            with pytest.raises(NotPostureError, match="larger than 16777216 bytes"):
                client.list_integrations()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 30 * MIB


def test_deep_json_is_no_response_of_a_server() -> None:
    with (
        hostile_server() as url,
        Client(url, "token", patience_seconds=0) as client,
        pytest.raises(NotPostureError, match="not with a JSON object"),
    ):
        client.list_checks()


def test_an_export_without_an_end_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(limits.EXPORT_BYTES, "10")
    parts = limits.bounded(iter(lambda: b"1234", b""), limits.EXPORT_BYTES)
    assert [next(parts), next(parts)] == [b"1234", b"1234"]
    with pytest.raises(limits.TooLargeError, match="larger than 10 bytes; POSTURE_EXPORT_BYTES"):
        next(parts)


@pytest.mark.parametrize("size", [10, 11])
def test_a_file_is_read_up_to_the_limit(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, size: int
) -> None:
    monkeypatch.setenv(limits.FILE_BYTES, "10")
    file = tmp_path / "state.json"
    file.write_bytes(b"x" * size)
    if size == 10:
        assert limits.read_file(file) == b"x" * 10
        return
    with pytest.raises(limits.TooLargeError, match="POSTURE_FILE_BYTES"):
        limits.read_file(file)


@pytest.mark.parametrize("name", limits.DEFAULTS)
@pytest.mark.parametrize("text", ["", "0", "-1", "many", "9" * 5_000])
def test_a_limit_that_is_no_number_is_the_default(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setenv(name, text)
    assert limits.limit(name) == limits.DEFAULTS[name]
    monkeypatch.setenv(name, "7")
    assert limits.limit(name) == 7


def test_a_state_that_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(terraform_json.DocumentError, match="nested too deeply"):
        terraform_json.parsed(b"[" * 200_000)


def test_an_event_has_only_the_fields_of_the_standard() -> None:
    class Lines:
        def __init__(self) -> None:
            made = [b"a%d: b\n" % number for number in range(1_000)]
            self.left = [*made, b"id: 1\n", b"event: progress\n", b"data: {}\n", b"\n"]

        def line(self, _longest: int) -> bytes:
            return self.left.pop(0) if self.left else b""

    (event,) = EventStream(Lines())  # type: ignore[arg-type]  # only its lines are read
    assert json.loads(event["data"]) == {}
