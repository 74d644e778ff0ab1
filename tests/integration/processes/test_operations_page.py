"""The commands of the page on operations work, in its order."""

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from posture.services.tenants import create_tenant, list_tenants
from posture.settings import Settings
from posture.store.engine import Store
from tests.meta.repository import ROOT
from tests.postgres import ADMIN, EMPTY, shared_postgres

pytestmark = pytest.mark.anyio

PAGE = ROOT / "backend" / "docs" / "operations.md"
SECONDS = 300.0
# The last block is tested with the other commands about tenants.
BACK_UP, RESTORE, DUMP, _ = re.findall(
    r"^```bash\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)


async def typed(script: str, environ: dict[str, str]) -> None:
    programs = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    process = await asyncio.create_subprocess_exec(
        *("bash", "-euc", script),
        cwd=ROOT,
        env=os.environ | {"PATH": programs} | environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(SECONDS):
        output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()


async def tenants_in(url: str) -> list[str]:
    async with Store(Settings(database_url=url)) as store:
        return [one.name for one in await list_tenants(store)]


async def test_a_file_is_backed_up_and_restored(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup"
    backup.mkdir()
    url = f"sqlite:///{data / 'posture.db'}"
    environ = {"POSTURE_DATABASE_URL": url, "DATA": str(data), "BACKUP": str(backup)}
    async with Store(Settings(database_url=url)) as store:
        await create_tenant(store, name="before")
        await typed(BACK_UP, environ)
        await create_tenant(store, name="after")
    await typed(RESTORE, environ)
    assert await tenants_in(url) == ["before"]


async def test_a_server_is_backed_up_and_restored(tmp_path: Path) -> None:
    server = shared_postgres()
    name, restored = server.create(template=EMPTY), server.create(template="template0")
    try:
        async with Store(Settings(database_url=server.url(name))) as store:
            await create_tenant(store, name="before")
        programs = os.pathsep.join((str(server.programs), os.environ["PATH"]))
        environ = {
            "BACKUP": str(tmp_path),
            "PATH": programs,
            "ADMIN_URL": server.url(name, user=ADMIN),
            "RESTORED_URL": server.url(restored, user=ADMIN),
        }
        await typed(DUMP, environ)
        assert await tenants_in(server.url(restored)) == ["before"]
    finally:
        server.drop(name)
        server.drop(restored)
