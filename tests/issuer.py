"""An issuer of job tokens over TLS, in a thread of the test: real keys, real signatures."""

import base64
import datetime as dt
import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

DISCOVERY = "/.well-known/openid-configuration"
KEYS = "/keys"
JOB_SECONDS = 300
Signer = RSAKey | ECKey | OKPKey
Answer = Callable[[BaseHTTPRequestHandler], None]


@cache
def rsa_key() -> RSAKey:
    """Return an RSA key, which takes long to make, for the whole process."""
    return RSAKey.generate_key(2048, auto_kid=False)


@cache
def other_rsa_key() -> RSAKey:
    """Return another RSA key."""
    return RSAKey.generate_key(2048, auto_kid=False)


@cache
def ec_key() -> ECKey:
    """Return a key on P-256."""
    return ECKey.generate_key("P-256", auto_kid=False)


def published(key: Signer, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    """Return the public part of a key as an issuer publishes it."""
    return {**key.as_dict(private=False), **members}


def signed(
    claims: Mapping[str, Any],
    key: Signer,
    *,
    algorithm: str = "RS256",
    key_id: str | None = "one",
    **header: Any,  # noqa: ANN401  # JSON
) -> str:
    """Return a signed token."""
    named = {} if key_id is None else {"kid": key_id}
    protected = {"alg": algorithm, "typ": "JWT", **named, **header}
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    registry.max_header_length = registry.max_payload_length = 10_000_000
    return jws.serialize_compact(protected, json.dumps(claims).encode(), key, registry=registry)


def encoded(part: object) -> str:
    """Return a part of a token, which nothing signs."""
    text = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


@dataclass(kw_only=True)
class Issuer:
    """A listening issuer.

    Attributes:
        url: its `iss`.
        certificate: PEM file of the authority to trust.
        keys: the JWKs that it publishes.
        answers: by path, what responds instead of the documents.
        requests: the paths that were requested, in order.
    """

    url: str
    certificate: Path = field(default_factory=Path)
    keys: list[dict[str, Any]] = field(default_factory=list)
    discovery: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    def reset(self) -> None:
        """Publish the usual keys, and forget what was requested."""
        self.keys = [
            published(rsa_key(), kid="one", alg="RS256", use="sig"),
            published(ec_key(), kid="two", alg="ES256", use="sig"),
        ]
        self.discovery = {"issuer": self.url, "jwks_uri": f"{self.url}{KEYS}"}
        self.answers.clear()
        self.requests.clear()

    def token(self, claims: Mapping[str, Any], **options: Any) -> str:  # noqa: ANN401  # of signed
        """Return a token of this issuer, signed with its first key."""
        return signed({"iss": self.url, **claims}, rsa_key(), **options)


def _answer(issuer: Issuer, request: BaseHTTPRequestHandler) -> None:
    issuer.requests.append(request.path)
    if other := issuer.answers.get(request.path):
        other(request)
        return
    documents: dict[str, Any] = {DISCOVERY: issuer.discovery, KEYS: {"keys": issuer.keys}}
    found = documents.get(request.path)
    body = json.dumps(found).encode()
    request.send_response(404 if found is None else 200)
    request.send_header("content-type", "application/json")
    request.send_header("content-length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


@contextmanager
def listening() -> Iterator[tuple[Issuer, ssl.SSLContext]]:
    """Yield an issuer, and the TLS context of a client that knows its certificate."""
    issuer = Issuer(url="")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            _answer(issuer, self)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that closed the connection is no fault."""

    with TemporaryDirectory() as directory:
        issuer.certificate = certificate = _certificate(Path(directory))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server = Server(("127.0.0.1", 0), Handler)
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        issuer.url = f"https://localhost:{server.server_address[1]}"
        issuer.reset()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield issuer, ssl.create_default_context(cafile=str(certificate))
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def _certificate(directory: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = directory / "issuer.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file
