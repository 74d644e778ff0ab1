"""A server that executes runs and an account of buckets, which the tests of the gate share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulator.account import s3
from tests.emulator.account.account import Account
from tests.emulator.server import emulator
from tests.machine import need
from tests.plugins.terraform.harness import Workspace, credentials, environment
from tests.server import Queue, Served, served

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDTEST", "AWS_SECRET_ACCESS_KEY": "a-secret-access-key"}
SETTINGS = {
    "POSTURE_RATE_LIMIT_BUCKET": "100000",
    "POSTURE_MANUAL_RUNS_PER_WINDOW": "1000",
    "POSTURE_CLOUD_CALL_ATTEMPTS": "1",
    "POSTURE_CLOUD_SETTLE_SECONDS": "0",
}


@pytest.fixture(scope="package")
def working_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield a server that executes runs."""
    need("terraform")
    directory = tmp_path_factory.mktemp("working")
    with served(directory, queue=Queue.WORK, environ=KEYS | SETTINGS) as found:
        yield found


@pytest.fixture
def working(working_server: Served) -> Served:
    """Return that server, for a tenant of the test's own."""
    return working_server.for_another()


@pytest.fixture(scope="package")
def buckets() -> Iterator[str]:
    """Return the endpoint of an account that has nothing but buckets, some of them leaky."""
    with emulator() as aws:
        s3.seed(Account(aws.url), 0)
        yield aws.url


@pytest.fixture
def here(tmp_path: Path, reattach: dict[str, str], working: Served, buckets: str) -> Workspace:
    environ = environment(tmp_path) | reattach | credentials(working) | {"TF_VAR_account": buckets}
    return Workspace(tmp_path, environ)
