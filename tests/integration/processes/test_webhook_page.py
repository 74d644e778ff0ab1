"""What the page on webhooks tells a reader to type works, against a server that really delivers."""

import hmac
import json
import re
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.server import LOOPBACK
from tests.integration.fakes import until
from tests.integration.processes.conftest import Installation
from tests.integration.processes.test_live_page import typed
from tests.integration.worker.receiver import receiver

pytestmark = pytest.mark.anyio

PAGE = Path(__file__).parents[3] / "backend" / "docs" / "webhooks.md"


def blocks(tag: str) -> list[str]:
    text = PAGE.read_text(encoding="utf-8")
    return re.findall(rf"^```{tag}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def verifier() -> Callable[[str, str, bytes], bool]:
    (script,) = blocks("python")
    found: dict[str, Any] = {}
    exec(script, found)  # noqa: S102  # the page's own text
    verify: Callable[[str, str, bytes], bool] = found["is_genuine"]
    return verify


async def test_the_page_works(installation: Installation, tmp_path: Path) -> None:
    create, redeliver = blocks("bash")
    allowed: dict[str, Any] = {
        "webhook_allow_http": True,
        "webhook_networks": LOOPBACK,
        "webhook_attempts": 1,
    }
    with receiver() as here:
        here.answer = lambda _: 500
        async with installation.serve(webhook_poll_seconds=0.05, **allowed) as server:
            environ = {
                "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
                "POSTURE_ENDPOINT": str(server.client.base_url).rstrip("/"),
                "POSTURE_TOKEN": installation.token,
                "RECEIVER": here.url,
            }
            await typed(("bash", "-euc", f"cd '{tmp_path}'; {create}"), environ)
            made = json.loads((tmp_path / "webhook.json").read_text())
            deliveries = f"/api/v2/webhooks/{made['id']}/deliveries"

            async def standing(status: str) -> bool:
                answer = await server.client.get(deliveries, params={"status": status})
                return len(answer.json()["data"]) == 1

            await until(lambda: standing("dead"))
            here.answer = lambda _: 200
            (dead,) = (await server.client.get(deliveries)).json()["data"]
            environ |= {"WEBHOOK": made["id"], "DELIVERY": dead["id"]}
            assert dead["id"] in await typed(("bash", "-euc", redeliver), environ)
            await until(lambda: standing("delivered"))
            run_id = await server.start_run(installation.integration_id)

            async def delivered() -> bool:
                return len(here.seen) == 3

            await until(delivered)
            assert await server.stop() == 0

    verify = verifier()
    assert [one.id for one in here.seen[:2]] == [dead["id"]] * 2
    assert here.seen[2].json["run"]["id"] == run_id
    assert here.seen[2].json["event"] == "finding.created"
    for one in here.seen:
        signature = one.headers["x-posture-signature"]
        assert verify(made["secret"], signature, one.body)
        assert not verify("another secret", signature, one.body)
        assert not verify(made["secret"], signature, one.body + b" ")
    assert made["secret"] not in (installation.home / "log").read_text()


def test_the_code_of_the_page_refuses_old_and_wrong_signatures() -> None:
    verify = verifier()
    now = time.time()
    header = "t=1700000000,v1=" + "0" * 64
    assert not [text for text in ("", "t=1", "v1=0", "t=x,v1=0", header) if verify("s", text, b"")]
    for age, genuine in ((0, True), (290, True), (310, False), (-310, False)):
        at = int(now) - age
        signed = hmac.new(b"s", b"%d.body" % at, sha256).hexdigest()
        assert verify("s", f"t={at},v1={signed}", b"body") is genuine
