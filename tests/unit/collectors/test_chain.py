"""The search for the worker's own credentials: what it reads has an end, in bytes and in time."""

import json
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from posture.collectors.aws.chain import FETCHERS, BoundedSession, bounded_session
from posture.collectors.aws.credentials import ChainKeys
from posture.collectors.errors import MissingKeysError
from posture.settings import Settings
from tests.promises import promise

pytestmark = pytest.mark.anyio

MIB = 1_048_576
SETTINGS = Settings(credentials_timeout_seconds=0.3, credentials_answer_bytes=4_096)
GOOD = {
    "AccessKeyId": "AKIDMETADATA",
    "SecretAccessKey": "s",
    "Token": "t",
    "Expiration": "2999-01-01T00:00:00Z",
    "Code": "Success",
}
Answer = Callable[[BaseHTTPRequestHandler, threading.Event], None]


def good(request: BaseHTTPRequestHandler, _: threading.Event) -> None:
    body = json.dumps(GOOD).encode()
    request.send_response(200)
    request.send_header("content-length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def endless(request: BaseHTTPRequestHandler, over: threading.Event) -> None:
    request.send_response(200)
    request.end_headers()
    while not over.is_set():
        request.wfile.write(b" " * MIB)


def trickling(request: BaseHTTPRequestHandler, over: threading.Event) -> None:
    request.send_response(200)
    request.end_headers()
    while not over.wait(0.02):
        request.wfile.write(b" ")


@contextmanager
def listening(answer: Answer) -> Iterator[str]:
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def __getattr__(self, name: str) -> Callable[[], None]:
            if not name.startswith("do_"):
                raise AttributeError(name)
            return self._serve

        def _serve(self) -> None:
            try:
                answer(self, over)
            except OSError:
                return

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Let no other source have credentials."""
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def name_container(monkeypatch: pytest.MonkeyPatch, url: str, _: Path) -> None:
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"{url}/keys")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def name_instance(monkeypatch: pytest.MonkeyPatch, url: str, _: Path) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", url)


def name_web_identity(monkeypatch: pytest.MonkeyPatch, url: str, directory: Path) -> None:
    (directory / "token").write_text("header.claims.signature")
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(directory / "token"))
    monkeypatch.setenv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/r")
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", url)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


SOURCES = {
    "container": name_container,
    "instance": name_instance,
    "web identity": name_web_identity,
}


@promise("limits", "What a worker reads in the search for its own credentials is limited")
@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("answer", [endless, trickling])
async def test_a_hostile_source_of_credentials_costs_little_memory_and_time(
    nothing_else: pytest.MonkeyPatch, tmp_path: Path, source: str, answer: Answer
) -> None:
    keys = ChainKeys(SETTINGS, explain=True)
    with listening(answer) as url:
        SOURCES[source](nothing_else, url, tmp_path)
        tracemalloc.start()
        try:
            with pytest.raises(MissingKeysError):
                await keys.keys()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 30 * MIB


async def test_the_keys_of_a_container_are_read(
    nothing_else: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with listening(good) as url:
        name_container(nothing_else, url, tmp_path)
        found = await ChainKeys(SETTINGS, explain=True).keys()
    assert (found.access_key, found.session_token) == ("AKIDMETADATA", "t")


async def test_a_credential_process_ends_in_time(
    nothing_else: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "config").write_text("[profile slow]\ncredential_process = sleep 600\n")
    nothing_else.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(MissingKeysError, match=r"more than 0\.3 s"):
        await ChainKeys(SETTINGS, "slow", explain=True).keys()


def test_all_that_reads_metadata_is_bounded() -> None:
    """These are names of botocore, which another version may change."""
    providers = bounded_session(SETTINGS, None).get_component("credential_provider").providers
    fetchers: dict[str, Any] = {
        provider.METHOD: getattr(provider, name)
        for provider in providers
        for name in FETCHERS
        if hasattr(provider, name)
    }
    assert {"container-role", "iam-role"} <= fetchers.keys()
    assert all(isinstance(one._session, BoundedSession) for one in fetchers.values())  # noqa: SLF001  # as the module
    assert any(hasattr(provider, "_popen") for provider in providers)
