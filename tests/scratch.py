"""Where the files of tests are: in memory, if this machine has enough of it.

Tests make and delete thousands of databases. On a disk a sixth of their processor time goes into
finding inodes, and more into `fsync`.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108  # a directory of our own is made in it
# Four workers with a PostgreSQL server each have used less than a third of it.
NEEDED_BYTES = 3 * 2**30


def place_in_memory() -> Callable[[], None]:
    """Let this process, and what it starts, make temporary files in memory; return what ends it.

    A TMPDIR that is set stays. Where memory is scarce, or cannot hold programs, files are where
    they always are.
    """
    if "TMPDIR" in os.environ or not _has_room(MEMORY):
        return lambda: None
    home = Path(tempfile.mkdtemp(prefix="posture-", dir=MEMORY))
    # A PostgreSQL server that root starts belongs to another user.
    home.chmod(0o711)
    os.environ["TMPDIR"] = str(home)
    tempfile.tempdir = None

    def end() -> None:
        shutil.rmtree(home, ignore_errors=True)

    return end


def _has_room(directory: Path) -> bool:
    try:
        found = os.statvfs(directory)
        memory = Path("/proc/meminfo").read_text(encoding="ascii")
    except OSError:
        return False
    facts = dict(line.split()[:2] for line in memory.splitlines())
    available = int(facts.get("MemAvailable:", 0)) * 1024
    can_run = not found.f_flag & os.ST_NOEXEC
    free = min(found.f_bavail * found.f_frsize, available)
    return can_run and os.access(directory, os.W_OK) and free >= NEEDED_BYTES
