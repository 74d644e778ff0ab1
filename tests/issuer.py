"""An issuer over TLS, in a thread of the test: real keys, real signatures.

It issues tokens of jobs, and is an identity provider with which people sign in by codes.
"""

import base64
import datetime as dt
import json
import secrets
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

DISCOVERY = "/.well-known/openid-configuration"
KEYS = "/keys"
AUTHORIZE = "/authorize"
TOKEN = "/token"  # a path
CLIENT_ID = "posture console"
CLIENT_SECRET = "of the client: 100%"  # of a test
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
        person: the claims of the person who signs in at `/authorize`, beside those of the flow.
        codes: by code, what its authorization request was; each is redeemed once.
        challenges: by code, the challenge that its verifier must fit.
        sign: signs an ID token, in place of `token`.
        form_alone: whether a client sends its secret in the form.
        asks: whether a page asks the person first, who can allow or deny it.
    """

    url: str
    certificate: Path = field(default_factory=Path)
    keys: list[dict[str, Any]] = field(default_factory=list)
    discovery: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    person: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    challenges: dict[str, str] = field(default_factory=dict)
    sign: Callable[[Mapping[str, Any]], str] | None = None
    form_alone: bool = False
    asks: bool = False

    def reset(self) -> None:
        """Publish the usual keys, and forget what was requested."""
        self.keys = [
            published(rsa_key(), kid="one", alg="RS256", use="sig"),
            published(ec_key(), kid="two", alg="ES256", use="sig"),
        ]
        self.discovery = {
            "issuer": self.url,
            "jwks_uri": f"{self.url}{KEYS}",
            "authorization_endpoint": f"{self.url}{AUTHORIZE}",
            "token_endpoint": f"{self.url}{TOKEN}",
            "authorization_response_iss_parameter_supported": True,
        }
        self.answers.clear()
        self.requests.clear()
        self.person, self.codes, self.sign = {}, {}, None
        self.form_alone = self.asks = False

    def token(self, claims: Mapping[str, Any], **options: Any) -> str:  # noqa: ANN401  # of signed
        """Return a token of this issuer, signed with its first key."""
        return signed({"iss": self.url, **claims}, rsa_key(), **options)

    def authorize(self, query: str) -> str:
        """Return where the person's browser goes after the sign-in at `/authorize`."""
        asked = dict(parse_qsl(query, strict_parsing=True))
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["client_id"] == CLIENT_ID
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        self.challenges[code] = asked["code_challenge"]
        answer = {"code": code, "state": asked["state"], "iss": self.url, "session_state": "any"}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def question(self, query: str) -> bytes:
        """Return the page that asks the person."""
        asked = dict(parse_qsl(query, strict_parsing=True))
        denied = {"error": "access_denied", "state": asked["state"], "iss": self.url}
        links = {
            "allow": self.authorize(query),
            "deny": f"{asked['redirect_uri']}?{urlencode(denied)}",
        }
        shown = (
            f'<p><a id="{name}" href="{escape(url)}">{name}</a>' for name, url in links.items()
        )
        return f"<!doctype html><title>Example Login</title>{''.join(shown)}".encode()

    def redeem(self, form: Mapping[str, str], authorization: str | None) -> dict[str, Any] | None:
        """Return the answer of `/token`; None if the code or the client is not accepted."""
        asked = self.codes.pop(form.get("code", ""), None)
        pair = f"{quote(CLIENT_ID, safe='')}:{quote(CLIENT_SECRET, safe='')}"
        basic = f"Basic {base64.b64encode(pair.encode()).decode()}"
        sent = (form.get("client_id"), form.get("client_secret"))
        known = sent == (CLIENT_ID, CLIENT_SECRET) if self.form_alone else authorization == basic
        challenge = sha256(form.get("code_verifier", "").encode()).digest()
        if (
            asked is None
            or not known
            or form.get("grant_type") != "authorization_code"
            or form.get("redirect_uri") != asked["redirect_uri"]
            or encoded(challenge) != asked["code_challenge"]
        ):
            return None
        claims = {"aud": CLIENT_ID, "nonce": asked["nonce"], **self.person}
        present = {name: one for name, one in claims.items() if one is not None}
        token = self.sign(present) if self.sign else self.token(present)
        return {"id_token": token, "access_token": "unused", "token_type": "Bearer"}


def _answer(issuer: Issuer, request: BaseHTTPRequestHandler) -> None:
    issuer.requests.append(request.path)
    if other := issuer.answers.get(request.path):
        other(request)
        return
    path, _, query = request.path.partition("?")
    if path == AUTHORIZE and issuer.asks:
        page = issuer.question(query)
        request.send_response(200)
        request.send_header("content-type", "text/html")
        request.send_header("content-length", str(len(page)))
        request.end_headers()
        request.wfile.write(page)
        return
    if path == AUTHORIZE:
        request.send_response(302)
        request.send_header("location", issuer.authorize(query))
        request.send_header("content-length", "0")
        request.end_headers()
        return
    documents: dict[str, Any] = {DISCOVERY: issuer.discovery, KEYS: {"keys": issuer.keys}}
    found = documents.get(request.path)
    missing = 404
    if path == TOKEN:
        sent = request.rfile.read(int(request.headers.get("content-length", 0))).decode()
        found, missing = issuer.redeem(dict(parse_qsl(sent)), request.headers["authorization"]), 400
    body = json.dumps(found).encode()
    request.send_response(missing if found is None else 200)
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

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that closed the connection is no fault."""

    with TemporaryDirectory() as directory:
        issuer.certificate = certificate = self_signed(Path(directory))
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


def self_signed(directory: Path) -> Path:
    """Write a certificate of `localhost` with its key to a file, and return the file."""
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
