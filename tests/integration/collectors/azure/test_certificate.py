"""A certificate signs in in place of a secret; what cannot be used says why."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from posture.domain.collector import ConnectError
from posture.worker.scope import Scope
from tests.emulator.arm import EmulatedSubscription
from tests.emulator.arm.seed import fill
from tests.integration.collectors.azure.test_azure import scanned

pytestmark = pytest.mark.anyio
STORAGE = Scope(services=("storage",))
PASSWORD = "not-a-real-password"  # of a key of this test
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def made(key: Key) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "posture")])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )


def pem(key: Key, password: str | None = None) -> bytes:
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password:
        encryption = serialization.BestAvailableEncryption(password.encode())
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, encryption)


def put(file: Path, content: bytes | None) -> None:
    """Write the file; without a content, remove it."""
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that the worker's variable names, still empty; there is no secret."""
    path = tmp_path / "posture.pem"
    path.touch()
    monkeypatch.delenv("AZURE_CLIENT_SECRET")
    monkeypatch.setenv("AZURE_CLIENT_CERTIFICATE_PATH", str(path))
    return path


@pytest.mark.parametrize("password", [None, PASSWORD])
async def test_a_worker_signs_in_with_a_certificate(
    subscription: EmulatedSubscription,
    file: Path,
    key: rsa.RSAPrivateKey,
    monkeypatch: pytest.MonkeyPatch,
    password: str | None,
) -> None:
    fill(subscription)
    subscription.certificate = made(key)
    whole = subscription.certificate.public_bytes(serialization.Encoding.PEM) + pem(key, password)
    put(file, whole)
    if password:
        monkeypatch.setenv("AZURE_CLIENT_CERTIFICATE_PASSWORD", password)

    found = await scanned(subscription, STORAGE)

    assert found.reads.coverage == 1
    assert "client_secret" not in subscription.forms[0]
    assert "BEGIN" not in str(subscription.forms)


async def test_a_certificate_that_the_application_does_not_have_is_named(
    subscription: EmulatedSubscription, file: Path, key: rsa.RSAPrivateKey
) -> None:
    put(file, made(key).public_bytes(serialization.Encoding.PEM) + pem(key))
    subscription.token_refusal = ("invalid_client", 700027)

    with pytest.raises(ConnectError, match="certificate, or it has expired"):
        await scanned(subscription, STORAGE)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("missing", "cannot be read"),
        ("empty", "certificate and key"),
        ("no key", "certificate and key"),
        ("encrypted", "AZURE_CLIENT_CERTIFICATE_PASSWORD"),
        ("no RSA", "must be an RSA key"),
        ("broken", "must be an RSA key"),
    ],
)
async def test_a_file_that_cannot_be_used_says_why_and_shows_nothing(
    subscription: EmulatedSubscription,
    file: Path,
    key: rsa.RSAPrivateKey,
    content: str,
    words: str,
) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    public = made(key).public_bytes(serialization.Encoding.PEM)
    contents = {
        "empty": b"",
        "no key": public,
        "encrypted": public + pem(key, PASSWORD),
        "no RSA": made(other).public_bytes(serialization.Encoding.PEM) + pem(other),
        "broken": public + b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    }
    put(file, contents.get(content))

    with pytest.raises(ConnectError, match=words) as refused:
        await scanned(subscription, STORAGE)

    assert "BEGIN" not in str(refused.value)
    assert subscription.requests == []
