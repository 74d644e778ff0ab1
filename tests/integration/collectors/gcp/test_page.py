"""The commands of gcp.md, typed into a shell, against an emulated project over TLS."""

import asyncio
import os
import re
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.emulator.gcp import EmulatedProject
from tests.emulator.gcp.credentials import key_file
from tests.emulator.gcp.seed import fill
from tests.meta.repository import ROOT

PAGE = ROOT / "backend" / "docs" / "gcp.md"
START_SECONDS = 60.0


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A PEM file with a certificate for localhost and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "localhost.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return file


@pytest.fixture
def served(certificate: Path) -> Iterator[EmulatedProject]:
    """The project, served in a thread of its own."""
    found = EmulatedProject()
    fill(found)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    started, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        runner = web.AppRunner(found.application(), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
        found.url = f"https://localhost:{runner.addresses[0][1]}"
        started.set()
        await stop.wait()
        await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert started.wait(START_SECONDS)
    yield found
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


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
