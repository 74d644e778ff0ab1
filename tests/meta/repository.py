"""The repository as its readers get it: tracked files, their text and the sessions."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked() -> tuple[str, ...]:
    """Name every file of the repository, with paths from its root."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],  # noqa: S607  # whichever git there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(name for name in listed.split("\0") if name and (ROOT / name).is_file())


def text(name: str) -> str | None:
    """Read a tracked file, or answer None where it holds no text."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


@cache
def lines() -> tuple[tuple[str, str], ...]:
    """Return every line of every tracked text file, as where it stands and what it says."""
    return tuple(
        (f"{name}:{number}", line)
        for name in tracked()
        if not name.endswith(".lock")
        for number, line in enumerate((text(name) or "").splitlines(), 1)
    )


@cache
def sessions() -> frozenset[str]:
    """Name every session of noxfile.py."""
    listed = subprocess.run(
        [sys.executable, "-m", "nox", "--noxfile", ROOT / "noxfile.py", "--list", "--nocolor"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return frozenset(re.findall(r"^[*-] (\S+) -> ", listed, re.MULTILINE))
