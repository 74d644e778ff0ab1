"""VictoriaMetrics: a server of this test alone, the series that it holds, and its answers.

It is skipped where there is none. Without installing Debian's package:
`apt-get download victoria-metrics && dpkg-deb -x victoria-metrics_*.deb DIRECTORY`, and
`DIRECTORY/usr/bin` on the search path.
"""

import json
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.emulator.server import stop_group
from tests.machine import need
from tests.panels import Labels
from tests.ports import free_port
from tests.promql import MINUTES, labels_of

MINUTE_MS = 60_000
START_SECONDS = 60.0
POLL_SECONDS = 0.05


class Victoria:
    """A server that listens; its hour ends at the last full minute before it was filled."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._end_ms = (int(time.time()) // 60 - 1) * MINUTE_MS

    def fill(self, series: Iterable[tuple[str, float, bool]]) -> None:
        """Import an hour as `tests.promql.history` describes it, a point each minute."""
        times = [self._end_ms - (MINUTES - number) * MINUTE_MS for number in range(MINUTES + 1)]
        lines = []
        for shown, value, grows in series:
            name, labels = labels_of(shown)
            there = times[MINUTES // 2 + 1 :] if grows else times
            row = {
                "metric": {"__name__": name, **labels},
                "values": [value] * len(there),
                "timestamps": there,
            }
            lines.append(json.dumps(row))
        self._ask("/api/v1/import", "\n".join(lines).encode())
        self._ask("/internal/force_flush")

    def value(self, query: str) -> dict[Labels, float]:
        """Return the answer to a query at the end of the hour, by labels."""
        parameters = {"query": query, "time": self._end_ms // 1_000, "nocache": 1}
        found = json.loads(self._ask(f"/api/v1/query?{urllib.parse.urlencode(parameters)}"))
        rows: list[dict[str, Any]] = found["data"]["result"]
        return {frozenset(row["metric"].items()): float(row["value"][1]) for row in rows}

    def _ask(self, path: str, body: bytes | None = None) -> bytes:
        with urllib.request.urlopen(self._url + path, body) as response:  # noqa: S310  # always http on loopback
            content: bytes = response.read()
        return content


@contextmanager
def victoria(directory: Path) -> Iterator[Victoria]:
    """Provide a server, or skip the test."""
    program = need("victoria-metrics")
    address = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [program, f"-storageDataPath={directory}", f"-httpListenAddr={address}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        _wait(process, f"http://{address}/health")
        yield Victoria(f"http://{address}")
    finally:
        stop_group(process)


def _wait(process: "subprocess.Popen[str]", url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url):  # noqa: S310  # as above
                return
        except urllib.error.URLError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(POLL_SECONDS)
