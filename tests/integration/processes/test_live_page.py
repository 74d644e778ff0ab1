"""What the page on live progress tells a reader to type works."""

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from tests.integration.processes.conftest import RUNS, Installation
from tests.machine import need

pytestmark = pytest.mark.anyio

PAGE = Path(__file__).parents[3] / "backend" / "docs" / "live-progress.md"


async def typed(program: tuple[str, ...], environ: dict[str, str]) -> str:
    process = await asyncio.create_subprocess_exec(
        *program, env=os.environ | environ, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(240):
        output, _ = await process.communicate()
    assert process.returncode == 0
    return output.decode()


async def test_the_page_works(installation: Installation) -> None:
    need("curl")
    text = PAGE.read_text(encoding="utf-8")
    streamed, polled = re.findall(r"^```bash\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    (script,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    async with installation.serve() as server:
        run_id = await server.start_run(installation.integration_id)
        environ = {
            "POSTURE_ENDPOINT": str(server.client.base_url).rstrip("/"),
            "POSTURE_TOKEN": installation.token,
            "RUN": run_id,
        }
        events = await typed(("bash", "-euc", streamed), environ)
        assert re.findall(r"^event: (\w+)$", events, re.MULTILINE)[-1] == "end"
        assert (await typed((sys.executable, "-c", script), environ)).endswith("completed\n")
        assert await typed(("bash", "-euc", polled), environ) == "304\n"
        assert (await server.client.get(f"{RUNS}/{run_id}")).json()["status"] == "completed"
