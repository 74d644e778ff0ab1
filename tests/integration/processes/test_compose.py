"""The compose file starts: its own commands, SQL, secrets and health checks, without containers."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from tests.emulator.server import first_line, stop_group
from tests.forks import Process
from tests.machine import need
from tests.meta.repository import ROOT
from tests.ports import free_port
from tests.postgres import OWNER, Postgres, postgres
from tests.server import await_ready

DEPLOY = ROOT / "backend" / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SECONDS = 240.0


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """Return a database server as its image leaves it: with an administrator alone."""
    with postgres() as found:
        found.admin(f"DROP ROLE {OWNER}")
        yield found


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the directory that `make-secrets.sh` fills; it stands for /run/secrets."""
    home = tmp_path_factory.mktemp("deploy")
    script = shutil.copy(DEPLOY / "make-secrets.sh", home)
    made = []
    for _ in range(2):
        subprocess.run([script], check=True)
        made.append({one.name: one.read_bytes() for one in home.glob("secrets/*")})
    assert made[0] == made[1]
    assert set(made[0]) == set(COMPOSE["secrets"])
    assert {len(content) for content in made[0].values()} == {64}
    assert (home / "secrets").stat().st_mode & 0o777 == 0o700
    return home / "secrets"


@pytest.fixture(scope="module")
def founded(server: Postgres, secrets: Path) -> Postgres:
    """Return the server after its first start: the SQL that the file mounts was run."""
    (mounted,) = [
        volume.partition(":")[0]
        for volume in SERVICES["postgres"]["volumes"]
        if "/docker-entrypoint-initdb.d/" in volume
    ]
    # As the entrypoint of the image runs it.
    psql = (need("postgres").resolve().parent / "psql", "-v", "ON_ERROR_STOP=1", "--no-psqlrc")
    place = ("-h", server.home, "-p", str(server.port), "-U", "postgres")
    environ = environment("postgres", server, secrets)
    done = subprocess.run(
        [*psql, *place, "-f", DEPLOY / mounted],
        env=os.environ | environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (secrets / "database-password").read_text() not in done.stdout + done.stderr
    return server


def environment(service: str, server: Postgres, secrets: Path, **ours: str) -> dict[str, str]:
    """Return the variables of a service; the names of the file's network are addresses here."""
    return {
        name: value.replace("/run/secrets", str(secrets)).replace(
            "@postgres/", f"@127.0.0.1:{server.port}/"
        )
        for name, value in SERVICES[service]["environment"].items()
        if "${" not in value
    } | ours


def test_the_role_is_a_plain_one(founded: Postgres) -> None:
    rows = founded.admin(
        "SELECT rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication "
        "FROM pg_roles WHERE rolname = 'posture'"
    )
    assert rows == [(True, False, False, False, False, False)]


def test_the_role_needs_its_password(founded: Postgres) -> None:
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(founded.url_with_password("posture", password="another"))


def test_the_database_is_healthy(founded: Postgres) -> None:
    _, program, *arguments = SERVICES["postgres"]["healthcheck"]["test"]
    done = subprocess.run(
        [need("postgres").resolve().parent / program, *arguments, f"--port={founded.port}"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0


def test_it_migrates_serves_and_works(founded: Postgres, secrets: Path, tmp_path: Path) -> None:
    def posture(service: str, **ours: str) -> "subprocess.Popen[str]":
        process = Process(
            [sys.executable, "-m", "posture", *SERVICES[service]["command"]],
            cwd=tmp_path,
            env=os.environ | environment(service, founded, secrets, **ours),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        stack.callback(stop_group, process)
        return process

    with ExitStack() as stack:
        migrating = posture("migrate")
        assert first_line(migrating, SECONDS).startswith("posture: schema empty →")
        assert migrating.wait(SECONDS) == 0
        port = free_port()
        serving = posture("server", POSTURE_HOST="127.0.0.1", POSTURE_PORT=str(port))
        working = posture("worker")
        await_ready(f"http://127.0.0.1:{port}", serving)
        _, _, *check = SERVICES["server"]["healthcheck"]["test"]
        healthy = [word.replace(":8080/", f":{port}/") for word in check]
        subprocess.run([sys.executable, *healthy], check=True)
        # With a role that bypasses row-level security it would end before this line.
        assert "worker.ready" in first_line(working, SECONDS)
        serving.terminate()
        working.terminate()
        assert (serving.wait(SECONDS), working.wait(SECONDS)) == (0, 0)
