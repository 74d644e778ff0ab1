"""The client and the certificates of servers."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from posture_client import Client, UnreachableError
from tests.plugins.client.scripted import Reply, Scripted, scripted

OK = Reply(body={"data": []})


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PEM file with a self-signed certificate for localhost, and its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
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
    directory = tmp_path_factory.mktemp("tls")
    file = directory / "ca.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (directory / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


@pytest.fixture
def server(authority: Path) -> Iterator[Scripted]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority, authority.parent / "key.pem")
    with scripted(OK, tls=context) as found:
        yield found


def test_a_server_of_a_given_authority_is_trusted(server: Scripted, authority: Path) -> None:
    with Client(server.url, "t", ca_file=str(authority)) as client:
        assert client.list_runs() == {"data": []}


def test_a_server_of_an_unknown_authority_is_not_and_is_not_tried_again(server: Scripted) -> None:
    with (
        Client(server.url, "t", sleep=pytest.fail) as client,
        pytest.raises(UnreachableError, match="certificate verify failed") as caught,
    ):
        client.list_runs()
    assert caught.value.lasting
    assert server.requests == []


def test_a_server_of_another_name_is_not_trusted(server: Scripted, authority: Path) -> None:
    url = server.url.replace("localhost", "127.0.0.1")
    with (
        Client(url, "t", ca_file=str(authority)) as client,
        pytest.raises(UnreachableError, match="certificate"),
    ):
        client.list_runs()
