"""The HTML report in a real browser: its script runs under its policy, and nothing else does."""

import subprocess
from pathlib import Path

import pytest

from posture.formats.catalog import Format
from tests.machine import need
from tests.unit.formats.samples import BLIND, finding, of_every_kind, written

PAYLOAD = (
    "</script><script>document.title='owned'</script>"
    "<img src=x onerror=\"document.title='owned'\"><svg onload=document.title='owned'>"
)
SECONDS = 120.0


def shown(page: Path, directory: Path, *options: str, place: str = "") -> tuple[str, str]:
    """Return what a browser makes of a page, and what it complains about."""
    done = subprocess.run(
        [
            need("chromium"),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            f"--user-data-dir={directory / 'profile'}",
            *options,
            f"file://{page}{place}",
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
    assert '<details id="c0" open="">' in seen
    assert "<title>owned" not in seen
    assert "4 verdicts are unknown" in seen


@pytest.mark.parametrize("count", [0, 10_000])
def test_a_page_of_any_size_is_usable(tmp_path: Path, count: int) -> None:
    page = tmp_path / "report.html"
    page.write_bytes(written(Format.HTML, [finding(number) for number in range(count)]))

    seen, complaints = shown(page, tmp_path, "--dump-dom")

    assert complaints == ""
    assert ("10,000 of 10,000 shown" if count else "Nothing was found.") in seen


def test_it_prints(tmp_path: Path) -> None:
    page, paper = tmp_path / "report.html", tmp_path / "report.pdf"
    page.write_bytes(written(Format.HTML, of_every_kind()))

    shown(page, tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={paper}")

    assert paper.read_bytes().startswith(b"%PDF-")
