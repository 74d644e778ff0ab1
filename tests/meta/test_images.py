"""The images of the deployment are pinned by their digests."""

import importlib.util
import runpy
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
COMPOSE = """services:
  postgres:
    image: postgres:17
  server:
    image: posture
"""


@pytest.fixture
def pinning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the script, for files of its own."""
    spec = importlib.util.spec_from_file_location("pin_images", ROOT / "backend" / "pin_images.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    files = (tmp_path / "Dockerfile", tmp_path / "compose.yaml")
    for file, text in zip(files, (FILE, COMPOSE), strict=True):
        file.write_text(text)
    monkeypatch.setattr(module, "FILES", files)
    return module


def texts(pinning: ModuleType) -> list[str]:
    return [file.read_text() for file in pinning.FILES]


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
        assert texts(pinning) == [
            FILE.replace("3.13-slim", f"3.13-slim{digest}").replace(":12", f":12{digest}"),
            COMPOSE.replace("postgres:17", f"postgres:17{digest}"),
        ]


@pytest.mark.parametrize("body", ["exit 1", "echo latest"])
def test_without_a_digest_nothing_is_written(
    pinning: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    docker(tmp_path, monkeypatch, body)
    with pytest.raises(SystemExit, match="no digest"):
        pinning.main([])
    assert texts(pinning) == [FILE, COMPOSE]


@pytest.mark.parametrize("digest", ["", "@sha256:0f", "@sha1:0f", ":latest"])
@pytest.mark.parametrize("line", ["FROM python:3.13-slim", "    image: python:3.13-slim"])
def test_what_is_no_digest_is_refused(
    pinning: ModuleType, capsys: pytest.CaptureFixture[str], line: str, digest: str
) -> None:
    for file in pinning.FILES:
        file.write_text(f"{line}{DIGEST}\n")
    assert pinning.main(["--check"]) == 0
    pinning.FILES[1].write_text(f"{line}{digest}\n")
    assert pinning.main(["--check"]) == 1
    assert "python:3.13-slim" in capsys.readouterr().out


def test_no_image_of_the_deployment_is_without_a_digest() -> None:
    texts = [
        (ROOT / "backend" / "deploy" / name).read_text(encoding="utf-8")
        for name in ("Dockerfile", "compose.yaml", "observability/compose.yaml")
    ]
    module = runpy.run_path(str(ROOT / "backend" / "pin_images.py"))
    assert [module["unpinned"](text) for text in texts] == [[], [], []]
    assert all(module["images"](text) for text in texts)
