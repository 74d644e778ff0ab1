"""The output files of a gate: verdict and exports, for scripts and for the pipeline's host."""

import json
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posture_ci import job_log
from posture_ci.exits import CommandError, Exit
from posture_ci.options import Options
from posture_client import Client, texts
from posture_client.limits import LOCATED_BYTES, bounded
from posture_client.terraform_exports import LOCATED, TerraformPlace, located

if TYPE_CHECKING:
    from posture_client.models import ExportFormat, Gate, Run

_SEVERITIES = ("critical", "high", "medium", "low", "info")


def prepare(options: Options) -> None:
    """Check before the run that every file can be written, and delete older ones.

    Raises:
        CommandError: a file cannot be written.
    """
    for file in (*options.exports.values(), options.json_file, options.dotenv_file):
        if file is None:
            continue
        if _is_not_a_file(file):
            raise CommandError(f"cannot write {file}: it is not a file", Exit.USAGE)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            _new_part(file)
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
    places: Mapping[str, TerraformPlace],
) -> None:
    """Write the export of a run that has a result, with the declarations of its assets.

    An export of a run without a result would tell a host that all its findings are fixed.

    Raises:
        OSError: the file cannot be written.
        PostureError: the server cannot be reached, or refuses.
    """
    parts = client.export_run(gate["run_id"], format=form).parts()
    if form == "markdown":
        unchecked = texts.unchecked_text(gate, {id_: one.address for id_, one in places.items()})
        lines = [f"**Gate:** {job_log.verdict(gate)}", *([f"{unchecked}."] if unchecked else [])]
        parts = chain([f"{texts.clean(line)}\n\n".encode() for line in lines], parts)
    elif places and form in LOCATED:
        parts = iter([located(form, b"".join(bounded(parts, LOCATED_BYTES)), places)])
    with _new_part(file).open("wb") as written:
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
    """Write how the gate ended, for scripts; the JSON file also has the reasons.

    An error may come from a path that is not a regular file; such a path is never replaced.
    """
    facts = {
        "verdict": verdict,
        "exit_code": code,
        "run_id": run["id"] if run else None,
        "finding_count": gate["finding_count"] if gate else None,
        "known_count": gate["known_count"] if gate else None,
        **_known_counts(gate),
        "asset_count": gate["asset_count"] if gate else None,
        "verdict_count": gate["verdict_count"] if gate else None,
        **{f"{form}_file": str(file) for form, file in written.items()},
    }
    if options.json_file and not _is_not_a_file(options.json_file):
        text = json.dumps({**facts, "gate": gate, "run": run}, indent=2, ensure_ascii=False)
        _new_part(options.json_file).write_text(f"{text}\n", encoding="utf-8")
        _part(options.json_file).replace(options.json_file)
    if options.dotenv_file:
        with options.dotenv_file.open("a", encoding="utf-8") as file:
            file.writelines(_assignments(facts))


def _known_counts(gate: "Gate | None") -> dict[str, int | None]:
    counts: dict[str, Any] = dict(gate.get("known_counts", {})) if gate else {}
    return {f"known_{severity}_count": counts.get(severity) for severity in _SEVERITIES}


def _assignments(facts: Mapping[str, Any]) -> list[str]:
    """Return variable assignments; the prefix keeps them apart from other variables of a job."""
    shown = {name: "" if value is None else str(value) for name, value in facts.items()}
    # What a server sends could have more lines, and they would be variables of other jobs.
    return [f"posture_{name}={texts.clean(value)}\n" for name, value in shown.items()]


def _is_not_a_file(file: Path) -> bool:
    return file.exists() and not file.is_file()


def _new_part(file: Path) -> Path:
    """Make the temporary file of a file, which only its owner can read, whatever the umask."""
    part = _part(file)
    part.unlink(missing_ok=True)
    part.touch(mode=0o600, exist_ok=False)
    return part


def _part(file: Path) -> Path:
    """Return the temporary path of a file: a reader never sees a partial file."""
    return file.with_name(f".{file.name}.part")
