"""`posture backup`: a copy of the database that can be restored, made while all goes on."""

from pathlib import Path

import click

from posture.cli.database import settings, working
from posture.cli.exits import CommandError, Exit


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(*, file: Path) -> None:
    """Copy the SQLite database into FILE, while servers and workers go on.

    FILE must not exist, and holds all there was at one moment. To restore: stop every process, put
    the copy where POSTURE_DATABASE_URL leads, without the `-wal` and `-shm` files beside it, start.
    """
    from posture.store.backup import back_up  # noqa: PLC0415  # help texts need none

    configured = settings()
    database = configured.database_file()
    if database is None:
        raise CommandError(
            "the database is a PostgreSQL server's, and its own tools copy it",
            Exit.USAGE,
            advice="pg_dump --format=custom --file=FILE, with its own connection options.",
        )
    try:
        with working():
            size = back_up(database, file, busy_seconds=configured.database_busy_seconds)
    except OSError as error:
        raise CommandError(str(error), Exit.USAGE) from error
    click.echo(f"posture: {file}, {size:,} bytes")
