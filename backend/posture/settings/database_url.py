"""The URL of the database: a file or a server, and how it is shown without its password."""

import re
from urllib.parse import quote

FILES = frozenset({"sqlite", "sqlite+aiosqlite"})
SERVERS = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
# [user[:password]@] [host[:port], …] [/database] [?options]; compiled when it is used.
SERVER = (
    r"(?:(?P<user>[^:@/?#\[\]]*)(?::[^:@/?#\[\]]*)?@)?"
    r"(?P<place>(?:(?:\[[^\]@]*\]|[^:@/?#,]*)(?::\d*)?,?)*(?:/[^?#@]*)?)(?:\?[^#@]*)?"
)


def default_url() -> str:
    """Return the SQLite file in the platform's data directory."""
    from platformdirs import user_data_path  # noqa: PLC0415  # 3 ms, and a scan has no database

    return f"sqlite:///{user_data_path('posture') / 'posture.db'}"


def checked_url(text: str) -> str:
    """Return a valid URL.

    Raises:
        ValueError: it is not valid; the message contains no part of it.
    """
    kind, _, rest = text.partition("://")
    if kind not in FILES | SERVERS:
        raise ValueError("must start with sqlite:// or postgresql://")
    # libpq shows what it cannot parse in its errors, and that may be the password.
    if kind in SERVERS and not re.fullmatch(SERVER, rest):
        raise ValueError("percent-encode special characters of user and password, such as @ as %40")
    return text


def with_password(rest: str, password: str) -> str:
    """Return what follows `postgresql://`, with the password unless it has one."""
    user, _, place = rest.rpartition("@")
    if not password or ":" in user:
        return rest
    return f"{user}:{quote(password, safe='')}@{place}"


def shown_url(text: str) -> str:
    """Return a URL without secrets."""
    kind, _, rest = text.partition("://")
    if kind in FILES:
        return text
    found = re.fullmatch(SERVER, rest)
    if kind not in SERVERS or not found:
        return f"{kind}://…" if kind in SERVERS else "…"
    user = f"{found['user']}@" if found["user"] else ""
    return f"postgresql://{user}{found['place']}"
