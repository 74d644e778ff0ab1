"""The files of a gate: its verdict, for the scripts and the pages of the pipeline's host."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posture_ci.exits import Exit, Failure
from posture_ci.options import Options

if TYPE_CHECKING:
    from posture_client.models import Gate, Run


def prepare(options: Options) -> None:
    """See that every file can be written before a run is spent on it, and that none is old.

    Raises:
        Failure: one cannot.
    """
    for file in (options.json_file, options.dotenv_file):
        if file is None:
            continue
        if file.exists() and not file.is_file():
            raise Failure(f"cannot write {file}: it is no file", Exit.USAGE)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            _part(file).write_bytes(b"")
            _part(file).unlink()
            if file != options.dotenv_file:
                file.unlink(missing_ok=True)
        except OSError as error:
            raise Failure(f"cannot write {file}: {error.strerror}", Exit.USAGE) from error


def replace(file: Path, text: bytes) -> None:
    """Write a file whole: whoever finds it never finds half of it."""
    _part(file).write_bytes(text)
    _part(file).replace(file)


def conclude(
    options: Options, *, code: int, verdict: str, run: "Run | None", gate: "Gate | None"
) -> None:
    """Write what scripts ask for: how it ended, and in JSON also why."""
    facts = {
        "verdict": verdict,
        "exit_code": code,
        "run_id": run["id"] if run else None,
        "finding_count": gate["finding_count"] if gate else None,
    }
    if options.json_file:
        text = json.dumps({**facts, "gate": gate, "run": run}, indent=2, ensure_ascii=False)
        replace(options.json_file, f"{text}\n".encode())
    if options.dotenv_file:
        with options.dotenv_file.open("a", encoding="utf-8") as file:
            file.writelines(_assignments(facts))


def _assignments(facts: Mapping[str, Any]) -> list[str]:
    return [f"{name}={'' if value is None else value}\n" for name, value in facts.items()]


def _part(file: Path) -> Path:
    return file.with_name(f".{file.name}.part")
