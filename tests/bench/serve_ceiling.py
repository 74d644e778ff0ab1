"""Serves a hundred prebuilt runs: the best that Litestar can do."""

import asyncio

from litestar import Litestar, get

from posture.api.schemas import DeltaCounts, Progress, Run, RunPage, VerdictCounts
from tests.bench.granian import serve
from tests.bench.installation import RUNS

PAGE = RunPage(
    data=[
        Run(
            id=f"00000000-0000-4000-8000-{number:012}",
            integration_id="6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11",
            trigger="verify",
            started_at="2026-03-02T10:14:00Z",
            completed_at="2026-03-02T10:14:48.211Z",
            status="completed",
            asset_count=1180,
            finding_count=37,
            duration_ms=48211,
            accepted_at="2026-03-02T10:13:59.950Z",
            phase="done",
            verdict_counts=VerdictCounts(pass_=2210, fail=37, unknown=4, not_applicable=18),
            coverage=0.998,
            delta=DeltaCounts(new=2, resolved=5, unchanged=35),
            suppressed_count=3,
            progress=Progress(calls=2011, planned_reads=2008, failed_reads=4),
            error=None,
            scope=None,
            source=None,
        )
        for number in range(100)
    ]
)


@get(RUNS)
async def list_runs() -> RunPage:
    return PAGE


if __name__ == "__main__":
    asyncio.run(serve(Litestar([list_runs], openapi_config=None)))
