"""Compose: settings and clouds become a store, a worker, an executor and an API, once."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from posture import telemetry
from posture.bootstrap.aws import locked_objects
from posture.bootstrap.clouds import CLOUDS
from posture.bootstrap.scan import collectors_of, tune
from posture.checks.catalog import checks as checks_of
from posture.domain.check import Check
from posture.domain.cloud import Cloud
from posture.domain.collector import Collector
from posture.domain.egress import EgressPolicy
from posture.executor.audit import keep_anchors, keep_checkpoints
from posture.executor.embedded import EmbeddedExecutor
from posture.executor.measures import keep_measures
from posture.executor.retention import keep_retention
from posture.executor.schedules import keep_schedules
from posture.executor.work import Executor
from posture.frameworks.catalog import Frameworks, frameworks
from posture.identity.code_flow import CALLBACK, Client, CodeFlow, is_callback
from posture.identity.fetch import Fetcher
from posture.identity.keys import IssuerKeys, is_https
from posture.outbound import Guard
from posture.services.evidence import Catalog
from posture.services.exchange import Exchanger
from posture.services.sign_in import SignIn, rules
from posture.services.watch import Watch
from posture.settings import Settings, SettingsError
from posture.store.engine import Store
from posture.worker.anchor import Anchorer
from posture.worker.claim import worker_name
from posture.worker.deliver import Deliverer
from posture.worker.metrics import RunMetrics
from posture.worker.post import Poster
from posture.worker.render import renderer_of
from posture.worker.report import Reporter
from posture.worker.run import Worker

if TYPE_CHECKING:
    from posture.api.app import Application


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of a process that executes runs.

    Attributes:
        clouds: by their names, the clouds whose accounts can be connected.
        checks: every check of the clouds, by id and in the order of the ids.
    """

    settings: Settings
    store: Store
    checks: Mapping[str, Check[Any]]
    clouds: Mapping[str, Cloud]
    collectors: Mapping[str, Collector]
    frameworks: Frameworks
    executor: Executor
    watch: Watch
    deliverer: Deliverer
    reporter: Reporter
    anchorer: Anchorer
    exchanger: Exchanger
    sign_in: SignIn | None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Open the store and execute runs; at the end, wait for runs or hand them back."""
        try:
            async with self.store, self.watch, asyncio.TaskGroup() as group:
                group.create_task(self.executor.serve(), name="executor")
                group.create_task(self.deliverer.serve(), name="webhooks")
                group.create_task(self.reporter.serve(), name="reports")
                kept = {
                    "schedules": keep_schedules(
                        self.store, queue=self.executor, settings=self.settings
                    ),
                    "retention": keep_retention(self.store, self.settings),
                    "checkpoints": keep_checkpoints(self.store, self.settings),
                    "measures": keep_measures(
                        self.store, self.watch, self.settings, executor=self.executor
                    ),
                    "anchors": keep_anchors(self.anchorer.write, self.settings),
                }
                repeated = [group.create_task(one, name=name) for name, one in kept.items()]
                try:
                    yield
                finally:
                    for one in repeated:
                        one.cancel()
                    self.deliverer.stop()
                    self.reporter.stop()
                    self.executor.stop()
        finally:
            telemetry.shutdown()


def compose(settings: Settings, *, clouds: Iterable[Cloud] = CLOUDS) -> Parts:
    """Make the parts; nothing is opened yet."""
    tune()
    store = Store(settings, start_seconds=settings.database_start_seconds)
    named = {cloud.name: cloud for cloud in clouds}
    checks = {one.id: one for one in checks_of(named.values())}
    collectors = collectors_of(named.values(), settings)
    known = frameworks()
    worker = Worker(
        store=store,
        settings=settings,
        clouds=named,
        collectors=collectors,
        checks=checks,
        frameworks=known,
        metrics=RunMetrics(),
        name=worker_name(),
    )
    executor = executor_of(store, worker, settings)
    return Parts(
        settings=settings,
        store=store,
        checks=checks,
        clouds=named,
        collectors=collectors,
        frameworks=known,
        executor=executor,
        watch=Watch(store, settings),
        deliverer=Deliverer(store, settings, poster_for(settings)),
        anchorer=Anchorer(store, settings, poster_for(settings), locked_objects),
        reporter=Reporter(store, settings, Catalog(checks, known), renderer=renderer_of(settings)),
        exchanger=exchanger_for(store, settings),
        sign_in=sign_in_for(store, settings),
    )


def executor_of(store: Store, worker: Worker, settings: Settings) -> Executor:
    """Return the executor of runs: Procrastinate with a PostgreSQL server, else this process."""
    if not settings.database_is_server():
        return EmbeddedExecutor(worker, settings)
    from posture.executor.procrastinate import ProcrastinateExecutor  # noqa: PLC0415  # comes with the driver

    return ProcrastinateExecutor(store, worker, settings)


def poster_for(settings: Settings) -> Poster:
    """Return the poster for webhooks."""
    return Poster(
        Guard(EgressPolicy(settings.webhook_networks.split())),
        timeout_seconds=settings.webhook_timeout_seconds,
        head_bytes=settings.webhook_answer_bytes,
    )


def exchanger_for(
    store: Store, settings: Settings, *, tls: ssl.SSLContext | None = None
) -> Exchanger:
    """Return what exchanges the identities of jobs for tokens."""
    return Exchanger(store, IssuerKeys(_fetcher(settings, tls).get, settings), settings)


def sign_in_for(
    store: Store, settings: Settings, *, tls: ssl.SSLContext | None = None
) -> SignIn | None:
    """Return what lets people in; None without an identity provider.

    Raises:
        SettingsError: a setting is missing or cannot be used.
    """
    if not settings.oidc_issuer:
        return None
    for name in ("client_id", "client_secret", "redirect_url", "rules"):
        if not getattr(settings, f"oidc_{name}"):
            raise SettingsError(
                f"POSTURE_OIDC_{name.upper()}: it is needed where POSTURE_OIDC_ISSUER is set"
            )
    if not is_https(settings.oidc_issuer):
        raise SettingsError("POSTURE_OIDC_ISSUER: must be an `https` URL")
    if not is_callback(settings.oidc_redirect_url):
        raise SettingsError(
            f"POSTURE_OIDC_REDIRECT_URL: must be `https://HOST{CALLBACK}`; without TLS only on "
            "this machine"
        )
    try:
        allowed = rules(settings)
    except ValueError as error:
        raise SettingsError(f"POSTURE_OIDC_RULES: {error}") from None
    fetcher = _fetcher(settings, tls)
    client = Client(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        redirect_url=settings.oidc_redirect_url,
        scopes=settings.oidc_scopes,
    )
    flow = CodeFlow(client, IssuerKeys(fetcher.get, settings), fetcher.post)
    return SignIn(store, settings, flow, allowed)


def _fetcher(settings: Settings, tls: ssl.SSLContext | None) -> Fetcher:
    return Fetcher(
        Guard(EgressPolicy(settings.issuer_networks.split())),
        timeout_seconds=settings.issuer_timeout_seconds,
        limit_bytes=settings.issuer_answer_bytes,
        tls=tls,
    )


def application(parts: Parts, *, opens: bool = True) -> "Application":
    """Return the API over the parts; with `opens`, its lifespan opens and closes them."""
    from posture.api.app import create_app as create_api  # noqa: PLC0415  # a worker needs none
    from posture.api.deps import Deps  # noqa: PLC0415  # as above

    deps = Deps(
        store=parts.store,
        settings=parts.settings,
        queue=parts.executor,
        checks=parts.checks,
        frameworks=parts.frameworks,
        clouds=parts.clouds,
        watch=parts.watch,
        exchanger=parts.exchanger,
        sign_in=parts.sign_in,
    )
    return create_api(deps, lifespan=[lambda _: parts.running()] if opens else [])
