"""The way to a PostgreSQL server: how a connection is made, and what is said when it cannot be."""

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
# The server's own words may hold pieces of a URL that was written wrongly: they are not repeated.
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
    (("timeout", "timed out"), ServerUnreachableError, "it does not answer in time"),
    (("refused", "No such file"), ServerUnreachableError, "nobody listens there"),
    (("translate host", "resolve"), ServerUnreachableError, "its name leads nowhere"),
    (("unreachable", "No route"), ServerUnreachableError, "no network leads there"),
    (("closed the connection", "reset by peer"), ServerUnreachableError, "it ends the connection"),
    (("SSL", "certificate"), UnavailableError, "TLS fails"),
)


class Server:
    """Makes connections of one kind by the settings."""

    def __init__(self, settings: Settings) -> None:
        self.attempts = settings.database_attempts
        self.busy_seconds = settings.database_busy_seconds
        self.retry_seconds = settings.database_retry_seconds
        self.refusal = "The database is unavailable."
        self._settings = settings
        # Ids are text here as everywhere else.
        text = adapters.get_loader(adapters.types["text"].oid, Format.TEXT)
        self._adapters = AdaptersMap(adapters)
        if text is not None:
            self._adapters.register_loader("uuid", text)

    def connect(self, *, migrating: bool = False) -> Raw:
        """Make a connection; one that migrates commits when told and waits as long as it takes.

        Raises:
            ServerUnreachableError: it cannot be made yet.
            UnavailableError: it cannot be made.
        """
        settings = self._settings
        try:
            raw: Raw = psycopg.Connection.connect(
                autocommit=not migrating,
                prepare_threshold=USES_BEFORE_PREPARED,
                context=self._adapters,
                **self._parameters(),
            )
        except psycopg.Error as error:
            kind, reason = _reason(str(error))
            self.refusal = f"The database {settings.shown_database()} is unavailable: {reason}."
            raise kind(self.refusal) from None
        raw.prepared_max = STATEMENTS_PREPARED
        if not migrating:
            role = f"SET ROLE {Identifier(settings.database_role).as_string()};"
            raw.execute(
                f"{role if settings.database_role else ''}"
                f"SET statement_timeout = {_ms(settings.database_statement_seconds)};"
                f"SET lock_timeout = {_ms(settings.database_busy_seconds)};"
                "SET idle_in_transaction_session_timeout = "
                f"{_ms(settings.database_idle_seconds)}".encode()
            )
        return raw

    def _parameters(self) -> dict[str, Any]:
        """Return what the URL says, over what we would say."""
        settings = self._settings
        ours: dict[str, Any] = {
            "application_name": "posture",
            # A peer that vanished without a word is given up on.
            "tcp_user_timeout": _ms(settings.database_statement_seconds),
            "connect_timeout": ceil(settings.database_connect_seconds),
        }
        return {**ours, **conninfo_to_dict(settings.server_url()), "client_encoding": "utf8"}


def _reason(told: str) -> tuple[type[UnavailableError], str]:
    for words, kind, reason in REASONS:
        if any(word in told for word in words):
            return kind, reason
    return UnavailableError, "no connection can be made"


def _ms(seconds: float) -> int:
    return max(1, round(seconds * 1_000))
