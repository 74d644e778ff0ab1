"""A backup is whole, is made while runs are accepted, and is all that a new server needs."""

import asyncio
import os
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.forks import start
from tests.integration.processes.conftest import Installation, Server

pytestmark = pytest.mark.anyio
SECONDS = 240.0


async def back_up(installation: Installation, into: Path) -> None:
    url = f"sqlite:///{installation.file}"
    made = await start(
        sys.executable,
        *("-m", "posture", "backup", str(into)),
        env=os.environ | {"POSTURE_DATABASE_URL": url},
    )
    async with asyncio.timeout(SECONDS):
        assert await made.wait() == 0


async def keep_accepting(server: Server, integration_id: str) -> None:
    while True:
        await server.start_run(integration_id, trigger="verify")


def runs_in(copy: Path) -> set[str]:
    """Return the runs of a copy; check that it is one complete, private file."""
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [one.name for one in copy.parent.glob("copy*")] == ["copy.db"]
    with closing(sqlite3.connect(copy)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {row[0] for row in raw.execute("SELECT id FROM runs")}


def restore(copy: Path, file: Path) -> None:
    for rest in ("-wal", "-shm"):
        file.with_name(file.name + rest).unlink(missing_ok=True)
    copy.replace(file)


async def test_a_copy_made_in_mid_work_serves_in_its_place(
    installation: Installation, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    async with installation.serve(rate_limit_bucket=1_000_000) as server:
        before = await server.start_run(installation.integration_id)
        accepting = asyncio.create_task(keep_accepting(server, installation.integration_id))
        await back_up(installation, copy)
        accepting.cancel()
        after = await server.start_run(installation.integration_id, trigger="verify")
        assert await server.stop() == 0

    kept = runs_in(copy)
    assert before in kept
    assert after not in kept

    restore(copy, installation.file)
    async with installation.serve() as server:
        assert (await server.run(before))["integration_id"] == installation.integration_id
        assert (await server.client.get(f"/api/v2/cloud-posture-runs/{after}")).status_code == 404
