"""`posture findings export`: the findings of a run, as a file for another program or for people."""

import errno
import os
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from posture.cli import from_terraform
from posture.cli.exits import CommandError, Exit
from posture.cli.from_terraform import state_option
from posture.cli.options import connected, verbatim
from posture_client import Client

if TYPE_CHECKING:
    from posture_client.models import ExportFormat

FORMATS = ("csv", "gitlab", "html", "junit", "markdown", "ndjson", "ocsf", "sarif")


@click.command(
    epilog=verbatim(
        "posture findings export --run RUN --format sarif --output posture.sarif \\",
        "  --terraform-state state.json",
        "posture findings export --run RUN --format markdown >> $GITHUB_STEP_SUMMARY",
    )
)
@click.option(
    "--run", "--scan-id", "run_id", required=True, metavar="RUN", help="A run that has ended."
)
@click.option(
    "--format", "form", required=True, type=click.Choice(FORMATS), help="The format of the file."
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write, completely or not at all; without it, stdout.",
)
@state_option(
    help="The output of `terraform show -json`: adds the Terraform address to each finding."
)
@click.option(
    "--terraform-dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    show_default=True,
    help="The Terraform configuration: adds file and line to each finding.",
)
@click.option(
    "--include-suppressed",
    is_flag=True,
    help="Write suppressed and accepted findings into SARIF too, as notes; other formats always "
    "have them.",
)
@connected
def export(
    *,
    client: Client,
    run_id: str,
    form: "ExportFormat",
    output: Path | None,
    terraform_state: Path | None,
    terraform_dir: Path,
    include_suppressed: bool,
) -> None:
    """Write the findings of a run as HTML, SARIF, JUnit XML, OCSF, CSV and other formats.

    The server writes the file. With --terraform-state this command writes it, because only this
    machine has the Terraform files. Their paths are relative to the current directory.
    """
    if terraform_state is None:
        with client.export_run(
            run_id, format=form, include_suppressed=include_suppressed
        ) as opened:
            write_file(opened.parts(), output)
        return
    from posture.cli.located import located_export  # noqa: PLC0415  # 40 ms that only this needs

    find = from_terraform.finder(terraform_state, terraform_dir)
    with tempfile.TemporaryFile() as lines:
        with client.export_run(run_id, format="ndjson") as opened:
            lines.writelines(opened.parts())
        parts = located_export(
            client,
            run_id,
            form,
            lines,
            find,
            directory=terraform_dir,
            include_suppressed=include_suppressed,
        )
        write_file(parts, output)


def write_file(parts: Iterable[bytes], output: Path | None) -> None:
    """Write parts to a file, completely or not at all, or to stdout.

    Raises:
        CommandError: the file cannot be written.
    """
    if output is None:
        for part in parts:
            sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()
        return
    if output.exists() and not output.is_file():  # a pipe or device cannot be replaced by a file
        _pour(parts, output)
        return
    try:
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    except OSError as error:
        raise CommandError(f"cannot write {output}: {error.strerror}", Exit.USAGE) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(parts)
        Path(name).replace(output)
    except OSError as error:
        raise CommandError(f"cannot write {output}: {error.strerror}", Exit.USAGE) from error
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


def require_place(output: Path) -> None:
    """Require a directory in which a file can be made, before the work for it begins.

    Raises:
        CommandError: there is none.
    """
    if not output.parent.is_dir():
        raise CommandError(
            f"cannot write {output}: there is no directory {output.parent}", Exit.USAGE
        )
    if not output.exists() and not os.access(output.parent, os.W_OK | os.X_OK):
        raise CommandError(f"cannot write {output}: {os.strerror(errno.EACCES)}", Exit.USAGE)


def _pour(parts: Iterable[bytes], output: Path) -> None:
    try:
        with output.open("wb") as file:
            file.writelines(parts)
    except OSError as error:
        raise CommandError(f"cannot write {output}: {error.strerror}", Exit.USAGE) from error
