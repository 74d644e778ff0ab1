"""A disk that is soon full, for those who must not lose anything on it."""

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def small_disk(home: Path) -> Iterator[Callable[[], None]]:
    """Let `home` hold two megabytes; what is yielded makes room again.

    A file system of its own where we may mount one, else a limit on the size of files.
    """
    mounted = os.geteuid() == 0 and (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(home)],  # noqa: S607  # wherever the system has it
            check=False,
            capture_output=True,
        ).returncode
        == 0
    )
    if mounted:
        ballast = home / "ballast"

        def make_room() -> None:
            subprocess.run(["mount", "-o", "remount,size=32m", str(home)], check=True)  # noqa: S607  # as above
            ballast.unlink(missing_ok=True)

        try:
            yield make_room
        finally:
            subprocess.run(["umount", str(home)], check=True)  # noqa: S607  # as above
        return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * 2**20, before[1]))
    try:
        yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
