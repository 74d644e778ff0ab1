"""Settings: every limit, timeout and retry, read once from environment variables `POSTURE_*`."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from posture.settings.auditing import Auditing
from posture.settings.clouds import Clouds
from posture.settings.connecting import Connecting
from posture.settings.database_url import SERVERS, shown_url, with_password
from posture.settings.identity import Identity
from posture.settings.people import People
from posture.settings.process import Process
from posture.settings.reports import Reports
from posture.settings.retention import Retention
from posture.settings.running import Running
from posture.settings.serving import Serving
from posture.settings.storing import Storing
from posture.settings.variables import TRACE_ID, text_of
from posture.settings.webhooks import Webhooks

__all__ = ["PREFIX", "TRACE_ID", "Settings", "SettingsError", "shown_url"]

PREFIX = "POSTURE_"


class SettingsError(ValueError):
    """A variable with an invalid value; the message starts with its name."""


# The last base comes first in `fields`. No base has instances, so none has generated methods: to
# compile them took 10 ms of each start.
@dataclass(frozen=True, kw_only=True)
class Settings(
    Connecting,
    Auditing,
    Retention,
    Clouds,
    People,
    Identity,
    Reports,
    Webhooks,
    Running,
    Storing,
    Serving,
    Process,
):
    """The settings; `posture settings` shows the `doc` of each."""

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings of this process.

        Raises:
            SettingsError: a value is not valid.
        """
        known = {PREFIX + item.name.upper(): item for item in fields(cls)}
        values: dict[str, Any] = {}
        for name, item in known.items():
            try:
                text = text_of(environ, name, secret=item.metadata["show"] is not None)
            except ValueError as error:
                raise SettingsError(str(error)) from None
            if text is None:
                continue
            try:
                values[item.name] = item.metadata["parse"](text)
            except ValueError as error:
                show = item.metadata["show"] or str
                raise SettingsError(
                    f"{name}: {error} ({item.metadata['unit']}): {show(text)!r}"
                ) from None
        return cls(**values)

    def database_is_server(self) -> bool:
        """Return whether the database is a server, not a file."""
        return self.database_url.partition("://")[0] in SERVERS

    def database_file(self) -> Path | None:
        """Return the SQLite file, or None when the database is a server."""
        if self.database_is_server():
            return None
        return Path(self.database_url.partition("://")[2].removeprefix("/"))

    def server_url(self) -> str:
        """Return the URL of the server in the form of libpq, with its password."""
        rest = self.database_url.partition("://")[2]
        return f"postgresql://{with_password(rest, self.database_password)}"

    def shown_database(self) -> str:
        """Return the URL of the database without its password."""
        return shown_url(self.database_url)
