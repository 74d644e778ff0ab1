"""A server and an account that the commands of this directory share."""

import socket
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from tests.command import Result, posture
from tests.emulator.account import s3
from tests.emulator.account.account import Account
from tests.emulator.server import emulator
from tests.ports import free_port
from tests.server import Queue, Served, served

Posture = Callable[..., Result]
AWS = {"AWS_ACCESS_KEY_ID": "AKIDTEST", "AWS_SECRET_ACCESS_KEY": "a-secret-access-key"}
QUICK = {
    "POSTURE_RATE_LIMIT_BUCKET": "100000",
    "POSTURE_CANCEL_POLL_SECONDS": "0.05",
    # A busy machine may take long for any call.
    "POSTURE_CLOUD_CALL_TIMEOUT_SECONDS": "240",
    "POSTURE_CLOUD_CONNECT_TIMEOUT_SECONDS": "240",
    "POSTURE_CLOUD_CALL_ATTEMPTS": "1",
    "POSTURE_CLOUD_SETTLE_SECONDS": "0",
    "POSTURE_DRAIN_SECONDS": "0.1",
}


@pytest.fixture(scope="session")
def buckets() -> Iterator[str]:
    """Return the endpoint of an account that has nothing but buckets."""
    with emulator() as aws:
        s3.seed(Account(aws.url), 0)
        yield aws.url


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Provide a server that executes runs with every response validated by the spec."""
    directory = tmp_path_factory.mktemp("server")
    with served(directory, queue=Queue.WORK, environ=QUICK | AWS) as found:
        yield found
        assert found.token not in (directory / "server.log").read_text()
        assert AWS["AWS_SECRET_ACCESS_KEY"] not in (directory / "server.log").read_text()


@pytest.fixture
def here(server: Served) -> Posture:
    """Run a command against the server, and see that it never shows the token."""

    def run(*arguments: str, **environ: str) -> Result:
        own = {"POSTURE_ENDPOINT": server.url, "POSTURE_TOKEN": server.token}
        result = posture(*arguments, environ=own | environ)
        assert server.token not in result.out + result.err
        assert "Traceback" not in result.err
        return result

    return run


@pytest.fixture
def connect(here: Posture) -> Callable[[str], str]:
    """Connect an account by its endpoint and return the integration's id."""

    def run(endpoint_url: str) -> str:
        options = ("--region", "eu-central-1", "--endpoint-url", endpoint_url, "-o", "json")
        made: str = here("integration", "create", f"account {uuid4()}", *options).json["id"]
        return made

    return run


@pytest.fixture
def run_id(here: Posture, connect: Callable[[str], str], buckets: str) -> str:
    """Return a run of the account's buckets, which has ended."""
    options = ("--service", "s3", "--wait", "-o", "json")
    found = here("run", "start", "--integration", connect(buckets), *options).json
    # A call that is lost would only show as a run that takes minutes.
    assert found["coverage"] == 1.0, found
    run_id: str = found["id"]
    return run_id


@pytest.fixture
def hanging() -> Iterator[str]:
    """Return an endpoint that accepts connections and never responds."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


@pytest.fixture
def dead() -> str:
    """Return an endpoint where no process listens."""
    return f"http://127.0.0.1:{free_port()}"
