"""The commands of azure.md, typed into a shell, against an emulated subscription over TLS."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulator.arm import CLIENT, SECRET, TENANT, EmulatedSubscription
from tests.emulator.arm.seed import fill
from tests.emulator.serving import certificate_in, serving
from tests.meta.repository import ROOT

PAGE = ROOT / "backend" / "docs" / "azure.md"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A PEM file with a certificate for localhost and its key."""
    return certificate_in(tmp_path)


@pytest.fixture
def served(certificate: Path) -> Iterator[EmulatedSubscription]:
    """The subscription, served in a thread of its own."""
    found = EmulatedSubscription()
    fill(found)
    with serving(found, certificate):
        yield found


def test_its_commands_print_the_role_and_scan_the_subscription(
    served: EmulatedSubscription, certificate: Path, tmp_path: Path
) -> None:
    script = "".join(
        re.findall(r"^```bash\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    )
    typed = script.replace("scan azure", f"scan azure --endpoint-url {served.url}")
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "SSL_CERT_FILE": str(certificate),
        "AZURE_AUTHORITY_HOST": served.url,
        "AZURE_TENANT_ID": TENANT,
        "AZURE_CLIENT_ID": CLIENT,
        "AZURE_CLIENT_SECRET": SECRET,
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
    assert (
        "Microsoft.Storage/storageAccounts/read"
        in (tmp_path / "posture-read-only.json").read_text()
    )
    assert "grant Microsoft Graph: Policy.Read.All apart, for azure_entra_tenant_" in done.stderr
    assert "Blob container is public" in done.stdout
    assert SECRET not in done.stdout + done.stderr
