"""The distribution as a pipeline installs it: without dependencies, for Python alone."""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from posture_ci import artefact
from tests.meta.repository import ROOT
from tests.plugins.ci.checkout import LEAK, TIDY
from tests.plugins.ci.conftest import Site
from tests.plugins.ci.hosts import Pipeline
from tests.plugins.ci.steps import document
from tests.plugins.ci.wrappers import GITLAB, WRAPPERS, applied

PROGRAMS = Path(sys.executable).parent
# uv speaks pip's language, and is what this environment has.
PIP = """\
#!/bin/sh
VIRTUAL_ENV="{venv}" exec "{uv}" pip "$@"
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(directory)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (found,) = directory.glob("*.whl")
    return found


def test_gitlab_installs_the_gate_where_the_image_has_none(
    site: Site, pipeline: Pipeline, tmp_path: Path, wheel: Path
) -> None:
    venv, programs = tmp_path / "venv", tmp_path / "pip"
    programs.mkdir()
    uv = [str(PROGRAMS / "uv"), "venv", "--quiet", "--python", sys.executable, str(venv)]
    subprocess.run(uv, check=True)
    (programs / "pip").write_text(PIP.format(venv=venv, uv=PROGRAMS / "uv"))
    (programs / "pip").chmod(0o755)
    (wrapper,) = [one for one in WRAPPERS if one.name == "gitlab"]
    job, files = applied(wrapper, pipeline, TIDY)
    own = {"POSTURE_INTEGRATION": site.integration(), "POSTURE_CHECK": LEAK}
    digest = sha256(wheel.read_bytes()).hexdigest()
    requirement = f"cloud-posture-runs @ {wheel.as_uri()} --hash=sha256:{digest}"
    own |= {"POSTURE_REQUIREMENT": requirement, "PATH": f"{venv}/bin:{programs}:/usr/bin:/bin"}
    done = wrapper.run(job, own | files).done
    assert done.code == 0, done.err
    assert (venv / "bin" / "posture-gate").is_file()
    installed = {path.name for path in venv.glob("lib/python*/site-packages/*.dist-info")}
    assert [name.partition("-")[0] for name in installed] == ["cloud_posture_runs"]


def test_gitlab_fetches_the_gate_from_the_server(
    site: Site, pipeline: Pipeline, tmp_path: Path
) -> None:
    (tmp_path / "python3").symlink_to(sys.executable)
    (wrapper,) = [one for one in WRAPPERS if one.name == "gitlab"]
    job, files = applied(wrapper, pipeline, TIDY)
    own = {"POSTURE_INTEGRATION": site.integration(), "POSTURE_CHECK": LEAK}
    own |= {"POSTURE_GATE_SHA256": sha256(artefact.build()).hexdigest()}
    done = wrapper.run(job, own | files | {"PATH": f"{tmp_path}:/usr/bin:/bin"}).done
    assert done.code == 0, done.err
    assert (pipeline.directory / ".posture" / "posture-gate").read_bytes() == artefact.build()


@pytest.mark.parametrize(
    ("digest", "message"),
    [
        ("0" * 64, "has another hash than POSTURE_GATE_SHA256"),
        ("", "The image has no posture-gate: set POSTURE_GATE_SHA256"),
    ],
)
def test_gitlab_runs_no_gate_that_was_not_checked(
    site: Site, tmp_path: Path, digest: str, message: str
) -> None:
    (tmp_path / "python3").symlink_to(sys.executable)
    (script,) = document(GITLAB)[".posture-gate"]["before_script"]
    environ = {"POSTURE_ENDPOINT": site.api.url, "POSTURE_GATE_SHA256": digest}
    done = subprocess.run(
        ["/bin/bash", "-c", f"set -eo pipefail\n{script}"],
        cwd=tmp_path,
        env=environ | {"POSTURE_REQUIREMENT": "", "PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert message in done.stderr
    assert not (tmp_path / ".posture" / "posture-gate").exists()
