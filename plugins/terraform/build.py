"""Build the provider in the registry's layout: a zip per platform, SHA256SUMS and the manifest.

All platforms get the same bytes, and every build with the same Python is identical. The publisher
creates the signature of SHA256SUMS, which a registry requires too.
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "plugins" / "terraform"), str(ROOT / "plugins" / "client")]

from posture_terraform import artefact, release  # noqa: E402  # found only now
from posture_terraform.install import EXECUTABLE  # noqa: E402  # found only now

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
    files = dict(release.files())
    for name, content in files.items():
        (out / name).write_bytes(content)
    executable = out / EXECUTABLE
    executable.write_bytes(artefact.build())
    executable.chmod(0o755)
    print(f"{len(files)} files and {EXECUTABLE} in {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
