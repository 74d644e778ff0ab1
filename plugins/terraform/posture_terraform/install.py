"""Install the provider into the local mirror of Terraform and OpenTofu."""

import os
import platform
from pathlib import Path
from typing import Final, NamedTuple

from posture_terraform import artefact
from posture_terraform.version import VERSION

HOSTS: Final = ("registry.terraform.io", "registry.opentofu.org")
SOURCE: Final = "posture/posture"
EXECUTABLE: Final = f"terraform-provider-posture_v{VERSION}"
_SYSTEMS: Final = {"Linux": "linux", "Darwin": "darwin", "FreeBSD": "freebsd", "OpenBSD": "openbsd"}
_MACHINES: Final = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"} | {
    "i386": "386",
    "i686": "386",
    "armv6l": "arm",
    "armv7l": "arm",
}


class UnknownPlatformError(Exception):
    """Terraform has no platform name for this system or machine."""


class Installed(NamedTuple):
    """The written files: one executable per registry that a configuration may mean."""

    version: str
    platform: str
    paths: list[Path]


def default_mirror() -> Path:
    """Return the directory that both programs search by default."""
    return Path.home() / ".terraform.d" / "plugins"


def this_platform() -> str:
    """Return Terraform's name of this platform, for instance `linux_amd64`.

    Raises:
        UnknownPlatformError: there is none; choose a platform explicitly.
    """
    system, machine = platform.system(), platform.machine()
    if system not in _SYSTEMS or machine.lower() not in _MACHINES:
        raise UnknownPlatformError(f"{system} on {machine} has no name among Terraform's platforms")
    return f"{_SYSTEMS[system]}_{_MACHINES[machine.lower()]}"


def install(mirror: Path | None = None, *, target: str | None = None) -> Installed:
    """Write the provider into a local mirror, by default the one that is always searched.

    Raises:
        OSError: the mirror cannot be written.
        UnknownPlatformError: without `target`, this platform has no name.
    """
    wanted = target or this_platform()
    content = artefact.build()
    paths = [
        (mirror or default_mirror()) / host / SOURCE / VERSION / wanted / EXECUTABLE
        for host in HOSTS
    ]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
    return Installed(VERSION, wanted, paths)


def _replace(path: Path, content: bytes) -> None:
    """Write the file atomically; a running provider keeps the file it was started from."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_bytes(content)
    new.chmod(0o755)
    new.replace(path)
