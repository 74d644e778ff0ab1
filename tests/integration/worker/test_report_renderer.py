"""Reports as PDF: the renderer is a process of its own."""

from hashlib import sha256
from pathlib import Path

import pytest

from posture.domain.report import ReportFormat
from posture.worker.report import Reporter
from tests.integration.fakes import sheet
from tests.integration.worker.conftest import Rig
from tests.integration.worker.desk import CATALOG, Desk, proof

pytestmark = pytest.mark.anyio


@pytest.fixture
def desk(rig: Rig) -> Desk:
    return Desk(rig)


async def test_a_pdf_is_made_from_the_evidence_that_it_names(desk: Desk) -> None:
    await desk.rig.run(sheet("a"))
    row = await desk.ask(form=ReportFormat.PDF)
    as_json = await desk.ask_again(row)
    reporter = desk.reporter()
    while await desk.attempt(reporter):
        pass
    made, evidence = await desk.row(row.id), await desk.row(as_json.id)
    content = await desk.file(made)
    assert made.status == "ready", made
    assert content.startswith(b"%PDF-")
    assert sha256(content).hexdigest() == made.sha256
    assert made.evidence_sha256 == evidence.sha256
    assert (await proof(desk, made)).faults == ()


DYING = {
    "an error": "raise ValueError('broken')",
    "a signal": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "too much memory": (
        "import sys; from posture.formats.pdf import main\n"
        "import posture.formats.pdf as pdf\n"
        "pdf.render = lambda *a, **b: b'x' * 2**32\n"
        "main(sys.argv[1:])"
    ),
}


@pytest.mark.parametrize("how", DYING)
async def test_a_renderer_that_dies_is_tried_again_and_then_the_report_fails(
    desk: Desk, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dying.py").write_text(DYING[how])
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    row = await desk.ask(form=ReportFormat.PDF)
    reporter = desk.reporter(program="dying", report_attempts=2)
    attempts = 0
    while (await desk.row(row.id)).status != "failed":
        attempts += await desk.attempt(reporter)
        desk.rig.clock.pass_seconds(10)
    found = await desk.row(row.id)
    assert attempts == 2
    assert found.error_code == "renderer_failed"
    assert "the renderer ended" in (found.error_message or "")
    assert await desk.part_count() == 0


async def test_the_renderer_gets_no_secret_of_the_worker(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    (tmp_path / "telling.py").write_text(
        f"import os, sys; open({str(seen)!r}, 'w').write(repr(dict(os.environ))); sys.exit(1)"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    for name in ("POSTURE_SECRET_KEY", "AWS_SECRET_ACCESS_KEY", "AZURE_CLIENT_SECRET", "OTHER"):
        monkeypatch.setenv(name, "a secret of the worker")
    await desk.ask(form=ReportFormat.PDF)
    await desk.attempt(desk.reporter(program="telling"))
    assert "PATH" in seen.read_text()
    assert "a secret of the worker" not in seen.read_text()


async def test_a_worker_without_the_renderer_fails_the_report(desk: Desk) -> None:
    row = await desk.ask(form=ReportFormat.PDF)
    reporter = Reporter(desk.store, desk.rig.settings, CATALOG)
    await desk.attempt(reporter)
    found = await desk.row(row.id)
    assert (found.status, found.error_code) == ("failed", "renderer_unavailable")
