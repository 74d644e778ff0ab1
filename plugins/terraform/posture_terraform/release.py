"""The release of the provider: what a registry or a mirror serves.

All platforms get the same bytes, and builds with the same minor version of Python are identical.
"""

import base64
import hashlib
import io
import json
import zipfile
from functools import cache
from typing import Final

from posture_terraform import artefact
from posture_terraform.install import EXECUTABLE
from posture_terraform.version import VERSION

NAME: Final = f"terraform-provider-posture_{VERSION}"
PLATFORMS: Final = ("darwin_amd64", "darwin_arm64", "freebsd_amd64", "linux_amd64", "linux_arm64")
MANIFEST: Final = {"version": 1, "metadata": {"protocol_versions": ["6.0"]}}


def package_name(platform: str) -> str:
    """Return the file name of a platform's package."""
    return f"{NAME}_{platform}.zip"


@cache
def package() -> bytes:
    """Build the zip with the executable, once per process; it is the same for all platforms."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        artefact.add(archive, EXECUTABLE, artefact.build(), mode=0o755)
    return packed.getvalue()


def hashes() -> list[str]:
    """Return the hashes of the package, as the lock file writes them.

    `h1` is that of Go's `dirhash`: the hash of the list of the hashes of all files in it.
    """
    executable = hashlib.sha256(artefact.build()).hexdigest()
    listed = hashlib.sha256(f"{executable}  {EXECUTABLE}\n".encode()).digest()
    return [
        f"h1:{base64.b64encode(listed).decode()}",
        f"zh:{hashlib.sha256(package()).hexdigest()}",
    ]


def files() -> list[tuple[str, bytes]]:
    """Return the names and contents of the files that a registry serves."""
    found = [(package_name(platform), package()) for platform in PLATFORMS]
    found.append((f"{NAME}_manifest.json", json.dumps(MANIFEST, indent=2).encode() + b"\n"))
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in found)
    return [*found, (f"{NAME}_SHA256SUMS", sums.encode())]
