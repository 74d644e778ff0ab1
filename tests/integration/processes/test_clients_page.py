"""What the page on clients tells a reader to run works; its TypeScript runs in `-s consumers`."""

import re
import sys
from pathlib import Path

import pytest

from tests.integration.processes.conftest import Installation
from tests.integration.processes.test_live_page import typed

pytestmark = pytest.mark.anyio

PAGE = Path(__file__).parents[3] / "backend" / "docs" / "clients.md"


async def test_the_page_works(installation: Installation) -> None:
    text = PAGE.read_text(encoding="utf-8")
    threads, tasks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    async with installation.serve() as server:
        environ = {
            "POSTURE_ENDPOINT": str(server.client.base_url).rstrip("/"),
            "POSTURE_TOKEN": installation.token,
        }

        place = f"/api/v2/integrations/{installation.integration_id}"
        before = await server.client.get(place)
        shown = await typed((sys.executable, "-c", threads), environ)
        assert "gate: fail\nrefused: run_not_found\n" in shown
        integration = await server.client.get(place)
        assert integration.json()["name"] == before.json()["name"]

        shown = await typed((sys.executable, "-c", tasks), environ)
        assert re.fullmatch(r"gate: fail \d+ findings\n", shown)
