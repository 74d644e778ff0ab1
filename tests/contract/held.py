"""Runs with and without a gate over the API, on an account made of paper."""

from typing import Any

import httpx

from tests.api import BASELINES, RUNS, Api
from tests.integration.fakes import Step, sheet

Json = dict[str, Any]


class Account:
    """One integration, its runs and their gates."""

    def __init__(self, api: Api, client: httpx.AsyncClient, integration_id: str) -> None:
        self.api = api
        self.client = client
        self.integration_id = integration_id

    async def run(
        self,
        *steps: Step,
        gate: Json | None = None,
        refusal: Exception | None = None,
        **body: Any,  # noqa: ANN401  # other members of the request
    ) -> str:
        """Execute a run from its start to its end, and return its id."""
        asked = {"integration_id": self.integration_id, **body}
        asked |= {} if gate is None else {"gate": gate}
        answer = await self.client.post(RUNS, json=asked)
        self.api.clock.pass_seconds(1)
        await self.api.work(*steps, refusal=refusal)
        return str(answer.json()["run_id"])

    async def gated(self, *names: str, gate: Json | None = None, **body: Any) -> Json:  # noqa: ANN401  # as above
        """Return the recorded answer of the gate of a run that finds these sheets torn."""
        run_id = await self.run(*map(sheet, names), gate=gate or {}, **body)
        return await self.gate(run_id)

    async def gate(self, run_id: str, **policy: str) -> Json:
        """Return the gate of a run."""
        answer = await self.client.get(f"{RUNS}/{run_id}/gate", params=policy)
        assert answer.status_code == 200
        decided: Json = answer.json()
        return decided

    async def accept(self, run_id: str) -> httpx.Response:
        """Accept a run as a baseline."""
        return await self.client.post(BASELINES, json={"run_id": run_id})


def arn(name: str) -> str:
    return f"arn:aws:paper:::{name}"
