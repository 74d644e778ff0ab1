"""Which kind of database the settings name."""

from posture.settings import Settings
from posture.store.lane import Database
from posture.store.sqlite import SqliteDatabase


def database_of(settings: Settings) -> Database:
    """Return the database of the settings; nothing is opened yet.

    Raises:
        SettingsError: the URL names none.
    """
    if not settings.database_is_server():
        return SqliteDatabase(settings)
    from posture.store.postgres import PostgresDatabase  # noqa: PLC0415  # a file needs no driver

    return PostgresDatabase(settings)
