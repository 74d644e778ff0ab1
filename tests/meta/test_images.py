"""The base images of the image: pinned by their digests, at the latest in a release."""

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from tests.meta.repository import ROOT

DIGEST = "@sha256:" + "0f" * 32
FILE = """FROM python:3.13-slim AS build
RUN true
FROM --platform=linux/amd64 debian:12
FROM build
"""


@pytest.fixture
def pinning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the script, for a file of its own."""
    spec = importlib.util.spec_from_file_location("pin_images", ROOT / "backend" / "pin_images.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    file = tmp_path / "Dockerfile"
    file.write_text(FILE)
    monkeypatch.setattr(module, "DOCKERFILE", file)
    return module


def docker(directory: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    program = directory / "docker"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(directory), prepend=":")


def test_each_image_gets_the_digest_of_its_tag_and_a_newer_one_later(
    pinning: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pinning.main(["--check"]) == 1
    for digest in (DIGEST, DIGEST.replace("0f", "1e")):
        docker(tmp_path, monkeypatch, f'[ "$1" = pull ] || echo "x{digest}"')
        assert pinning.main([]) == 0
        assert pinning.main(["--check"]) == 0
        assert pinning.DOCKERFILE.read_text() == FILE.replace(
            "python:3.13-slim", f"python:3.13-slim{digest}"
        ).replace("debian:12", f"debian:12{digest}")


@pytest.mark.parametrize("body", ["exit 1", "echo latest"])
def test_without_a_digest_nothing_is_written(
    pinning: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    docker(tmp_path, monkeypatch, body)
    with pytest.raises(SystemExit, match="no digest"):
        pinning.main([])
    assert pinning.DOCKERFILE.read_text() == FILE


@pytest.mark.parametrize("digest", ["", "@sha256:0f", "@sha1:0f", ":latest"])
def test_what_is_no_digest_is_refused(pinning: ModuleType, digest: str) -> None:
    pinning.DOCKERFILE.write_text(f"FROM python:3.13-slim{digest}\n")
    assert pinning.main(["--check"]) == 1


def test_a_release_has_no_image_without_a_digest(pinning: ModuleType) -> None:
    """A version that the change log calls released is one."""
    changes = (ROOT / "backend" / "CHANGELOG.md").read_text(encoding="utf-8")
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    heading = re.search(rf"^## {re.escape(version)}( \(not released\))?", changes, re.MULTILINE)
    assert heading is not None
    text = (ROOT / "backend" / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    assert heading[1] == " (not released)" or pinning.unpinned(text) == []
