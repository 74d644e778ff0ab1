"""Imports of a scan: what is deferred, and certificates that are loaded meanwhile."""

import json
import os
import ssl
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from posture.bootstrap.importing import certificates_aside, defer
from posture.cli.exits import Exit
from tests.issuer import self_signed


def run(code: str) -> list[str]:
    """Run code in a process of its own that has imported little, and return what it prints."""
    prepared = "import sys\nfrom posture.bootstrap.importing import defer\n" + code
    done = subprocess.run(
        [sys.executable, "-c", prepared], stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout.split()


def test_the_code_of_a_deferred_package_is_executed_when_a_name_of_it_is_used() -> None:
    found = run(
        "defer('urllib3')\n"
        "from urllib3 import exceptions\n"
        "from urllib3.exceptions import HTTPError\n"
        "print('urllib3.connection' in sys.modules, exceptions.HTTPError is HTTPError)\n"
        "import urllib3\n"
        "print(urllib3.PoolManager.__module__, urllib3.exceptions is exceptions)\n"
        "print('urllib3.connection' in sys.modules, hasattr(urllib3, 'nothing'))\n"
    )
    assert found == ["False", "True", "urllib3.poolmanager", "True", "True", "False"]


def test_the_code_of_a_deferred_module_is_executed_when_a_name_of_it_is_used() -> None:
    found = run(
        "defer('email.mime.text')\n"
        "import email.mime.text\n"
        "print('email.charset' in sys.modules)\n"
        "from email.mime.text import MIMEText\n"
        "print(MIMEText is email.mime.text.MIMEText, 'email.charset' in sys.modules)\n"
    )
    assert found == ["False", "True", "True"]


def test_nothing_is_deferred_that_is_imported_or_not_installed() -> None:
    module = sys.modules[__name__]
    defer(__name__)
    assert sys.modules[__name__] is module
    defer("no_such_package")
    with pytest.raises(ModuleNotFoundError):
        __import__("no_such_package")


def test_a_context_has_its_certificates_at_the_end_if_it_verifies_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(self_signed(tmp_path)))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    contexts = []

    def make() -> None:
        unverified = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
        unverified.set_default_verify_paths()
        contexts.extend([ssl.create_default_context(), unverified])

    with certificates_aside(make):
        within = ssl.create_default_context()
    assert [one.cert_store_stats()["x509"] for one in (*contexts, within)] == [1, 0, 1]


def test_an_error_of_loading_is_raised_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_context: ssl.SSLContext) -> None:
        raise ssl.SSLError("unreadable")

    monkeypatch.setattr(ssl.SSLContext, "set_default_verify_paths", fail)
    reached = False
    with (
        pytest.raises(ssl.SSLError, match="unreadable"),
        certificates_aside(ssl.create_default_context),
    ):
        reached = True
    assert reached
    with pytest.raises(ssl.SSLError, match="unreadable"):
        ssl.create_default_context()


def test_the_contexts_of_a_scan_have_the_certificates_of_the_machine() -> None:
    found = run(
        "import ssl\n"
        "from posture.bootstrap.clouds import CLOUDS\n"
        "from posture.bootstrap.scan import importing_collectors\n"
        "from posture.settings import Settings\n"
        "importing_collectors(CLOUDS, Settings())\n"
        "from aiohttp import connector\n"
        "whole = ssl.create_default_context()\n"
        "verified = connector._SSL_CONTEXT_VERIFIED\n"
        "print(verified.cert_store_stats() == whole.cert_store_stats())\n"
        "print(connector._SSL_CONTEXT_UNVERIFIED.verify_mode.name)\n"
    )
    assert found == ["True", "CERT_NONE"]


def test_a_scan_gets_credentials_of_a_container_with_what_was_deferred(tmp_path: Path) -> None:
    signed: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            keys = {"AccessKeyId": "AKIDCONTAINER", "SecretAccessKey": "s", "Token": "t"}
            self._respond(200, json.dumps({**keys, "Expiration": "2999-01-01T00:00:00Z"}).encode())

        def do_POST(self) -> None:
            signed.append(self.headers["authorization"])
            self._respond(
                403, b"<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"
            )

        def _respond(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_address[1]}"
            command = [sys.executable, "-m", "posture", "scan", "aws", "--no-config"]
            done = subprocess.run(
                [*command, "--region", "eu-central-1", "--endpoint-url", url],
                env={
                    "PATH": os.environ["PATH"],
                    "AWS_CONFIG_FILE": str(tmp_path / "config"),
                    "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{url}/keys",
                },
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        finally:
            server.shutdown()
            thread.join()
    assert done.returncode == Exit.RUN_FAILED
    assert "refused to identify the caller (AccessDenied: sts:GetCallerIdentity)" in done.stderr
    assert [one.partition("/")[0] for one in signed] == [
        "AWS4-HMAC-SHA256 Credential=AKIDCONTAINER"
    ]
