"""Terraform, the provider and a posture server for the tests of this directory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from posture_client import Client
from tests.emulator.server import LOOPBACK
from tests.issuer import Issuer, listening
from tests.machine import need
from tests.plugins.terraform.faulty_proxy import FaultyProxy, faulty_proxy
from tests.plugins.terraform.harness import (
    Workspace,
    built,
    credentials,
    environment,
    override,
    reattachable,
)
from tests.server import Queue, Served, served

NEWER_REGION = "eu-new-9"


@pytest.fixture(scope="session")
def reattach(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Yield one provider process for many tests."""
    need("terraform")
    with reattachable(tmp_path_factory.mktemp("provider")) as found:
        yield found


@pytest.fixture(scope="session")
def binaries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Yield the provider as a file that Terraform starts."""
    return built(tmp_path_factory.mktemp("binaries"))


@pytest.fixture(scope="session")
def issuer() -> Iterator[Issuer]:
    """Yield an issuer of job tokens that `api` trusts."""
    with listening() as (found, _):
        yield found


@pytest.fixture(scope="session")
def waiting_server(tmp_path_factory: pytest.TempPathFactory, issuer: Issuer) -> Iterator[Served]:
    """Yield a server whose runs wait for a worker that never comes."""
    need("terraform")
    environ = {
        # Many tests scan the same account.
        "POSTURE_RATE_LIMIT_BUCKET": "100000",
        "POSTURE_MANUAL_RUNS_PER_WINDOW": "100000",
        "POSTURE_EXCHANGE_BUCKET": "100000",
        "POSTURE_ISSUER_NETWORKS": LOOPBACK,
        "SSL_CERT_FILE": str(issuer.certificate),
    }
    with served(tmp_path_factory.mktemp("api"), queue=Queue.WAIT, environ=environ) as found:
        yield found


@pytest.fixture
def api(waiting_server: Served) -> Served:
    """Return that server, for a tenant of the test's own."""
    return waiting_server.for_another()


@pytest.fixture
def workspace(tmp_path: Path, reattach: dict[str, str], api: Served) -> Workspace:
    """Yield a configuration that talks to `api` through the running provider."""
    return Workspace(tmp_path, environment(tmp_path) | reattach | credentials(api))


@pytest.fixture
def processes(tmp_path: Path, binaries: Path, api: Served) -> Workspace:
    """Yield the same with a provider process for every start, as users have it."""
    return Workspace(tmp_path, environment(tmp_path, override(binaries)) | credentials(api))


@pytest.fixture
def client(api: Served) -> Iterator[Client]:
    """Yield a client of `api`."""
    with Client(api.url, api.token) as found:
        yield found


@pytest.fixture
def proxy(api: Served, workspace: Workspace) -> Iterator[FaultyProxy]:
    """Yield a faulty proxy between the provider of `workspace` and the server."""
    with faulty_proxy(api.url) as found:
        workspace.variables["endpoint"] = found.url
        yield found


@pytest.fixture(scope="session")
def limited_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield a server that allows little, and allows it again soon."""
    need("terraform")
    environ = {
        "POSTURE_RATE_LIMIT_BUCKET": "4",
        "POSTURE_RATE_LIMIT_REFILL_PER_SECOND": "4",
        "POSTURE_MANUAL_WINDOW_SECONDS": "4",
        "POSTURE_MANUAL_RUNS_PER_WINDOW": "1",
        "POSTURE_SUPPRESSIONS_IN_FORCE": "1",
        "POSTURE_TRUSTS_PER_TENANT": "1",
        "POSTURE_WEBHOOKS_PER_TENANT": "1",
        "POSTURE_EXTRA_REGIONS": NEWER_REGION,
    }
    with served(tmp_path_factory.mktemp("limited"), queue=Queue.WAIT, environ=environ) as found:
        yield found


@pytest.fixture
def limited_api(limited_server: Served) -> Served:
    """Return that server, for a tenant of the test's own."""
    return limited_server.for_another()


@pytest.fixture
def limited_workspace(tmp_path: Path, reattach: dict[str, str], limited_api: Served) -> Workspace:
    """Yield a configuration that talks to `limited_api`."""
    return Workspace(tmp_path, environment(tmp_path) | reattach | credentials(limited_api))
