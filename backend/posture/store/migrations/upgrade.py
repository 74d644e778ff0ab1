"""Bring a database's schema up to date, or say that it is not."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from posture.settings import Settings, SettingsError
from posture.store.errors import UnavailableError
from posture.store.sqlite import connect

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: Final = "0003"


def upgrade(settings: Settings) -> str | None:
    """Apply the revisions that are missing; answer the schema's revision before.

    Raises:
        UnavailableError: the database was written by a newer version, or cannot be opened.
    """
    file = _file(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    found = current(file, busy_seconds=settings.database_busy_seconds)
    if found == HEAD:
        return found
    if found is not None and found > HEAD:
        raise UnavailableError(_newer(found))
    from alembic import command  # noqa: PLC0415  # 150 ms of imports that an up-to-date schema spares

    command.upgrade(alembic_config(settings), "head")
    return found


def check_schema(settings: Settings) -> None:
    """Refuse a database whose schema is not the one this code knows.

    Raises:
        UnavailableError: it is older or newer; the message says what to do.
    """
    found = current(_file(settings), busy_seconds=settings.database_busy_seconds)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise UnavailableError(_newer(found))
    raise UnavailableError("The database's schema is out of date: run `posture migrate`.")


def current(file: Path, *, busy_seconds: float) -> str | None:
    """Answer the revision of the file's schema; None when it has none yet."""
    if not file.exists():
        return None
    with closing(connect(file, busy_seconds=busy_seconds, read_only=False)) as raw:
        try:
            row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return None
            raise
    return None if row is None else str(row[0])


def alembic_config(settings: Settings) -> "Config":
    """Answer what Alembic's commands need; no file of its own."""
    from alembic.config import Config  # noqa: PLC0415  # as above

    config = Config(attributes={"settings": settings})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _file(settings: Settings) -> Path:
    file = settings.database_file()
    if file is None:
        raise SettingsError(
            "POSTURE_DATABASE_URL: name a SQLite file, such as sqlite:////var/lib/posture.db: "
            f"{settings.database_url!r}"
        )
    return file


def _newer(found: str) -> str:
    return (
        f"The database's schema ({found}) is newer than this version of posture ({HEAD}): "
        "use the newer version."
    )
