"""Where Terraform and OpenTofu look for a provider that no registry has: the local mirror."""

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
    """No name is known for this system or machine among Terraform's platforms."""


class Installed(NamedTuple):
    """What was written: the executable once for each registry that a configuration may mean."""

    version: str
    platform: str
    paths: list[Path]


def default_mirror() -> Path:
    """Return the directory that both programs look into without any configuration."""
    return Path.home() / ".terraform.d" / "plugins"


def this_platform() -> str:
    """Return this machine in Terraform's words, `linux_amd64` for instance.

    Raises:
        UnknownPlatformError: it has none; name the platform instead.
    """
    system, machine = platform.system(), platform.machine()
    if system not in _SYSTEMS or machine.lower() not in _MACHINES:
        raise UnknownPlatformError(f"{system} on {machine} has no name among Terraform's platforms")
    return f"{_SYSTEMS[system]}_{_MACHINES[machine.lower()]}"


def install(mirror: Path | None = None, *, target: str | None = None) -> Installed:
    """Write the provider into a local mirror, by default the one that is always looked into.

    Raises:
        OSError: the mirror cannot be written.
        UnknownPlatformError: no `target` is given and this machine has no name.
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
    """Write at once or not at all; a provider that is running keeps what it was started from."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_bytes(content)
    new.chmod(0o755)
    new.replace(path)
