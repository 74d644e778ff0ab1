"""The validating proxy, and how it takes the document.

Prism chooses the schema of a body by what follows the `+` of its media type, and takes the first
that fits: `application/sarif+json` is validated as `application/json` where a response has both,
as an export does (https://github.com/stoplightio/prism/issues/2713, open at version 5.14.2). So it
reads a copy of the document in which these two have one schema: either of them. `check_defect`
fails once prism tells them apart, and the copy can go.
"""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import yaml

from tests.ports import free_port

EXPORT = "/api/v2/cloud-posture-runs/{run_id}/export"
MINIMAL = {
    "openapi": "3.1.0",
    "info": {"title": "two contents", "version": "1"},
    "paths": {
        "/": {
            "get": {
                "responses": {
                    "200": {
                        "description": "A list or an object.",
                        "content": {
                            "application/json": {"schema": {"type": "array"}},
                            "application/sarif+json": {"schema": {"type": "object"}},
                        },
                    }
                }
            }
        }
    },
}
START_SECONDS = 60.0


def as_prism_reads_it(spec: Path) -> dict[str, Any]:
    """Return the document with one schema for both kinds of JSON that an export can be."""
    document: dict[str, Any] = yaml.safe_load(spec.read_text(encoding="utf-8"))
    contents = document["paths"][EXPORT]["get"]["responses"]["200"]["content"]
    both = [contents[name] for name in ("application/json", "application/sarif+json")]
    either = {"anyOf": [one["schema"] for one in both]}
    for one in both:
        one["schema"] = either
    return document


@contextmanager
def proxy(
    command: list[Path], folder: Path, document: dict[str, Any], upstream: str
) -> Iterator[tuple[str, Path]]:
    """Provide the proxy and its log: a request or response that does not fit becomes an error."""
    port, log, spec = free_port(), folder / "prism.log", folder / "prism.json"
    spec.write_text(json.dumps(document), encoding="utf-8")
    words = [*command, "proxy", spec, upstream, "--errors", "-p", port]
    with (
        log.open("w") as output,
        subprocess.Popen([*map(str, words)], stdout=output, stderr=output) as process,
    ):
        try:
            deadline = time.monotonic() + START_SECONDS
            while "is listening" not in log.read_text(encoding="utf-8"):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(log.read_text(encoding="utf-8"))
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}", log
        finally:
            process.terminate()


def check_defect(command: list[Path], folder: Path) -> None:
    """Fail when prism accepts a body that fits the schema of its media type: the defect is gone."""
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), _Log) as upstream,
        proxy(command, folder, MINIMAL, f"http://127.0.0.1:{upstream.server_port}") as (url, _),
    ):
        Thread(target=upstream.serve_forever, daemon=True).start()
        try:
            with urlopen(url) as response:  # noqa: S310  # the proxy, on this machine
                body = response.read()
        except HTTPError as error:
            with error:
                body = error.read()
        upstream.shutdown()
        if b"must be array" not in body:
            raise SystemExit(f"prism needs no copy of the document any more; it returned {body!r}")


class _Log(BaseHTTPRequestHandler):
    """A server whose one response is an object."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/sarif+json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # as in the base
        """Write nothing."""
