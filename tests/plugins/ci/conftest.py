"""Fixtures: a server that executes runs, an account with findings, and pipelines."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from posture_client import Client
from tests.emulator.account import s3
from tests.emulator.account.account import HOME, Account
from tests.emulator.server import emulator
from tests.integration.cli.conftest import (
    AWS,
    QUICK,
    dead,  # noqa: F401  # a fixture: an account that cannot be reached
    hanging,  # noqa: F401  # likewise, an account that never responds
)
from tests.plugins.ci.hosts import Pipeline
from tests.server import Queue, Served, served

Connect = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Site:
    """A server and the account that it looks into."""

    api: Served
    cloud: str

    def client(self) -> Client:
        return Client(self.api.url, self.api.token, trace={})

    def integration(self, cloud: str | None = None) -> str:
        """Connect an account anew, so that no other test has used up its runs."""
        with self.client() as client:
            made = client.create_integration(
                name=f"account {uuid4()}",
                provider="aws",
                aws={"regions": [HOME], "endpoint_url": cloud or self.cloud},
            )
        return made["id"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    directory = tmp_path_factory.mktemp("server")
    with (
        emulator() as aws,
        served(directory, queue=Queue.WORK, environ=QUICK | AWS) as api,
    ):
        s3.seed(Account(aws.url), 0)
        yield Site(api, aws.url)
        assert api.token not in (directory / "server.log").read_text()


@pytest.fixture
def pipeline(site: Site, tmp_path: Path) -> Pipeline:
    """Yield a pipeline whose secrets name the server, in a directory of its own."""
    secrets = {"POSTURE_ENDPOINT": site.api.url, "POSTURE_TOKEN": site.api.token}
    return Pipeline(tmp_path / "checkout", secrets)
