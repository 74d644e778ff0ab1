"""Schemathesis against a server that really listens: every check.

The one exemption is in `schemathesis.toml`, with its reason.
"""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from posture.domain.asset import Family
from posture.frameworks.catalog import Control, Frameworks, frameworks
from posture.services.integrations import create_integration
from posture.services.runs import RunRequest, accept_run
from posture.store.engine import Store
from tests.integration.fakes import (
    CHECKS,
    PaperAccount,
    PaperCollector,
    Queue,
    paper_worker,
    sheet,
)
from tests.machine import exhaustive, scaled
from tests.server import Served, served

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "tests" / "contract" / "schemathesis.toml"
PHASES = ("Examples", "Coverage", "Fuzzing", "Stateful")
# Without a token every response is a 401, whatever the request holds.
FEW_PHASES = PHASES if exhaustive() else ("Examples",)
OPTIONS = (
    "--checks=all",
    "--mode=all",
    "--seed=1",
    "--generation-database=none",
    "--continue-on-failure",
    "--suppress-health-check=all",  # of this machine's speed, not of the API
    "--request-timeout=60",
    "--no-color",
)


# A policy may name any families and frameworks: the run has a check of each.
OF_EVERY_FAMILY = {
    f"{one.id}_{family.value}": replace(one, id=f"{one.id}_{family.value}", family=family)
    for one in CHECKS.values()
    for family in Family
}
OF_EVERY_FRAMEWORK = Frameworks(
    tuple(
        replace(one, controls=(Control("1", "Paper", tuple(OF_EVERY_FAMILY)),))
        for one in frameworks().frameworks
    )
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, served_database_url: str) -> Iterator[Served]:
    """A server whose tenant has a run with findings, and whose runs call nobody."""
    directory = tmp_path_factory.mktemp("fuzzed")
    environ = {
        "POSTURE_DATABASE_URL": served_database_url,
        "POSTURE_RATE_LIMIT_BUCKET": "1000000",
        "POSTURE_REFUSED_REQUESTS_BUCKET": "1000000",
        "POSTURE_PUBLIC_REQUESTS_BUCKET": "1000000",
        "POSTURE_ENDPOINT_NETWORKS": "0.0.0.0/0 ::/0",  # nothing runs, so nothing connects
        "POSTURE_WEBHOOK_NETWORKS": "0.0.0.0/0 ::/0",  # as above
        "POSTURE_WEBHOOK_ALLOW_HTTP": "true",
        # Runs that are not executed do not change, so a request that waits for a change waits to
        # its timeout.
        "POSTURE_STREAM_SECONDS": "0.05",
        "POSTURE_LONG_POLL_SECONDS": "0.05",
    }
    with served(directory, environ=environ) as started:
        asyncio.run(find_something(started))
        yield started


async def find_something(server: Served) -> None:
    async with Store(server.settings) as store:
        row = await create_integration(
            store, tenant_id=server.tenant_id, name="production", provider="aws"
        )
        request = RunRequest(tenant_id=server.tenant_id, integration_id=row.id)
        await accept_run(store, queue=Queue(), settings=server.settings, request=request)
        worker = paper_worker(
            store,
            server.settings,
            PaperCollector(PaperAccount([sheet(str(number)) for number in range(5)])),
            checks=OF_EVERY_FAMILY,
            frameworks=OF_EVERY_FRAMEWORK,
        )
        claim = await worker.claim()
        assert claim is not None
        await worker.execute(claim)


@pytest.mark.parametrize(
    ("known", "phases", "examples"),
    [
        ("with a token", PHASES, scaled(small=3, full=20)),
        ("without a token", FEW_PHASES, scaled(small=1, full=5)),
    ],
    ids=["with a token", "without a token"],
)
def test_every_response_is_allowed_by_the_document(
    server: Served, tmp_path: Path, known: str, phases: tuple[str, ...], examples: int
) -> None:
    token = ["--header", f"Authorization: Bearer {server.token}"] if known == "with a token" else []
    place = f"{server.url}/api/v2/openapi.yaml"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", f"--config-file={CONFIG}"),
            *("run", place, *OPTIONS),
            *(f"--phases={','.join(phases).lower()}", f"--max-examples={examples}", *token),
        ],
        cwd=tmp_path,
        env=os.environ
        | {
            "SCHEMATHESIS_HOOKS": "tests.contract.formats",
            "PYTHONPATH": str(ROOT),
            # Its library computes for seconds which characters there are, unless they stand there.
            "HYPOTHESIS_STORAGE_DIRECTORY": str(ROOT / ".hypothesis"),
            # For each request it looks for a proxy in every variable, unless one says not to.
            "NO_PROXY": "127.0.0.1",
            "FUZZED_TOKEN_ID": server.token_id,
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert all(f"✅ {phase}" in done.stdout for phase in phases), done.stdout
    # With a token that is not valid any more, most of it would prove nothing.
    lost = bool(re.search(r"401 Unauthorized \(\d+ operations\)", done.stdout))
    assert not (token and lost), done.stdout
