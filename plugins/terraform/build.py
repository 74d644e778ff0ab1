"""Build the provider in the registry's layout: a zip per platform, SHA256SUMS and the manifest.

All platforms get the same bytes, and every build with the same Python is identical. The publisher
creates the signature of SHA256SUMS, which a registry requires too.
"""

import argparse
import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "plugins" / "terraform"), str(ROOT / "plugins" / "client")]

from posture_terraform import artefact  # noqa: E402  # found only now
from posture_terraform.install import EXECUTABLE  # noqa: E402  # found only now
from posture_terraform.version import VERSION  # noqa: E402  # found only now

NAME = f"terraform-provider-posture_{VERSION}"
PLATFORMS = ("darwin_amd64", "darwin_arm64", "freebsd_amd64", "linux_amd64", "linux_arm64")
MANIFEST = {"version": 1, "metadata": {"protocol_versions": ["6.0"]}}
REFERENCE_PYTHON = (3, 11)


def main() -> int:
    """Write the files and print their directory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / "terraform")
    out: Path = parser.parse_args().out
    if sys.version_info[:2] != REFERENCE_PYTHON:
        reference = ".".join(map(str, REFERENCE_PYTHON))
        print(f"build.py: a release is built with Python {reference}", file=sys.stderr)
    out.mkdir(parents=True, exist_ok=True)
    files = dict(release())
    for name, content in files.items():
        (out / name).write_bytes(content)
    executable = out / EXECUTABLE
    executable.write_bytes(artefact.build())
    executable.chmod(0o755)
    print(f"{len(files)} files and {EXECUTABLE} in {out}")
    return 0


def release() -> list[tuple[str, bytes]]:
    """Return the names and contents of the files that a registry serves."""
    package = _package(artefact.build())
    files = [(f"{NAME}_{platform}.zip", package) for platform in PLATFORMS]
    files.append((f"{NAME}_manifest.json", json.dumps(MANIFEST, indent=2).encode() + b"\n"))
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files)
    return [*files, (f"{NAME}_SHA256SUMS", sums.encode())]


def _package(executable: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        artefact.add(archive, EXECUTABLE, executable, mode=0o755)
    return packed.getvalue()


if __name__ == "__main__":
    sys.exit(main())
