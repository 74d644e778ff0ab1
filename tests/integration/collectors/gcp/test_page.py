"""The commands of gcp.md, typed into a shell, against an emulated project over TLS."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulator.gcp import EmulatedProject
from tests.emulator.gcp.credentials import key_file
from tests.emulator.gcp.seed import fill
from tests.emulator.serving import certificate_in, serving
from tests.meta.repository import ROOT

PAGE = ROOT / "backend" / "docs" / "gcp.md"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A PEM file with a certificate for localhost and its key."""
    return certificate_in(tmp_path)


@pytest.fixture
def served(certificate: Path) -> Iterator[EmulatedProject]:
    """The project, served in a thread of its own."""
    found = EmulatedProject()
    fill(found)
    with serving(found, certificate):
        yield found


def test_its_commands_print_the_role_and_scan_the_project(
    served: EmulatedProject, certificate: Path, tmp_path: Path
) -> None:
    script = "".join(
        re.findall(r"^```bash\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    )
    typed = script.replace("scan gcp", f"scan gcp --endpoint-url {served.url}")
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "SSL_CERT_FILE": str(certificate),
        "GOOGLE_APPLICATION_CREDENTIALS": str(key_file(tmp_path, served.url)),
    }

    done = subprocess.run(
        ["bash", "-euc", typed],  # noqa: S607  # whichever bash there is
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "storage.buckets.getIamPolicy" in (tmp_path / "posture-read-only.json").read_text()
    assert "Bucket is public" in done.stdout
    assert "PRIVATE KEY" not in done.stdout + done.stderr
    assert served.faults == []
