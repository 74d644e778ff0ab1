"""The HTML report in a real browser: its script runs under its policy, and nothing else does."""

import re
import subprocess
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from posture.api import run_page
from posture.domain.finding import Delta
from posture.formats.catalog import Format
from tests.machine import need
from tests.unit.formats.samples import BLIND, BUCKETS, KEYS, RUN, finding, of_every_kind, written

PAYLOAD = (
    "</script><script>document.title='owned'</script>"
    "<img src=x onerror=\"document.title='owned'\"><svg onload=document.title='owned'>"
)
SECONDS = 120.0


def shown(page: Path, directory: Path, *options: str, place: str = "") -> tuple[str, str]:
    """Return what a browser makes of a page, and what it complains about."""
    return dumped(f"file://{page}{place}", directory, *options)


def dumped(url: str, directory: Path, *options: str) -> tuple[str, str]:
    """Return what a browser makes of an address, and what it complains about."""
    done = subprocess.run(
        [
            need("chromium"),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            f"--user-data-dir={directory / 'profile'}",
            *options,
            url,
        ],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    complaints = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return done.stdout, "\n".join(complaints)


def test_the_script_runs_and_no_text_of_a_finding_does(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    hostile = finding(40, resource_id=PAYLOAD, summary=PAYLOAD, title=PAYLOAD)
    findings = [hostile, *of_every_kind()]
    page.write_bytes(written(Format.HTML, findings, integration_name=PAYLOAD, **BLIND))

    seen, complaints = shown(page, tmp_path, "--dump-dom", place="#c0")

    assert complaints == ""
    assert 'class="scripted"' in seen
    # What was seen gone waits until it is asked for.
    assert f"{len(findings) - 1} of {len(findings)} shown" in seen
    assert f'<details id="c0" data-check="{BUCKETS.id}" open="">' in seen
    assert "<title>owned" not in seen
    assert "4 verdicts are unknown" in seen


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("severity=critical%2Chigh&state=all&text=logs-1", "2 of 12"),
        # What the page does not know limits nothing.
        (f"check={KEYS.id}&family=nope&state=nope&colour=red", "1 of 12"),
    ],
)
def test_the_address_sets_the_filters(tmp_path: Path, address: str, expected: str) -> None:
    page = tmp_path / "report.html"
    page.write_bytes(written(Format.HTML, of_every_kind()))

    seen, complaints = shown(page, tmp_path, "--dump-dom", place=f"#findings?{address}")

    assert complaints == ""
    assert f"{expected} shown" in seen


def test_the_filters_set_the_address(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    use = """
        document.querySelector("button[data-severity=info]").click();
        document.querySelector("button[data-only]").click();
        const state = document.getElementById("state");
        state.value = "new";
        state.dispatchEvent(new Event("change"));
        document.title = location.hash;
    """
    text = written(Format.HTML, of_every_kind()).decode()
    # The page's own policy would not let a test use it.
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    page.write_text(text.replace("</body>", f"<script>{use}</script></body>"))

    seen, complaints = shown(page, tmp_path, "--dump-dom")

    assert complaints == ""
    severities = "critical%2Chigh%2Cmedium%2Clow"
    place = f"#findings?state=new&amp;severity={severities}&amp;check={BUCKETS.id}"
    assert f"<title>{place}</title>" in seen
    assert "4 of 12 shown" in seen


@pytest.mark.parametrize("count", [0, 10_000])
def test_a_page_of_any_size_is_usable(tmp_path: Path, count: int) -> None:
    page = tmp_path / "report.html"
    page.write_bytes(written(Format.HTML, [finding(number) for number in range(count)]))

    seen, complaints = shown(page, tmp_path, "--dump-dom")

    assert complaints == ""
    assert ("10,000 of 10,000 shown" if count else "Nothing was found.") in seen


def test_it_prints(tmp_path: Path) -> None:
    page, paper = tmp_path / "report.html", tmp_path / "report.pdf"
    known = [finding(number, delta=Delta.UNCHANGED) for number in range(1_000)]
    new = [finding(number) for number in range(1_000, 2_000)]
    page.write_bytes(written(Format.HTML, [*new, *known]))

    shown(page, tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={paper}")

    printed = paper.read_bytes()
    assert printed.startswith(b"%PDF-")
    # The summary and 50 rows of each list, of 2,000.
    assert 5 < len(re.findall(rb"/Type /Page\b", printed)) < 40


@contextmanager
def serving(report: bytes, *, status: int = 200) -> Iterator[str]:
    """Serve the page of a run as the API does, and its report to the right token.

    A script of the test, which the policy allows too, types the token.
    """
    text, _, policy = run_page.served()
    use = (
        'document.getElementById("token").value = " a-token ";'
        'document.getElementById("form").requestSubmit();'
    )
    digest = b64encode(sha256(use.encode()).digest()).decode()
    policy = policy.replace(b"script-src ", f"script-src 'sha256-{digest}' ".encode())
    page = text.replace(b"</body>", f"<script>{use}</script></body>".encode())

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base's name
            pass

        def do_GET(self) -> None:
            shows = self.path == f"/runs/{RUN}"
            wanted = self.path == f"/api/v2/cloud-posture-runs/{RUN}/export?format=html"
            known = wanted and self.headers["authorization"] == "Bearer a-token"
            self.send_response(200 if shows else status if known else 404)
            self.send_header("content-type", "text/html")
            if shows:
                self.send_header("content-security-policy", policy.decode())
            self.end_headers()
            self.wfile.write(page if shows else report if known else b"")

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/runs/{RUN}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "expected"),
    [(200, "Save the report"), (409, "The run has not ended."), (502, "The server responds 502.")],
)
def test_a_link_in_results_opens_the_report(tmp_path: Path, status: int, expected: str) -> None:
    report = written(Format.HTML, [finding(40, summary=PAYLOAD), *of_every_kind()])
    with serving(report, status=status) as url:
        seen, complaints = dumped(url, tmp_path, "--dump-dom", "--virtual-time-budget=20000")
    assert expected in seen
    assert ('sandbox="allow-scripts allow-popups' in seen) is (status == 200)
    # A refused fetch is reported by the browser; a breach of a policy would be, too.
    assert "Content Security Policy" not in complaints
