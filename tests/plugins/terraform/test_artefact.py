"""The executable of the provider: reproducible, and it needs only Python."""

import io
import os
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import h2
import pytest

from posture_terraform import artefact, described
from posture_terraform.codec import protobuf
from posture_terraform.framework.log import Log
from posture_terraform.install import EXECUTABLE
from posture_terraform.provider import PROVIDER
from posture_terraform.session import Session
from tests.plugins.terraform.harness import ROOT, built

BUILD = ROOT / "plugins" / "terraform" / "build.py"
SITE = str(Path(h2.__file__).parents[1])


@cache
def archive() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(artefact.build())) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def siblings() -> list[str]:
    """Find the interpreters of this minor version on this machine."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    places = [*os.environ["PATH"].split(os.pathsep), "/usr/bin", "/usr/local/bin"]
    found = [sys.executable, *filter(None, (shutil.which(name, path=place) for place in places))]
    # One name for each interpreter, the same in every process that collects these tests.
    names = {os.path.realpath(path): path for path in reversed(found)}
    return sorted(path for path in names.values() if _version(path) == sys.version_info[:2])


def _version(python: str) -> tuple[int, ...] | None:
    asked = "import sys; print(*sys.version_info[:2])"
    done = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=False)
    return None if done.returncode else tuple(map(int, done.stdout.split()))


@pytest.mark.parametrize(("python", "seed"), [*zip(siblings(), "12345678", strict=False)])
def test_every_build_gives_the_same_bytes(tmp_path: Path, python: str, seed: str) -> None:
    # The build of this process, which all are compared with, has yet another seed.
    environ = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": seed, "PYTHONPATH": SITE}
    subprocess.run(
        [python, BUILD, "--out", tmp_path / "out"],
        cwd=tmp_path,
        env=environ | {"LC_ALL": "C", "TZ": f"UTC-{seed}"},
        umask=0o077,
        capture_output=True,
        check=True,
    )
    assert (tmp_path / "out" / EXECUTABLE).read_bytes() == artefact.build()


def test_nothing_of_the_machine_that_built_it_gets_in() -> None:
    for text in (str(ROOT), SITE, sys.prefix):
        assert text.encode() not in artefact.build()


def test_every_source_has_its_bytecode_and_every_package_its_license() -> None:
    names = archive().keys() - {"__main__.py"}
    sources = {name for name in names if name.endswith(".py")}
    assert {f"{name}c" for name in sources} == {name for name in names if name.endswith(".pyc")}
    licenses = {f"licenses/{name}.txt" for name in ("h2", "hpack", "hyperframe", "posture")}
    schemas = f"posture_terraform/{described.FILE}"
    assert names - sources - {f"{name}c" for name in sources} == licenses | {schemas}
    assert all(archive()[name] for name in licenses)


def test_the_schemas_of_the_executable_are_those_of_the_provider() -> None:
    kind, answer = protobuf.METHODS["GetProviderSchema"]
    session = Session(lambda: PROVIDER, Log("posture", level=9))
    (computed,) = session.handle("/tfplugin6.Provider/GetProviderSchema", protobuf.encode(kind, {}))
    assert archive()[f"posture_terraform/{described.FILE}"] == computed
    assert protobuf.decode(answer, computed)["resource_schemas"].keys() == PROVIDER.resources.keys()


def test_the_executable_serves_its_schemas_without_the_provider(tmp_path: Path) -> None:
    asked = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from posture_terraform.described import provider_schema\n"
        "from posture_terraform.framework.log import Log\n"
        "from posture_terraform.session import Session\n"
        "session = Session(lambda: 1 / 0, Log('posture', level=9), provider_schema)\n"
        "(sent,) = session.handle('/tfplugin6.Provider/GetProviderSchema', b'')\n"
        "loaded = [name for name in sys.modules if name.startswith('posture_terraform.provider')]\n"
        "print(len(sent), loaded)"
    )
    executable = built(tmp_path) / EXECUTABLE
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", asked, executable],
        capture_output=True,
        text=True,
        check=True,
    )
    size = len(archive()[f"posture_terraform/{described.FILE}"])
    assert done.stdout == f"{size} []\n"


def test_sources_that_are_not_built_have_no_stored_schemas() -> None:
    assert described.provider_schema() is None


def test_files_for_developers_are_left_out() -> None:
    assert "posture_terraform/artefact.py" not in archive()


def run(
    file: Path, *, python: str = sys.executable, path: str = ""
) -> subprocess.CompletedProcess[str]:
    """Start the file as a curious person would."""
    environ = {"PATH": path or os.environ["PATH"]} | ({"POSTURE_PYTHON": python} if python else {})
    return subprocess.run([file], env=environ, capture_output=True, text=True, check=False)


def test_started_by_hand_it_says_what_it_is(tmp_path: Path) -> None:
    done = run(built(tmp_path) / EXECUTABLE)
    assert done.returncode == 1
    assert "This is a Terraform provider" in done.stderr


def test_it_runs_from_bytecode_alone_and_from_sources_alone(tmp_path: Path) -> None:
    for ending in (".py", ".pyc"):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as changed:
            for name, content in archive().items():
                if name == "__main__.py" or not name.endswith(ending):
                    changed.writestr(name, content)
        file = tmp_path / f"without{ending}"
        file.write_bytes(artefact.LAUNCHER + packed.getvalue())
        file.chmod(0o755)
        assert "This is a Terraform provider" in run(file).stderr


def test_without_a_python_it_says_what_it_needs(tmp_path: Path) -> None:
    done = run(built(tmp_path) / EXECUTABLE, python="", path=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("The posture provider needs Python 3.11 or newer")


@pytest.mark.parametrize("newer", [False, True])
def test_an_older_python_looks_for_a_newer_one(tmp_path: Path, *, newer: bool) -> None:
    if newer:
        (tmp_path / "python3.11").write_text('#!/bin/sh\necho "newer: $*"\n')
        (tmp_path / "python3.11").chmod(0o755)
    older = "import sys; sys.version_info = (3, 9, 1); sys.argv = ['provider', '-x']\n"
    done = subprocess.run(
        [sys.executable, "-c", older + archive()["__main__.py"].decode()],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    if newer:
        assert done.stdout == "newer: -I -S provider -x\n"
    else:
        assert done.returncode == 1
        assert "needs Python 3.11 or newer" in done.stderr
