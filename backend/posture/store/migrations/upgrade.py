"""Bring a database's schema up to date, or raise an error if it is not."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from posture.settings import Settings
from posture.store.backend import backend_of
from posture.store.errors import UnavailableError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: Final = "0037"


def upgrade(settings: Settings) -> str | None:
    """Apply the missing revisions, and return the schema's revision before.

    Raises:
        UnavailableError: the database was written by a newer version, or cannot be opened.
    """
    backend = backend_of(settings)
    found = backend.schema_revision()
    if found is not None and found > HEAD:
        raise UnavailableError(_newer(found))
    if found != HEAD:
        from alembic import command  # noqa: PLC0415  # 150 ms of imports that an up-to-date schema spares

        command.upgrade(alembic_config(settings), "head")
    backend.grant_access()
    return found


def check_schema(settings: Settings) -> None:
    """Refuse a database whose schema is not the one this code knows.

    Raises:
        SettingsError: it would not keep tenants apart.
        UnavailableError: it is older or newer; the message says what to do.
    """
    backend = backend_of(settings)
    found = backend.schema_revision()
    if found is not None and found > HEAD:
        raise UnavailableError(_newer(found))
    if found != HEAD:
        raise UnavailableError("The database's schema is out of date: run `posture migrate`.")
    backend.check_isolation()


def alembic_config(settings: Settings) -> "Config":
    """Return the configuration for Alembic's commands, without a file."""
    from alembic.config import Config  # noqa: PLC0415  # as above

    config = Config(attributes={"settings": settings})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _newer(found: str) -> str:
    return (
        f"The database's schema ({found}) is newer than this version of posture ({HEAD}): "
        "use the newer version."
    )
