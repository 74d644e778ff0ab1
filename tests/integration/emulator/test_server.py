"""The emulated account: it starts, can be filled and reset, and always ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from tests.emulator.account.account import Account
from tests.emulator.server import REPOSITORY, Emulator, emulator

PARENT = """
import signal
from tests.emulator.server import start
print(start().process.pid, flush=True)
signal.pause()
"""

PATIENCE_SECONDS = 240.0


@pytest.fixture(scope="module")
def running() -> Iterator[Emulator]:
    with emulator() as found:
        yield found


@pytest.fixture
def empty(running: Emulator) -> Iterator[Account]:
    yield Account(running.url)
    running.allow_everything()
    running.reset()


def test_created_resources_exist_until_the_reset(running: Emulator, empty: Account) -> None:
    iam = empty.client("iam")
    iam.create_user(UserName="eve")
    assert [user["UserName"] for user in iam.list_users()["Users"]] == ["eve"]
    running.reset()
    assert iam.list_users()["Users"] == []


def test_everything_can_be_denied_and_allowed_again(running: Emulator, empty: Account) -> None:
    iam = empty.client("iam")
    running.deny_everything()
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        iam.list_users()
    running.allow_everything()
    assert iam.list_users()["Users"] == []


def test_it_ends_with_its_block() -> None:
    with emulator() as found:
        pass
    assert found.process.poll() is not None
    assert gone(found.process.pid)


def test_it_ends_when_its_parent_is_killed() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not gone(child):
        assert time.monotonic() < deadline, "the emulator outlived its parent"
        time.sleep(0.05)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
