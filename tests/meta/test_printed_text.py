"""Text of other systems reaches no terminal, log or report with characters that steer or mislead.

Names and messages may hold escape sequences, line ends, characters that change the direction of
text, and characters without width.
"""

import ast
import io
import json
import re
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import structlog

from posture import telemetry
from posture.cli import output
from posture.printable import printable
from posture.settings import Settings
from posture_ci import job_log
from posture_client.finding_texts import FindingTexts
from posture_client.terraform_exports import TerraformPlace
from posture_client.texts import clean, inert, without_commands
from posture_run_task import result
from posture_run_task.log import Log as RunTaskLog
from posture_terraform.framework.diagnostics import Diagnostic
from posture_terraform.framework.log import Log as ProviderLog
from tests.meta.repository import ROOT
from tests.promises import promise

NAME = "a\x1b[2J\x1b]0;t\x07\x9b31m\u202eb\u2066c\u200bd\u00ade\ufefff\x7fg\r\U000e0041"
# Letters and marks without width, which are not control characters.
NAME += "h\u034fi\u3164j\ufe0fk\uffa0l\u115fm\u180bn\U000e0100o\U0001d173p"
HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# What structlog itself writes.
COLORS = re.compile("\x1b\\[[0-9;]*m")
# What hosts of CI take for commands in the log of a job.
ORDERS = (
    "::set-output name=a::b",
    "  ::add-mask::a",
    "c ##[add-mask]d",
    "##VSO[task.setvariable]e",
)
OBEYED = re.compile(r"^\s*::[a-z-]+.*?::|##[a-z]*\[", re.IGNORECASE | re.MULTILINE)
FINDING: Any = {
    "id": NAME,
    "severity": NAME,
    "check_id": NAME,
    "resource_id": NAME,
    "title": NAME,
    "summary": NAME,
}
GATE: Any = {
    "run_id": NAME,
    "verdict": "fail",
    "findings": [FINDING],
    "finding_count": 1,
    "known_count": 0,
    "asset_count": 1,
    "verdict_count": 1,
    "reasons": [{"code": "findings", "message": NAME}],
}
PLACES = {NAME: TerraformPlace(NAME, NAME, 1)}
TEXTS = {NAME: FindingTexts(NAME, NAME, NAME)}
COLUMNS = {"A": lambda row: row["a"], "B": lambda row: [row["a"]]}


def _cli(write: Callable[[], object]) -> str:
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        write()
    return out.getvalue()


def _server_log(form: str) -> str:
    def write() -> None:
        telemetry.setup(Settings(log_format=form))
        log = structlog.get_logger()
        error = ValueError(NAME)
        log.error("run.broken", exc_info=error, name=NAME, names=[NAME], nested={NAME: NAME})

    before = structlog.get_config()
    try:
        return COLORS.sub("", _cli(write))
    finally:
        structlog.configure(**before)


def _job_log() -> str:
    out = io.StringIO()
    log = job_log.JobLog(out, out)
    log.result(job_log.verdict(GATE))
    log.line(NAME)
    log.problem(NAME)
    for line in job_log.table(GATE, PLACES, TEXTS):
        log.line(line)
    for line in job_log.annotations([FINDING], PLACES, TEXTS):
        log.result(line)
    return out.getvalue()


def _run_task() -> str:
    outcome = result.Outcome(
        id="1",
        description=NAME,
        body=result.plain(NAME) + result.code(NAME) + NAME,
        tags={"Status": (NAME, "error")},
    )
    sent: Mapping[str, Any] = json.loads(result.document("failed", NAME, outcomes=[outcome]))
    return json.dumps(sent, ensure_ascii=False)


def _plugin_log(write: Callable[[io.StringIO], None]) -> str:
    out = io.StringIO()
    write(out)
    return out.getvalue()


OUTPUTS: dict[str, Callable[[], str]] = {
    "table": lambda: _cli(
        lambda: output.show_rows([{"a": NAME}], COLUMNS, output="table", nothing="")
    ),
    "row": lambda: _cli(lambda: output.show_row({"a": NAME}, COLUMNS, output="table")),
    "json": lambda: _cli(
        lambda: output.show_rows([{NAME: NAME}], COLUMNS, output="json", nothing="")
    ),
    "message": lambda: _cli(lambda: output.echo(NAME, err=True)),
    "no rows": lambda: _cli(lambda: output.show_rows([], COLUMNS, output="table", nothing=NAME)),
    "server log for machines": lambda: _server_log("json"),
    "server log for people": lambda: _server_log("console"),
    "log of a job": _job_log,
    "result of a run task": _run_task,
    "log of the run task": lambda: _plugin_log(
        lambda out: RunTaskLog(out=out).info("event", name=NAME)
    ),
    "log of the provider": lambda: _plugin_log(
        lambda out: ProviderLog("posture", level=0, out=out).write("INFO", "event", name=NAME)
    ),
    "diagnostic of the provider": lambda: " ".join(
        str(Diagnostic(NAME, f"{NAME}\n{NAME}").message()[part]) for part in ("summary", "detail")
    ),
    "report": lambda: printable(NAME).replace("\r", " "),
}


@promise("limits", "Names from outside steer no terminal, log or report")
@pytest.mark.parametrize("name", OUTPUTS)
def test_hostile_names_are_written_without_what_steers_or_misleads(name: str) -> None:
    written = OUTPUTS[name]()
    assert "[2J" in written
    assert HARMFUL.search(written) is None


def _job(text: str) -> str:
    out = io.StringIO()
    log = job_log.JobLog(out, out)
    for write in (log.line, log.result, log.problem):
        write(text)
    decided: Any = GATE | {"findings": [FINDING | {"id": "1", "severity": text}]}
    for line in job_log.table(decided, {}, {"1": FindingTexts(text, text, text)}):
        log.result(line)
    return out.getvalue()


WRITERS: dict[str, Callable[[str], str]] = {
    "table": lambda text: _cli(
        lambda: output.show_rows([{"a": text}], COLUMNS, output="table", nothing="")
    ),
    "row": lambda text: _cli(lambda: output.show_row({"a": text}, COLUMNS, output="table")),
    "json": output.json_text,
    "message": lambda text: _cli(lambda: output.echo(f"one\n{text}")),
    "log of a job": _job,
    "diagnostic of the provider": lambda text: str(Diagnostic(text, text).message()["detail"]),
}


@promise(
    "limits", "Names from outside are no commands for a host of CI that reads the log of a job"
)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("writer", WRITERS)
def test_no_name_is_a_command_for_a_host_of_ci(writer: str, order: str) -> None:
    written = WRITERS[writer](order)
    assert OBEYED.search(order)
    assert OBEYED.search(written) is None


@pytest.mark.parametrize("text", ["::/0", "fe80::1", "a##b", "## Title", "a::b::c", "#[x]"])
def test_what_is_no_command_stays_as_it_is(text: str) -> None:
    assert inert(text) == without_commands(text) == text


def test_json_keeps_the_values_of_commands() -> None:
    for order in ORDERS:
        assert json.loads(output.json_text([order])) == [order]


def test_json_for_people_keeps_every_character() -> None:
    assert json.loads(output.json_text({NAME: [NAME, "Grüße 日本 😀"]})) == {
        NAME: [NAME, "Grüße 日本 😀"]
    }
    assert "Grüße 日本 😀" in output.json_text("Grüße 日本 😀")


def test_usual_text_stays_as_it_is() -> None:
    for text in ("", "Grüße 日本 😀", "a b"):
        assert clean(text) == printable(text) == text


def _calls(file: Path) -> set[str]:
    """Return the functions that a module calls, as they are written."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {ast.unparse(one.func) for one in ast.walk(tree) if isinstance(one, ast.Call)}


@pytest.mark.parametrize(
    ("folder", "only"),
    [
        ("backend/posture/cli", {"output.py"}),
        ("plugins/ci/posture_ci", {"job_log.py"}),
        ("plugins/client/posture_client", set()),
    ],
)
def test_commands_write_through_one_module(folder: str, only: set[str]) -> None:
    writing = {"print", "click.echo", "click.secho"}
    found = {file.name for file in (ROOT / folder).rglob("*.py") if _calls(file) & writing}
    assert found <= only
