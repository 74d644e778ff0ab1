"""Every command in the documentation works, in the order in which a newcomer reads it.

Blocks fenced as `bash`, or as `console` behind `$ `, of the README and the pages that follow it are
typed into one shell that stands in a copy of the repository, with a free port and an emulated
account. With `--exhaustive` each `posture` is a start of its own; otherwise it is forked. A block
that another test runs names it on the line above: `<!-- tested by tests/e2e/test_x.py -->`.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.emulator.account.demo import story
from tests.emulator.server import LOOPBACK, emulator
from tests.machine import exhaustive
from tests.meta import forked
from tests.meta.repository import ROOT, sessions, tracked
from tests.ports import free_port

BLOCK = re.compile(
    r"(?:^<!-- tested by (?P<test>\S+) -->\n)?^```(?P<tag>\w*)[^\n]*\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
SHELL = {"bash", "console"}
NOT_SHELL = {"hcl", "json", "mermaid", "python", "text", "toml", "typescript", "yaml"}
NOX = "python3 noxfile.py"
RUN_SECONDS = 900.0
STOP_SECONDS = 5.0


# What a newcomer reads, in this order: one shell for all of it.
STORY = (
    "README.md",
    "backend/docs/getting-started.md",
    "backend/docs/first-pipeline.md",
    "backend/docs/decisions-about-findings.md",
    "backend/docs/exports.md",
)
PAGES = tuple(name for name in tracked() if re.fullmatch(r"README\.md|backend/docs/.*\.md", name))


class Block(NamedTuple):
    page: str
    tag: str
    body: str
    test: str | None

    def commands(self) -> str:
        """Return what is typed: the whole of a script, of a console what stands behind `$ `."""
        if self.tag == "bash":
            return self.body
        typed = re.findall(r"^\$ (.*(?:(?<=\\)\n.*)*)", self.body, re.MULTILINE)
        return "\n".join(typed) + "\n"


def blocks(*pages: str) -> list[Block]:
    return [
        Block(page, block["tag"], block["body"], block["test"])
        for page in pages
        for block in BLOCK.finditer((ROOT / page).read_text(encoding="utf-8"))
    ]


def test_every_block_names_its_language() -> None:
    assert {block.tag for block in blocks(*PAGES)} - SHELL - NOT_SHELL == set()


def test_every_page_of_the_walkthrough_exists() -> None:
    assert set(STORY) - set(PAGES) == set()


def test_every_program_outside_of_the_walkthrough_names_its_test() -> None:
    programs = [block for block in blocks(*PAGES) if block.tag in {*SHELL, "python", "typescript"}]
    assert not [
        f"{block.page}: {block.body}"
        for block in programs
        if not block.test and (block.page not in STORY or block.tag not in SHELL)
    ]


def test_a_test_that_a_block_names_reads_its_page() -> None:
    wrong = [
        f"{block.page}: {block.test}"
        for block in blocks(*PAGES)
        if block.test
        and (
            block.test not in tracked()
            or Path(block.page).name not in (ROOT / block.test).read_text(encoding="utf-8")
        )
    ]
    assert not wrong


def test_every_session_in_the_documentation_exists() -> None:
    typed = "".join(block.commands() for block in blocks(*PAGES) if block.tag in SHELL)
    assert set(re.findall(rf"{NOX} -s (\S+)", typed)) - sessions() == set()


def test_the_two_commands_come_first() -> None:
    first = next(block for block in blocks("README.md") if block.tag in SHELL)
    assert first.commands().splitlines() == [f"{NOX} -s demo", f"{NOX} -s tests"]


def test_the_commands_work_in_their_order(sandbox: dict[str, str], tmp_path: Path) -> None:
    script = "\n".join(
        f"printf '%s\\n' '=== block {number}' >&2\n{block.commands()}"
        for number, block in enumerate(blocks(*STORY), 1)
        if block.tag in SHELL and not block.test and NOX not in block.body
        # Half a minute of CPU; test_image installs the same lock file, by a quicker program.
        if exhaustive() or "pip install" not in block.body
    )
    log = tmp_path / "log"
    with log.open("w") as output:
        shell = subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", script],  # noqa: S607  # whichever bash there is
            cwd=sandbox["HOME"],
            env=sandbox,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = shell.wait(RUN_SECONDS)
        finally:
            _end_group(shell.pid)
            shell.wait()
    assert code == 0, log.read_text()


def _end_group(group: int) -> None:
    """End what the pages left in the background, as a reader does by closing the terminal."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            os.killpg(group, 0)
            time.sleep(0.05)
        os.killpg(group, signal.SIGKILL)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Yield the environment of a newcomer: a copy of the repository, a free port, an account."""
    home = tmp_path / "posture"
    for name in tracked():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        if exhaustive():
            shutil.copy2(ROOT / name, home / name)
        else:
            (home / name).symlink_to(ROOT / name)
    (home / "infra").mkdir()
    (home / "state.json").write_text('{"format_version": "1.0", "terraform_version": "1.9.0"}')
    port = free_port()
    programs = [str(Path(sys.executable).parent), os.environ["PATH"]]
    with ExitStack() as stack:
        account = stack.enter_context(emulator())
        story(account.url)
        if not exhaustive():
            programs.insert(0, str(stack.enter_context(forked.posture(tmp_path))))
        yield {
            "AWS_ACCESS_KEY_ID": "demo",
            "AWS_ENDPOINT_URL": account.url,
            "AWS_SECRET_ACCESS_KEY": "demo",
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "PATH": os.pathsep.join(programs),
            "POSTURE_ENDPOINT_NETWORKS": LOOPBACK,
            "POSTURE_DATABASE_URL": f"sqlite:///{home / 'posture.db'}",
            "POSTURE_PORT": str(port),
            "POSTURE_URL": f"http://127.0.0.1:{port}",
        }
