"""The files of a gate: its verdict, for the scripts and the pages of the pipeline's host."""

import json
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posture_ci import lines
from posture_ci.exits import CommandError, Exit
from posture_ci.options import Options
from posture_client import Client
from posture_client.terraform_exports import LOCATED, Declared, located

if TYPE_CHECKING:
    from posture_client.models import ExportFormat, Gate, Run


def prepare(options: Options) -> None:
    """See that every file can be written before a run is spent on it, and that none is old.

    Raises:
        CommandError: one cannot.
    """
    for file in (*options.exports.values(), options.json_file, options.dotenv_file):
        if file is None:
            continue
        if _is_no_file(file):
            raise CommandError(f"cannot write {file}: it is no file", Exit.USAGE)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            _part(file).write_bytes(b"")
            _part(file).unlink()
            if file != options.dotenv_file:
                file.unlink(missing_ok=True)
        except OSError as error:
            raise CommandError(f"cannot write {file}: {error.strerror}", Exit.USAGE) from error


def export(
    client: Client,
    gate: "Gate",
    form: "ExportFormat",
    file: Path,
    places: Mapping[str, Declared],
) -> None:
    """Write the server's export of a run that was judged, with where its assets are declared.

    One of a run without a result would tell a host that every finding it knows is mended.

    Raises:
        OSError: the file cannot be written.
        PostureError: the server cannot be asked, or refuses.
    """
    parts = client.export_run(gate["run_id"], format=form).parts()
    if form == "markdown":
        parts = chain([f"**Gate:** {lines.verdict(gate)}\n\n".encode()], parts)
    elif places and form in LOCATED:
        parts = iter([located(form, b"".join(parts), places)])
    with _part(file).open("wb") as written:
        written.writelines(parts)
    _part(file).replace(file)


def conclude(
    options: Options,
    *,
    code: int,
    verdict: str,
    run: "Run | None",
    gate: "Gate | None",
    written: Mapping[str, Path],
) -> None:
    """Write what scripts ask for: how it ended, and in JSON also why.

    It may have ended because a file cannot be written; what is no file is never replaced by one.
    """
    facts = {
        "verdict": verdict,
        "exit_code": code,
        "run_id": run["id"] if run else None,
        "finding_count": gate["finding_count"] if gate else None,
        **{f"{form}_file": str(file) for form, file in written.items()},
    }
    if options.json_file and not _is_no_file(options.json_file):
        text = json.dumps({**facts, "gate": gate, "run": run}, indent=2, ensure_ascii=False)
        _part(options.json_file).write_text(f"{text}\n", encoding="utf-8")
        _part(options.json_file).replace(options.json_file)
    if options.dotenv_file:
        with options.dotenv_file.open("a", encoding="utf-8") as file:
            file.writelines(_assignments(facts))


def _assignments(facts: Mapping[str, Any]) -> list[str]:
    """Return variables; later jobs may have them all, so their names say whose they are."""
    shown = {name: "" if value is None else value for name, value in facts.items()}
    return [f"posture_{name}={value}\n" for name, value in shown.items()]


def _is_no_file(file: Path) -> bool:
    return file.exists() and not file.is_file()


def _part(file: Path) -> Path:
    """Return where a file is written until it is whole: whoever finds it never finds half of it."""
    return file.with_name(f".{file.name}.part")
