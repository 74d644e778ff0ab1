"""The process that forks `posture` for shells."""

import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from tests.emulator.server import REPOSITORY

HOLDS = """
import subprocess, sys
from pathlib import Path
from tests.meta.forked import posture

class Noted(subprocess.Popen):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        noted.append(self)

noted = []
subprocess.Popen = Noted
with posture(Path(sys.argv[1])):
    print(noted[0].pid, flush=True)
    sys.stdin.read()
"""
END_MILLISECONDS = 60_000


@pytest.mark.exhaustive
def test_it_ends_with_the_process_that_started_it_however_that_ends(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        origin = os.pidfd_open(int(holder.stdout.readline()))
        holder.kill()
    poll = select.poll()
    poll.register(origin, select.POLLIN)
    try:
        assert poll.poll(END_MILLISECONDS)
    finally:
        os.close(origin)
