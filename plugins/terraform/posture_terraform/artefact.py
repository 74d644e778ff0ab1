"""The provider as one file: an archive of sources and bytecode behind a few lines of shell.

The same sources give the same bytes with the same minor version of Python: nothing is compressed
(the output of zlib differs between its versions), and there is no date, owner or path in it. Python
ignores bytecode of another version, so the file runs with every Python that the sources support.
"""

import importlib.util
import io
import marshal
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

from posture_terraform import described

PACKAGES: Final = ("posture_terraform", "posture_client", "h2", "hpack", "hyperframe")
_FOREIGN: Final = PACKAGES[2:]
DISTRIBUTION: Final = "cloud-posture-runs"
_LEFT_OUT: Final = frozenset(
    f"posture_terraform/{name}.py" for name in ("artefact", "install", "release")
)
_OWN_LICENSE: Final = Path(__file__).resolve().parents[3] / "LICENSE"
"""The license in a checkout; an installed package has it in its metadata."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_UNCHECKED: Final = (1).to_bytes(4, "little")
_WITHOUT_REFERENCES: Final = 2
"""Newer marshal formats store reference counts, which depend on the process."""

LAUNCHER: Final = b"""\
#!/bin/sh
# The Terraform provider of posture: a zip archive that Python runs. Needs Python 3.11 or newer.
for python in "${POSTURE_PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11 python; do
  command -v "$python" >/dev/null 2>&1 && exec "$python" -I -S "$0" "$@"
done
echo "The posture provider needs Python 3.11 or newer on PATH, or its path in POSTURE_PYTHON." >&2
exit 1
"""

_MAIN: Final = b"""\
import sys

if sys.version_info < (3, 11):
    import os

    for minor in (14, 13, 12, 11):
        for directory in os.environ.get("PATH", "").split(os.pathsep):
            python = os.path.join(directory, "python3.%d" % minor)
            if os.access(python, os.X_OK):
                os.execv(python, [python, "-I", "-S"] + sys.argv)
    sys.stderr.write(
        "The posture provider needs Python 3.11 or newer; %s is %s. Install one, or set "
        "POSTURE_PYTHON to its path.\\n" % (sys.executable, sys.version.split()[0])
    )
    sys.exit(1)

from posture_terraform.__main__ import run

run()
"""


@cache
def build() -> bytes:
    """Build the executable, once per process."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        add(archive, "__main__.py", _MAIN)
        for name, content in _files():
            add(archive, name, content)
            if name.endswith(".py"):
                add(archive, f"{name}c", _bytecode(name, content))
        add(archive, f"posture_terraform/{described.FILE}", _provider_schema())
    return LAUNCHER + packed.getvalue()


def _provider_schema() -> bytes:
    """Return what the provider responds to `GetProviderSchema`."""
    from posture_terraform.codec import protobuf  # noqa: PLC0415  # only a build needs them
    from posture_terraform.framework.extended import ExtendedServer  # noqa: PLC0415  # as above
    from posture_terraform.framework.log import Log  # noqa: PLC0415  # as above
    from posture_terraform.provider import PROVIDER  # noqa: PLC0415  # as above

    _, response = protobuf.METHODS["GetProviderSchema"]
    server = ExtendedServer(PROVIDER, Log(PROVIDER.name))
    return protobuf.encode(response, server.call("GetProviderSchema", {}))


def add(archive: zipfile.ZipFile, name: str, content: bytes, *, mode: int = 0o644) -> None:
    """Add a file to an archive, independent of time, place and user."""
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.create_system = 3
    entry.external_attr = (0o100000 | mode) << 16
    archive.writestr(entry, content)


def _files() -> Iterator[tuple[str, bytes]]:
    for package in PACKAGES:
        found = importlib.util.find_spec(package)
        if found is None or found.origin is None:
            raise ModuleNotFoundError(f"{package} is not installed", name=package)
        root = Path(found.origin).parent
        for path in sorted(root.rglob("*.py")):
            name = f"{package}/{path.relative_to(root).as_posix()}"
            if name not in _LEFT_OUT:
                yield name, path.read_bytes()
    for package in _FOREIGN:
        yield f"licenses/{package}.txt", _license(package)
    yield "licenses/posture.txt", _license(DISTRIBUTION)


def _license(package: str) -> bytes:
    if package == DISTRIBUTION and _OWN_LICENSE.exists():
        return _OWN_LICENSE.read_bytes()
    about = distribution(package)
    path = next(file for file in about.files or () if file.name.startswith("LICENSE"))
    return path.read_binary()


def _bytecode(name: str, source: bytes) -> bytes:
    code = compile(source, name, "exec", dont_inherit=True, optimize=0)
    header = importlib.util.MAGIC_NUMBER + _UNCHECKED + importlib.util.source_hash(source)
    return header + marshal.dumps(code, _WITHOUT_REFERENCES)
