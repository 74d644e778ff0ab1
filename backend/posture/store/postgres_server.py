"""Connections to a PostgreSQL server, and the messages when none can be made."""

from math import ceil
from typing import Any, Final, TypeAlias

import psycopg
from psycopg import adapters
from psycopg.adapt import AdaptersMap
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Format
from psycopg.sql import Identifier

from posture.settings import Settings
from posture.store.errors import ServerUnreachableError, UnavailableError

Raw: TypeAlias = "psycopg.Connection[tuple[Any, ...]]"

STATEMENTS_PREPARED: Final = 512
USES_BEFORE_PREPARED: Final = 2
# The server's own message may hold parts of a wrong URL, such as the password: it is not shown.
REASONS: Final = (
    (
        ("authentication", "no password", "pg_hba"),
        UnavailableError,
        "it refuses the user or the password",
    ),
    (("does not exist",), UnavailableError, "it has no such database or user"),
    (
        ("starting up", "shutting down", "recovery"),
        ServerUnreachableError,
        "it is starting or stopping",
    ),
    (("too many", "connection slots"), ServerUnreachableError, "it has no connection left"),
    (("timeout", "timed out"), ServerUnreachableError, "it does not respond in time"),
    (("refused", "No such file"), ServerUnreachableError, "nothing listens at that address"),
    (("translate host", "resolve"), ServerUnreachableError, "its name cannot be resolved"),
    (("unreachable", "No route"), ServerUnreachableError, "the network cannot reach it"),
    (
        ("closed the connection", "reset by peer", "terminating connection"),
        ServerUnreachableError,
        "it closed the connection",
    ),
    (("SSL", "certificate"), UnavailableError, "TLS fails"),
)


class Server:
    """Opens connections as the settings say."""

    def __init__(self, settings: Settings) -> None:
        self.attempts = settings.database_attempts
        self.busy_seconds = settings.database_busy_seconds
        self.retry_seconds = settings.database_retry_seconds
        self.refusal = "The database is unavailable."
        self._settings = settings
        # Ids are text, as on SQLite.
        text = adapters.get_loader(adapters.types["text"].oid, Format.TEXT)
        self._adapters = AdaptersMap(adapters)
        if text is not None:
            self._adapters.register_loader("uuid", text)

    def connect(self, *, migrating: bool = False) -> Raw:
        """Open a connection; for migrations without autocommit and without limits of time.

        Raises:
            ServerUnreachableError: the server cannot be reached yet.
            UnavailableError: the server refuses the connection.
        """
        try:
            raw: Raw = psycopg.Connection.connect(
                autocommit=not migrating,
                prepare_threshold=USES_BEFORE_PREPARED,
                context=self._adapters,
                **self._parameters(),
            )
        except psycopg.Error as error:
            raise self._refused(error) from None
        raw.prepared_max = STATEMENTS_PREPARED
        try:
            if not migrating:
                self._prepare(raw)
        except psycopg.Error as error:
            is_lost = raw.closed
            raw.close()
            if is_lost:
                raise self._refused(error) from None
            raise
        return raw

    def _refused(self, error: psycopg.Error) -> UnavailableError:
        """Return why there is no connection, and remember it."""
        kind, reason = _reason(str(error))
        self.refusal = f"The database {self._settings.shown_database()} is unavailable: {reason}."
        return kind(self.refusal)

    def _prepare(self, raw: Raw) -> None:
        """Set the role and the limits of time of a new connection."""
        settings = self._settings
        role = f"SET ROLE {Identifier(settings.database_role).as_string()};"
        raw.execute(
            f"{role if settings.database_role else ''}"
            f"SET statement_timeout = {_ms(settings.database_statement_seconds)};"
            f"SET lock_timeout = {_ms(settings.database_busy_seconds)};"
            "SET idle_in_transaction_session_timeout = "
            f"{_ms(settings.database_idle_seconds)}".encode()
        )

    def _parameters(self) -> dict[str, Any]:
        """Return the parameters of the URL, over our defaults."""
        settings = self._settings
        ours: dict[str, Any] = {
            "application_name": "posture",
            # A connection whose peer vanished is closed after this time.
            "tcp_user_timeout": _ms(settings.database_statement_seconds),
            "connect_timeout": ceil(settings.database_connect_seconds),
        }
        return {**ours, **conninfo_to_dict(settings.server_url()), "client_encoding": "utf8"}


def _reason(message: str) -> tuple[type[UnavailableError], str]:
    for words, kind, reason in REASONS:
        if any(word in message for word in words):
            return kind, reason
    return UnavailableError, "it cannot be reached"


def _ms(seconds: float) -> int:
    return max(1, round(seconds * 1_000))
