"""Downloads: programs that talk to a server, handed out by it, so that versions always match."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from posture_ci import artefact as gate_artefact
from posture_terraform import release
from posture_terraform.install import HOSTS, SOURCE
from posture_terraform.version import VERSION

GATE: Final = gate_artefact.NAME


@dataclass(frozen=True, slots=True)
class Download:
    """A file, with the SHA-256 of its content."""

    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Package:
    """The provider for one platform: its file name, and the hashes of a lock file."""

    name: str
    hashes: list[str]


@cache
def gate() -> Download:
    """Build the pipelines' gate."""
    return _download(gate_artefact.build())


def provider(name: str) -> Download | None:
    """Return a package of the provider by its file name; None where there is none."""
    # Names come from anyone: only what is built is kept, and it is the same for each platform.
    known = {release.package_name(platform) for platform in release.PLATFORMS}
    return _provider() if name in known else None


@cache
def _provider() -> Download:
    return _download(release.package())


def provider_versions(hostname: str, namespace: str, kind: str) -> list[str] | None:
    """Return the versions of a provider in the mirror; None where it is not ours."""
    known = hostname in HOSTS and f"{namespace}/{kind}" == SOURCE
    return [VERSION] if known else None


def provider_packages() -> Mapping[str, Package]:
    """Return the packages of this version, by platform."""
    hashes = release.hashes()
    return {
        platform: Package(release.package_name(platform), hashes) for platform in release.PLATFORMS
    }


def _download(content: bytes) -> Download:
    return Download(content, hashlib.sha256(content).hexdigest())
