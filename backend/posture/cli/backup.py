"""`posture backup`: a consistent copy of the database, made while servers and workers run."""

from pathlib import Path

import click

from posture.cli.database import reporting_errors, settings
from posture.cli.exits import CommandError, Exit
from posture.cli.output import echo


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(*, file: Path) -> None:
    """Copy the SQLite database to FILE while servers and workers run.

    FILE must not exist. The copy is consistent: it is the state of one moment. To restore it, stop
    every process, put the copy in the place of the database, remove the `-wal` and `-shm` files
    beside it, and start again.
    """
    from posture.store.backup import back_up  # noqa: PLC0415  # help texts need none

    configured = settings()
    database = configured.database_file()
    if database is None:
        raise CommandError(
            "the database is on a PostgreSQL server; use its own tools to copy it",
            Exit.USAGE,
            advice="pg_dump --format=custom --file=FILE, with its own connection options.",
        )
    try:
        with reporting_errors():
            size = back_up(database, file, busy_seconds=configured.database_busy_seconds)
    except OSError as error:
        raise CommandError(str(error), Exit.USAGE) from error
    echo(f"posture: {file}, {size:,} bytes")
