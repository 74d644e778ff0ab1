"""Signature Version 4 for one request, as AWS documents it.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hmac
import re
import time
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import parse_qsl, quote

ALGORITHM = "AWS4-HMAC-SHA256"
STAMP = "%Y%m%dT%H%M%SZ"
# A proxy on the way may change it.
UNSIGNED = frozenset({"User-Agent"})
EMPTY_SHA256 = sha256(b"").hexdigest()
# A path that stays as it is when it is encoded once more.
UNRESERVED = re.compile(r"[A-Za-z0-9/_.~-]*")


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys that are valid now; `repr` does not show them.

    Attributes:
        access_key: the id of the keys.
        secret_key: what a signature is made with.
        session_token: comes with temporary keys.
        own: whether they are the worker's own, which only the cloud itself may see.
    """

    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)
    own: bool = field(default=False, repr=False, compare=False)


def sign(  # a signature covers exactly these
    keys: Keys,
    *,
    method: str,
    url: str,
    headers: dict[str, str],
    body: bytes,
    region: str,
    service: str,
    now: datetime | None = None,
) -> None:
    """Add `X-Amz-Date`, `X-Amz-Content-SHA256`, the session token and `Authorization`.

    Args:
        keys: what to sign with.
        method: HTTP method.
        url: the whole URL; its path is encoded as it will be sent.
        headers: headers as they will be sent, `Host` included; changed in place.
        body: the body as it will be sent.
        region: region of the credential scope.
        service: signing name of the service.
        now: the time of signing; by default the current time.
    """
    stamp = now.strftime(STAMP) if now else _stamp(int(time.time()))
    parts = parts_of(url)
    digest = sha256(body).hexdigest() if body else EMPTY_SHA256
    headers["X-Amz-Date"] = stamp
    headers["X-Amz-Content-SHA256"] = digest
    if keys.session_token:
        headers["X-Amz-Security-Token"] = keys.session_token
    signed, names = _signed(tuple(headers))
    # For S3 the path is signed as it is sent; for all other services it is encoded once more.
    path = parts.path or "/"
    if service != "s3" and not UNRESERVED.fullmatch(path):
        path = quote(path, safe="/-_.~")
    request = "\n".join(
        (
            method,
            path,
            _canonical_query(parts.query),
            *[f"{name}:{' '.join(headers[header].split())}" for name, header in signed],
            "",
            names,
            digest,
        )
    )
    scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    text = "\n".join((ALGORITHM, stamp, scope, sha256(request.encode()).hexdigest()))
    key = _signing_key(keys.secret_key, stamp[:8], region, service)
    signature = hmac.new(key, text.encode(), sha256).hexdigest()
    headers["Authorization"] = (
        f"{ALGORITHM} Credential={keys.access_key}/{scope}, "
        f"SignedHeaders={names}, Signature={signature}"
    )


class Parts(NamedTuple):
    """The parts of a URL that a request is made of."""

    host: str
    path: str
    query: str


def parts_of(url: str) -> Parts:
    """Return the parts of a URL that has a scheme."""
    address, _, query = url.partition("#")[0].partition("?")
    host, slash, path = address.partition("://")[2].partition("/")
    return Parts(host, slash + path, query)


@lru_cache(maxsize=256)  # settings are read of many assets with the same query
def _canonical_query(query: str) -> str:
    if not query:
        return ""
    pairs = sorted(
        (quote(name, safe="-_.~"), quote(value, safe="-_.~"))
        for name, value in parse_qsl(query, keep_blank_values=True)
    )
    return "&".join(f"{name}={value}" for name, value in pairs)


@lru_cache(maxsize=256)  # the requests of an operation have the same headers
def _signed(headers: tuple[str, ...]) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return the headers to sign in their order, each by its name in lower case; and all names."""
    found = {name.lower(): name for name in headers if name not in UNSIGNED}
    return tuple(sorted(found.items())), ";".join(sorted(found))


@lru_cache(maxsize=2)  # a second has many requests
def _stamp(seconds: int) -> str:
    return time.strftime(STAMP, time.gmtime(seconds))


@lru_cache(maxsize=1024)
def _signing_key(secret: str, day: str, region: str, service: str) -> bytes:
    key = b"AWS4" + secret.encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.new(key, part.encode(), sha256).digest()
    return key
