"""A console for tests: a real server with two runs, and a real browser."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import httpx

from posture.domain.declaration import NOTHING, Declaration, Declarations
from posture.domain.gate import GatePolicy
from posture.domain.run import RunCounts, RunPhase
from posture.services.integrations import create_integration
from posture.services.runs import RunRequest, accept_run
from posture.store import run_steps
from posture.store.engine import Store
from posture.worker.claim import Claim
from posture.worker.claim import claim as claim_run
from tests.browser import Browser, Page, chromium
from tests.integration.fakes import (
    CHECKS,
    PaperAccount,
    PaperCollector,
    Queue,
    Step,
    paper_worker,
    sheet,
)
from tests.server import Served, served

# Names that would run, hide or break out, if anything took them for more than text.
HOSTILE: Final = (
    "<img src=x onerror=\"document.title='owned'\">",
    "</script><script>document.title='owned'</script>",
    "javascript:alert(1)",
    "{{constructor.constructor('return 1')()}}",
    "\u202egnp.exe",
    "'\"`;--",
)
# Where two of them are declared, and whether the plan changes them; of the others neither is known.
DECLARED: Final = {
    sheet(HOSTILE[0]).resource_id: Declaration("aws_sheet.logs", "infra/main.tf", 41, in_plan=True),
    sheet(HOSTILE[1]).resource_id: Declaration(f'aws_sheet.all["{HOSTILE[1]}"]', in_plan=False),
}
# The check on paper by the name of one that the server knows.
KNOWN_ID: Final = "aws_s3_bucket_public_access_blocked"
KNOWN: Final = {KNOWN_ID: replace(next(iter(CHECKS.values())), id=KNOWN_ID)}
PLACES: Final = (
    "changes",
    "runs",
    "findings",
    "suppressions",
    "frameworks",
    "frameworks/CIS_AWS_7_0",
    "reports",
    "integrations",
    "integrations/new",
    "webhooks",
    "tokens",
    "trusts",
    "audit",
    "settings",
)
READ: Final = "document.querySelector('#main h1') && !document.querySelector('.waiting')"
SHOWN: Final = (
    "document.querySelector('#main h1, #main .problem') && !document.querySelector('.waiting')"
)
STREAM: Final = "/api/v2/events?"


class Site(NamedTuple):
    """A server with two runs: the second found what the first had not."""

    server: Served
    browser: Browser
    first: str
    second: str

    @property
    def console(self) -> str:
        return f"{self.server.url}/console"


@contextmanager
def opened(directory: Path, *, environ: Mapping[str, str] | None = None) -> Iterator[Site]:
    """Provide a server and a browser for the time of a `with` block; skip without a browser."""
    own = {
        "POSTURE_SIGN_IN_BUCKET": "1000",
        "POSTURE_MANUAL_RUNS_PER_WINDOW": "1000",
        "POSTURE_STREAM_TOKEN_SECONDS": "0.5",
    }
    environ = own | dict(environ or {})
    with chromium(directory) as browser, served(directory, environ=environ) as server:
        first, second = asyncio.run(two_runs(server))
        yield Site(server, browser, first, second)


async def two_runs(server: Served) -> tuple[str, str]:
    known = [sheet(f"known-{number}") for number in range(3)]
    async with Store(server.settings) as store:
        row = await create_integration(
            store, tenant_id=server.tenant_id, name=f"prod {HOSTILE[0]}", provider="aws"
        )
        return (
            await run_of(server, store, row.id, *known),
            await run_of(
                server, store, row.id, *known[:2], *map(sheet, HOSTILE), declared=DECLARED
            ),
        )


async def run_of(
    server: Served,
    store: Store,
    integration_id: str,
    *found: Step,
    declared: Declarations = NOTHING,
) -> str:
    request = RunRequest(
        tenant_id=server.tenant_id,
        integration_id=integration_id,
        policy=GatePolicy(),
        declarations=declared,
    )
    accepted = await accept_run(store, queue=Queue(), settings=server.settings, request=request)
    collector = PaperCollector(PaperAccount(found))
    worker = paper_worker(store, server.settings, collector, checks=KNOWN)
    claim = await worker.claim()
    assert claim is not None
    await worker.execute(claim)
    return accepted.run_id


async def claimed(server: Served) -> Claim:
    """Claim the run that waits, as a worker does."""
    async with Store(server.settings) as store:
        found = await claim_run(store, server.settings, worker="test")
    assert found is not None
    return found


async def progressed(
    server: Served,
    claim: Claim,
    counts: RunCounts,
    *,
    services: str | None = None,
    timeline: str | None = None,
) -> None:
    """Record progress as a worker does while it collects."""
    async with Store(server.settings) as store:
        write = partial(
            run_steps.show_progress,
            run_id=claim.run_id,
            held=claim.token,
            phase=RunPhase.COLLECTING,
            counts=counts,
            services=services,
            started_at=claim.started_at,
            at=store.now(),
            timeline=timeline,
        )
        assert await store.write(write, tenant_id=server.tenant_id)


async def stopped(server: Served, claim: Claim) -> None:
    """Cancel a run as if its worker had died."""
    async with Store(server.settings) as store:
        write = partial(
            run_steps.cancel_stale,
            run_id=claim.run_id,
            held=claim.token,
            reason="test",
            started_at=claim.started_at,
            at=store.now(),
        )
        await store.write(write, tenant_id=server.tenant_id)


def sign_in(page: Page, site: Site, *, place: str = "/", token: str = "") -> Page:
    """Open an address of the console, and type a token."""
    page.open(site.console + place)
    page.sees("Sign in")
    page.fill("input[name=token]", token or site.server.token)
    page.press("Enter")
    page.until("document.querySelector('#main')")
    return page


def sign_out(page: Page) -> None:
    """Press the button of that name."""
    page.act("[...document.querySelectorAll('.who button')].at(-1)", "click()")


def deaf(site: Site, *, place: str) -> Page:
    """Return a page, signed in, that does not hear of what others change meanwhile."""
    return sign_in(site.browser.page(hears=False), site, place=place)


def asked_by(page: Page) -> list[str]:
    """Return the requests of a page to the API, without the stream that all tabs share."""
    return [one for one in page.requests if "/api/" in one and STREAM not in one]


def api(site: Site) -> httpx.Client:
    """Return a client that uses the API beside the console."""
    headers = {"Authorization": f"Bearer {site.server.token}"}
    return httpx.Client(base_url=f"{site.server.url}/api/v2", headers=headers)


def pages_of(site: Site, finding: str) -> list[str]:
    """Return the address of every page, with its states."""
    run = f"runs/{site.second}"
    return [
        *PLACES,
        *(f"{run}{part}" for part in ("", "/gate", "/coverage", "/timeline")),
        f"compare/{site.second}...{site.first}",
        f"findings/{finding}",
        f"findings?group=none&id={finding}",
        "findings?q=nothing-has-this",
        "runs?status=failed",
        "runs/00000000-0000-4000-8000-000000000000",
        "findings/00000000-0000-4000-8000-000000000000",
        "webhooks/00000000-0000-4000-8000-000000000000",
        "nothing",
    ]


def walk(page: Page, place: str) -> None:
    """Go to a page of the console without loading its program again."""
    page.run(
        f"history.pushState(null, '', '/console/{place}'); "
        "dispatchEvent(new PopStateEvent('popstate')); "
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    page.until(SHOWN)
