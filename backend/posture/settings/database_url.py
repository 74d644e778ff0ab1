"""The database's URL: a file or a server, and what of it may be told to anybody."""

import re

from platformdirs import user_data_path

FILES = frozenset({"sqlite", "sqlite+aiosqlite"})
SERVERS = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
# [user[:password]@] [host[:port], …] [/database] [?options]
SERVER = re.compile(
    r"(?:(?P<user>[^:@/?#\[\]]*)(?::[^:@/?#\[\]]*)?@)?"
    r"(?P<place>(?:(?:\[[^\]@]*\]|[^:@/?#,]*)(?::\d*)?,?)*(?:/[^?#@]*)?)(?:\?[^#@]*)?"
)


def default_url() -> str:
    """Return the SQLite file in the platform's data directory."""
    return f"sqlite:///{user_data_path('posture') / 'posture.db'}"


def checked_url(text: str) -> str:
    """Return a URL that can be used.

    Raises:
        ValueError: what is wrong with it, without a word of it.
    """
    kind, _, rest = text.partition("://")
    if kind not in FILES | SERVERS:
        raise ValueError("must start with sqlite:// or postgresql://")
    # What libpq would misread it would also tell in its errors, and it may be the password.
    if kind in SERVERS and not SERVER.fullmatch(rest):
        raise ValueError("write special characters of user and password as %40 and the like")
    return text


def shown_url(text: str) -> str:
    """Return a URL without what may be secret in it."""
    kind, _, rest = text.partition("://")
    if kind in FILES:
        return text
    found = SERVER.fullmatch(rest)
    if kind not in SERVERS or not found:
        return f"{kind}://…" if kind in SERVERS else "…"
    user = f"{found['user']}@" if found["user"] else ""
    return f"postgresql://{user}{found['place']}"
