"""The gate as one file: an archive of sources that Python runs, of the standard library alone.

The same sources give the same bytes with every Python: nothing is compressed or compiled, and there
is no date, owner or path in it.
"""

import io
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import posture_ci
import posture_client

NAME: Final = "posture-gate.pyz"
PACKAGES: Final = (posture_ci, posture_client)
_LEFT_OUT: Final = frozenset({"posture_ci/artefact.py"})
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_LAUNCHER: Final = b"#!/usr/bin/env python3\n"
# Old versions of Python must understand these lines.
_MAIN: Final = b"""\
import sys

if sys.version_info < (3, 11):
    sys.stderr.write(
        "posture-gate needs Python 3.11 or newer; %s is %s.\\n"
        % (sys.executable, sys.version.split()[0])
    )
    sys.exit(2)

from posture_ci.__main__ import main

main()
"""


@cache
def build() -> bytes:
    """Build the file, once per process."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in [("__main__.py", _MAIN), *_files()]:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content)
    return _LAUNCHER + packed.getvalue()


def _files() -> Iterator[tuple[str, bytes]]:
    for package in PACKAGES:
        (root,) = map(Path, package.__path__)
        for path in sorted(root.rglob("*.py")):
            name = f"{package.__name__}/{path.relative_to(root).as_posix()}"
            if name not in _LEFT_OUT:
                yield name, path.read_bytes()
