"""PostgreSQL for tests: a real server of the test's own, and a fresh database for each test.

The server refuses to run as root, so there it runs as another user. Tests connect as a role that
owns only its database.
"""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from posture.settings import Settings
from posture.store.migrations.upgrade import upgrade
from tests.machine import need
from tests.ports import free_port

START_SECONDS = 180.0
ADMIN, OWNER, PASSWORD = "postgres", "posture", "not-for-logs"
EMPTY = "empty"
# The server ends with those who started it, however they end.
UNTIL_WE_END = '"$@" & read _; kill -INT $!; wait $!'
# These data may be lost with the machine; a test of durability turns fsync on.
CARELESS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
SMALL = ("shared_buffers=32MB", "max_connections=200", "max_wal_size=256MB")
# As an operator would configure it for years of history.
LARGE = ("shared_buffers=2GB", "max_wal_size=8GB", "checkpoint_timeout=30min")


@dataclass(slots=True)
class Postgres:
    """A server in a directory of its own, reached over a socket there or a port on loopback."""

    home: Path
    programs: Path
    port: int
    options: tuple[str, ...]
    process: "subprocess.Popen[bytes] | None" = None
    _names: Iterator[int] = field(default_factory=count)

    def start(self) -> None:
        """Start the server, and wait until it takes connections."""
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > deadline:
                raise RuntimeError((self.home / "log").read_text()[-2000:])
            # What is left of one that crashed keeps the next from starting for a moment.
            if self.process is None or self.process.poll() is not None:
                self._spawn()
            time.sleep(0.05)

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError):
            return bool(self.process and self.admin("SELECT 1"))
        return False

    def _spawn(self) -> None:
        options = (
            *(f"unix_socket_directories={self.home}", f"port={self.port}"),
            *("listen_addresses=127.0.0.1", "logging_collector=off"),
            *(SMALL + self.options),
        )
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *("sh", "-c", UNTIL_WE_END, "sh"),
                    *(self.programs / "postgres", "-D", self.home / "data"),
                    *(word for option in options for word in ("-c", option)),
                ],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **_somebody(),
            )

    def stop(self) -> None:
        """Stop the server at once, but in order."""
        if self.process is not None:
            self.process.communicate(timeout=START_SECONDS)
            self.process = None

    def crash(self) -> None:
        """Stop the server as when the power goes."""
        if self.process is not None:
            file = self.home / "data" / "postmaster.pid"
            os.kill(int(file.read_text().partition("\n")[0]), signal.SIGKILL)
            self.stop()

    def admin(self, *statements: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run statements as the server's administrator; return the rows of the last."""
        place = f"host={self.home} port={self.port} user={ADMIN} dbname={database}"
        with psycopg.connect(place, autocommit=True) as raw:
            cursor = raw.cursor()
            for statement in statements:
                cursor.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def url(self, database: str, *, user: str = OWNER) -> str:
        """Return the URL of a database, for a role that needs no password over the socket."""
        return f"postgresql://{user}@/{database}?host={self.home}&port={self.port}"

    def url_with_password(
        self, database: str, *, password: str = PASSWORD, port: int | None = None
    ) -> str:
        """Return the URL of a database over the network."""
        return f"postgresql://{OWNER}:{password}@127.0.0.1:{port or self.port}/{database}"

    def create(self, *, template: str = "template1") -> str:
        """Make a database and return its name."""
        name = f"test_{next(self._names)}"
        self.admin(f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, also with connected clients."""
        self.admin(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def postgres(
    *, durable: bool = False, large: bool = False, directory: Path | None = None
) -> Iterator[Postgres]:
    """Provide a server for the time of a `with` block, in a directory of its own in `directory`."""
    programs = need("postgres").resolve().parent
    home = Path(tempfile.mkdtemp(prefix="posture-pg-", dir=directory))
    try:
        if os.geteuid() == 0:
            os.chown(home, _stranger().pw_uid, _stranger().pw_gid)
        _init(programs, home)
        options = (() if durable else CARELESS) + (LARGE if large else ())
        server = Postgres(home, programs, free_port(), options)
        try:
            server.start()
            server.admin(f"CREATE ROLE {OWNER} LOGIN PASSWORD '{PASSWORD}'")
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


@cache
def shared_postgres() -> Postgres:
    """Return the server of this process's tests; it has a migrated database to be copied."""
    running = ExitStack()
    server = running.enter_context(migrated())
    atexit.register(running.close)
    return server


@contextmanager
def migrated(migrate: Callable[[Settings], object] = upgrade) -> Iterator[Postgres]:
    """Provide a server with a migrated database to be copied; one that cannot be had is stopped."""
    with postgres() as server:
        server.admin(f"CREATE DATABASE {EMPTY} OWNER {OWNER}")
        migrate(Settings(database_url=server.url(EMPTY)))
        yield server


@contextmanager
def fresh_database() -> Iterator[str]:
    """Provide an empty database with today's schema; what is yielded is its URL."""
    server = shared_postgres()
    name = server.create(template=EMPTY)
    try:
        yield server.url(name)
    finally:
        server.drop(name)


def _init(programs: Path, home: Path) -> None:
    subprocess.run(
        [
            *(programs / "initdb", "-D", home / "data", "-U", ADMIN, "--no-sync"),
            *("--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C"),
        ],
        check=True,
        capture_output=True,
        cwd=home,
        **_somebody(),
    )


def _somebody() -> dict[str, Any]:
    """Return how to start a program that must not be root."""
    if os.geteuid() != 0:
        return {}
    stranger = _stranger()
    return {"user": stranger.pw_uid, "group": stranger.pw_gid, "extra_groups": []}


@cache
def _stranger() -> pwd.struct_passwd:
    """Find a user of this machine that is not root: the user of a server, or else `nobody`."""
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    return next(user for user in pwd.getpwall() if user.pw_uid != 0)
