"""The API in the test's process, on a fresh database, every response validated by the spec."""

import shutil
import ssl
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from msgspec.json import decode
from sqlalchemy import select

from posture.api.app import create_app, create_routes
from posture.api.deps import Deps
from posture.api.dispatch import Routes
from posture.bootstrap.clouds import CLOUDS, by_name
from posture.bootstrap.compose import exchanger_for, sign_in_for
from posture.checks.catalog import checks
from posture.domain.check import Check
from posture.domain.collector import AssumedRole
from posture.domain.evidence import Unread
from posture.frameworks.catalog import Frameworks, frameworks
from posture.services.audit import Actor
from posture.services.evidence import Catalog
from posture.services.integrations import create_integration
from posture.services.suppressions import create_suppression
from posture.services.tenants import create_tenant
from posture.services.tokens import SCOPES, mint
from posture.services.watch import Watch
from posture.settings import Settings
from posture.store.engine import Store
from posture.store.rows import audit
from posture.store.statement import Connection, Statement
from posture.store.tenancy import EVERY_TENANT
from posture.worker.render import renderer_of
from posture.worker.report import Reporter
from tests.databases import empty_file
from tests.emulator.server import LOOPBACK
from tests.integration.fakes import CHECKS as PAPER_CHECKS
from tests.integration.fakes import (
    FRAMEWORKS,
    Clock,
    PaperAccount,
    PaperCollector,
    Queue,
    Step,
    aws_paper_sheet_whole,
    not_found,
    paper_worker,
)
from tests.spec import Validated

RUNS = "/api/v2/cloud-posture-runs"
FINDINGS = "/api/v2/findings"
INTEGRATIONS = "/api/v2/integrations"
SUPPRESSIONS = "/api/v2/suppressions"
AUDIT = "/api/v2/audit"
BASELINES = "/api/v2/baselines"
CHECKS = "/api/v2/checks"
WEBHOOKS = "/api/v2/webhooks"
TRUSTS = "/api/v2/trusts"
TOKENS = "/api/v2/tokens"
REPORTS = "/api/v2/reports"
EXCHANGE = "/api/v2/token-exchange"
NOBODYS = "00000000-0000-4000-8000-000000000000"


@dataclass(kw_only=True)
class Api:
    """The API, one tenant of it, and a token of that tenant that may do everything."""

    deps: Deps
    clock: Clock
    tenant_id: str
    token_id: str
    token: str
    faults: list[str] = field(default_factory=list)
    connected: int = 0

    @property
    def store(self) -> Store:
        """The database below the API."""
        return self.deps.store

    def client(
        self, token: str | None = "", *, deps: Deps | None = None, ip: str = "127.0.0.1"
    ) -> httpx.AsyncClient:
        """Return a client with the tenant's token, another or none; its rate limit is its own."""
        app = create_app(
            deps or self.deps, clock=lambda: self.clock() / 1_000, routes=shared_routes()
        )
        shown = self.token if token == "" else token
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(Validated(app, self.faults.append), client=(ip, 49_152)),  # type: ignore[arg-type]  # two libraries, two words for one protocol
            base_url="http://posture.test",
            headers={"authorization": f"Bearer {shown}"} if shown else {},
        )

    def with_queue(self, refusal: Exception | None) -> Deps:
        """Return the API's dependencies with a queue that refuses, or takes."""
        return replace(self.deps, queue=Queue(refusal))

    async def audit_rows(self) -> list[dict[str, Any]]:
        """Return the audit log of all tenants, oldest first."""
        names = ("tenant_id", "actor_user_id", "action", "target_kind", "target_id", "result")
        asked = select(*(audit.c[name] for name in (*names, "request_id", "after_jsonb")))

        def read(connection: Connection) -> list[dict[str, Any]]:
            found = Statement(asked.order_by(audit.c.id)).all(connection)
            return [
                {
                    **dict(zip((*names, "request_id"), row, strict=False)),
                    "after": decode(row[-1] or b"null"),
                }
                for row in found
            ]

        return await self.store.read(read, tenant_id=EVERY_TENANT)

    async def tenant(self, name: str) -> str:
        """Add a tenant and return its id."""
        return (await create_tenant(self.store, name=name)).id

    async def mint(
        self,
        scopes: Iterable[str] = SCOPES,
        *,
        tenant_id: str | None = None,
        cidrs: Iterable[str] = (),
        expires_at: int | None = None,
    ) -> str:
        """Make a token, of the tenant unless another is named, and return its clear text."""
        minted = await mint(
            self.store,
            tenant_id=tenant_id or self.tenant_id,
            name="test",
            scopes=scopes,
            cidrs=cidrs,
            expires_at=expires_at,
        )
        return minted.clear_text

    async def work(
        self,
        *found: Step,
        refusal: Exception | None = None,
        missing: Callable[[str], Unread | None] = not_found,
        role: AssumedRole | None = None,
    ) -> None:
        """Execute the run that has waited longest, on an account with these assets."""
        collector = PaperCollector(PaperAccount(found, missing=missing, role=role), refusal)
        worker = paper_worker(self.store, self.deps.settings, collector)
        taken = await worker.claim()
        assert taken is not None
        await worker.execute(taken)

    async def make_report(
        self,
        *,
        checks: Mapping[str, Check[Any]] = PAPER_CHECKS,
        known: Frameworks = FRAMEWORKS,
        settings: Settings | None = None,
    ) -> None:
        """Make the report that has waited longest, as a worker does."""
        configured = settings or self.deps.settings
        reporter = Reporter(
            self.store, configured, Catalog(checks, known), renderer=renderer_of(configured)
        )
        (claimed,) = await reporter.claim(1)
        await reporter.make(claimed)

    async def integration(self, tenant_id: str | None = None) -> str:
        """Connect an account and return the integration's id."""
        self.connected += 1
        name = f"account {self.connected}"
        row = await create_integration(
            self.store, tenant_id=tenant_id or self.tenant_id, name=name, provider="aws"
        )
        return row.id

    async def suppression(self, **columns: Any) -> str:  # noqa: ANN401  # as create_suppression
        """Accept the findings on paper for an hour, and return the suppression's id."""
        defaults: dict[str, Any] = {
            "tenant_id": self.tenant_id,
            "check_id": aws_paper_sheet_whole.id,
            "resource_pattern": "*",
            "reason": "It is only paper.",
            "owner": "team-paper",
            "expires_at": self.clock() + 3_600_000,
        }
        actor = Actor(token_id=self.token_id, ip="127.0.0.1", request_id="test")
        row = await create_suppression(
            self.store, settings=self.deps.settings, by=actor, **defaults | columns
        )
        return row.id


@cache
def shared_routes() -> Routes:
    """Return the routes, which know no database: to make them takes longer than most tests."""
    return create_routes()


@cache
def _shared_checks() -> Mapping[str, Check[Any]]:
    """Return every check of the product, and the one about paper."""
    known = [*checks(CLOUDS), *PAPER_CHECKS.values()]
    return dict(sorted({one.id: one for one in known}.items()))


@cache
def _shared_frameworks() -> Frameworks:
    """Return the frameworks, read from their files once."""
    return frameworks()


@asynccontextmanager
async def api_in(
    directory: Path,
    *,
    database_url: str | None = None,
    refusal: Exception | None = None,
    tls: ssl.SSLContext | None = None,
    **settings: float | str,
) -> AsyncIterator[Api]:
    """Provide the API over a database, or one in a directory; every response must fit the spec."""
    if database_url is None:
        database_url = f"sqlite:///{shutil.copy(empty_file(), directory / 'posture.db')}"
    chosen: dict[str, Any] = {
        "rate_limit_bucket": 1_000_000,
        "refused_requests_bucket": 1_000_000,
        "public_requests_bucket": 1_000_000,
        "cancel_poll_seconds": 0.02,
        "endpoint_networks": LOOPBACK,
        "exchange_bucket": 1_000_000,
        "issuer_networks": LOOPBACK,
        # Each costs a thread and a connection for each test.
        "readers": 2,
        "readers_per_tenant": 2,
    } | settings
    configured = Settings(database_url=database_url, **chosen)
    clock = Clock()
    async with Store(configured, clock=clock) as store, Watch(store, configured) as watch:
        tenant = await create_tenant(store, name="acme")
        minted = await mint(store, tenant_id=tenant.id, name="test", scopes=SCOPES, expires_at=None)
        api = Api(
            deps=Deps(
                store=store,
                settings=configured,
                queue=Queue(refusal),
                checks=_shared_checks(),
                frameworks=_shared_frameworks(),
                clouds=by_name(),
                watch=watch,
                exchanger=exchanger_for(store, configured, tls=tls),
                sign_in=sign_in_for(store, configured, tls=tls),
            ),
            clock=clock,
            tenant_id=tenant.id,
            token_id=minted.token_id,
            token=minted.clear_text,
        )
        yield api
    assert not api.faults, api.faults
