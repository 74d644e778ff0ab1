"""What the image installs is enough: its lock file and the wheel, in their own environment."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from importlib.util import cache_from_source
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.emulator.server import started
from tests.meta.repository import ROOT
from tests.server import await_ready

PROGRAMS = Path(sys.executable).parent
SECONDS = 300.0
LOCK = ROOT / "backend" / "deploy" / "requirements.lock"


def done(*command: str | Path, cwd: Path = ROOT, environ: dict[str, str] | None = None) -> str:
    ended = subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | (environ or {}),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install as the Dockerfile does, and return the environment's programs."""
    home = tmp_path_factory.mktemp("image")
    python = home / "venv" / "bin" / "python"
    done(PROGRAMS / "uv", "venv", "--python", sys.executable, home / "venv")
    uv = (PROGRAMS / "uv", "pip", "install", "--python", python)
    done(*uv, "--require-hashes", "-r", LOCK)
    done(PROGRAMS / "python", "-m", "hatchling", "build", "-t", "wheel", "-d", home / "wheel")
    (wheel,) = (home / "wheel").glob("*.whl")
    done(*uv, "--no-deps", wheel)
    (packages,) = (home / "venv").glob("lib/python3*/site-packages")
    share_compiled(Path(sysconfig.get_path("purelib")), packages)
    share_compiled(ROOT / "backend" / "posture", packages / "posture")
    return python.parent


def share_compiled(ours: Path, theirs: Path) -> None:
    """Let their sources that are equal to ours have what Python has compiled of ours."""
    for source in theirs.rglob("*.py"):
        own = ours / source.relative_to(theirs)
        compiled = Path(cache_from_source(str(own)))
        if compiled.exists() and own.read_bytes() == source.read_bytes():
            # A compiled file names the time of its source.
            shutil.copystat(own, source)
            its = Path(cache_from_source(str(source)))
            its.parent.mkdir(exist_ok=True)
            shutil.copyfile(compiled, its)


def test_every_program_says_what_it_does(installed: Path) -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    commands = [name for name in scripts if not name.startswith("terraform-provider-")]
    assert "posture" in commands
    for name in commands:
        assert "sage: " in done(installed / name, "--help", cwd=installed)


def test_clouds_and_databases_are_there(installed: Path) -> None:
    assert "s3:GetBucketPolicy" in done(installed / "posture", "policy", "aws", cwd=installed)
    done(installed / "python", "-c", "import procrastinate, psycopg", cwd=installed)


def test_it_serves(installed: Path, tmp_path: Path) -> None:
    environ = {"POSTURE_DATABASE_URL": f"sqlite:///{tmp_path / 'posture.db'}", "POSTURE_PORT": "0"}
    with started(
        [installed / "posture", "serve"],
        cwd=tmp_path,
        env=os.environ | environ,
        stderr=subprocess.DEVNULL,
    ) as (url, process):
        await_ready(url, process)
        with urlopen(f"{url}/api/v2/openapi.yaml") as answer:  # noqa: S310  # always http on loopback
            assert answer.read() == (ROOT / "openapi" / "openapi.yaml").read_bytes()
