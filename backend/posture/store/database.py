"""Which kind of database the settings name."""

from posture.settings import Settings, SettingsError
from posture.store.lane import Database
from posture.store.sqlite import SqliteDatabase


def database_of(settings: Settings) -> Database:
    """Return the database of the settings; nothing is opened yet.

    Raises:
        SettingsError: the URL names none, or nothing here speaks to it.
    """
    if not settings.database_is_server():
        return SqliteDatabase(settings)
    try:
        from posture.store.postgres import PostgresDatabase  # noqa: PLC0415  # an optional driver
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "psycopg":
            raise
        raise SettingsError(
            "POSTURE_DATABASE_URL: PostgreSQL needs a driver: pip install 'posture[postgres]'"
        ) from None
    return PostgresDatabase(settings)
