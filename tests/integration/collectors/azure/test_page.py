"""The commands of azure.md, typed into a shell, against an emulated subscription over TLS."""

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

from tests.emulator.arm import CLIENT, SECRET, TENANT, EmulatedSubscription
from tests.emulator.arm.seed import fill
from tests.meta.repository import ROOT

PAGE = ROOT / "backend" / "docs" / "azure.md"
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
def served(certificate: Path) -> Iterator[EmulatedSubscription]:
    """The subscription, served in a thread of its own."""
    found = EmulatedSubscription()
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
    assert "Blob container is public" in done.stdout
    assert SECRET not in done.stdout + done.stderr
