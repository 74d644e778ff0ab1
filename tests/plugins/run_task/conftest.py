"""Fixtures: an account, a posture server, and a fake HCP Terraform per test."""

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from posture_client import Client
from tests.emulator.account.account import Account
from tests.emulator.server import Emulator, emulator
from tests.plugins.run_task.hcp import Hcp, hcp
from tests.plugins.run_task.process import RunTask, configuration, run_task
from tests.plugins.terraform.keys import Keys, client_keys
from tests.server import Queue, Served, served

if TYPE_CHECKING:
    from posture_client.models import Run

REGION = "eu-central-1"
S3_CHECKS = ["aws_s3_bucket_acl_not_public", "aws_s3_bucket_public_access_blocked"]
BLOCKED = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
AWS_KEYS = {"AWS_ACCESS_KEY_ID": "AKIDTEST", "AWS_SECRET_ACCESS_KEY": "a-secret-access-key"}
PLENTY = {
    "POSTURE_RATE_LIMIT_BUCKET": "100000",
    "POSTURE_MANUAL_RUNS_PER_WINDOW": "1000",
    "POSTURE_WORKERS": "4",
}


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return client_keys(tmp_path_factory.mktemp("keys"), curve=ec.SECP256R1())


@pytest.fixture(scope="session")
def account() -> Iterator[Emulator]:
    """Yield an account with nothing in it but what tests put there."""
    with emulator() as found:
        yield found


@pytest.fixture(scope="session")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield a posture server that executes runs."""
    environ = AWS_KEYS | PLENTY
    with served(tmp_path_factory.mktemp("api"), queue=Queue.WORK, environ=environ) as found:
        yield found


@pytest.fixture
def client(api: Served) -> Iterator[Client]:
    """Yield a client of the posture server."""
    with Client(api.url, api.token) as found:
        yield found


@pytest.fixture
def terraform(keys: Keys) -> Iterator[Hcp]:
    """Yield an HCP Terraform that tolerates nothing."""
    with hcp(keys) as found:
        yield found


@cache
def clients(url: str) -> Account:
    """Return the clients of an account, each of which takes long to make."""
    return Account(url)


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Everything between an apply and its verdict."""

    account: Emulator
    api: Served
    client: Client
    terraform: Hcp
    directory: Path
    stack: ExitStack

    def bucket(self, *, leaks: bool = True) -> str:
        """Make a bucket that everyone may write to, or a private one."""
        name = f"shop-{secrets.token_hex(6)}"
        s3 = clients(self.account.url).client("s3", REGION)
        acl = {"ACL": "public-read-write"} if leaks else {}
        s3.create_bucket(
            Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION}, **acl
        )
        if not leaks:
            s3.put_public_access_block(
                Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(BLOCKED, True)
            )
        return name

    def integration(
        self, *, endpoint_url: str | None = None, check_set: list[str] | None = None
    ) -> str:
        """Connect the account."""
        made = self.client.create_integration(
            name=f"shop-{secrets.token_hex(6)}",
            provider="aws",
            aws={"regions": [REGION], "endpoint_url": endpoint_url or self.account.url},
            check_set=check_set,
        )
        return made["id"]

    def runs(self, integration_id: str) -> list["Run"]:
        """Return the runs of an integration, the newest first."""
        return self.client.list_runs(integration_id=integration_id)["data"]

    def serving(
        self,
        integration_id: str,
        *,
        endpoint: str | None = None,
        **tables: Any,  # noqa: ANN401  # any TOML
    ) -> RunTask:
        """Start a run task for one integration."""
        return self.stack.enter_context(self.run_task(integration_id, endpoint=endpoint, **tables))

    def run_task(
        self,
        integration_id: str,
        *,
        endpoint: str | None = None,
        **tables: Any,  # noqa: ANN401  # any TOML
    ) -> AbstractContextManager[RunTask]:
        """Yield a run task, until the end of a `with` block."""
        entry = {"organization": "acme", "workspace": "*", "integration_id": integration_id}
        tables.setdefault("workspaces", [entry])
        config = configuration(
            self.terraform, endpoint=endpoint or self.api.url, directory=self.directory, **tables
        )
        return run_task(self.directory, config, token=self.api.token)


@pytest.fixture
def system(
    account: Emulator, api: Served, client: Client, terraform: Hcp, tmp_path: Path
) -> Iterator[System]:
    with ExitStack() as stack:
        yield System(
            account=account,
            api=api,
            client=client,
            terraform=terraform,
            directory=tmp_path,
            stack=stack,
        )


@pytest.fixture(scope="session")
def waiting_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield a posture server that starts one run of an integration, which waits for ever."""
    environ = {"POSTURE_SCOPED_RUNS_PER_WINDOW": "1", "POSTURE_RATE_LIMIT_BUCKET": "100000"}
    with served(tmp_path_factory.mktemp("waiting"), queue=Queue.WAIT, environ=environ) as found:
        yield found


@pytest.fixture
def waiting(system: System, waiting_api: Served) -> Iterator[System]:
    """Yield that server, for a tenant of the test's own."""
    api = waiting_api.for_another()
    with Client(api.url, api.token) as client, system.stack:
        yield replace(system, api=api, client=client)
