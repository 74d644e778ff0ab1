"""Settings: every limit, timeout and retry, read once from environment variables `POSTURE_*`."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from posture.settings.variables import TRACE_ID, declared, text_of
from posture.settings.webhooks import Webhooks

__all__ = ["PREFIX", "TRACE_ID", "Settings", "SettingsError", "shown_url"]

PREFIX = "POSTURE_"


class SettingsError(ValueError):
    """A variable with an invalid value; the message starts with its name."""


# The last base comes first in `fields`.
@declared
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

    if not TYPE_CHECKING:  # a type checker takes the names and the types of the settings

        def __init__(self, **values: Any) -> None:  # noqa: ANN401  # each setting has its type
            """Take the values that are given; all others are the defaults.

            Raises:
                TypeError: there is no setting of such a name.
            """
            known = {one.name: one.default for one in fields(self)}
            if unknown := values.keys() - known.keys():
                raise TypeError(f"Settings has no {', '.join(sorted(unknown))}")
            given = {**known, **values}
            vars(self).update({name: one for name, one in given.items() if one is not MISSING})

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # any setting
            """Make a default that differs between machines when it is first used."""
            for one in fields(self):
                if one.name == name and one.default_factory is not MISSING:
                    value = vars(self)[name] = one.default_factory()
                    return value
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __repr__(self) -> str:
        """Return the values that are no secrets."""
        shown = (f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
        return f"{type(self).__name__}({', '.join(shown)})"

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
