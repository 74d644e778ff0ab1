"""Same origin: whether a request with a cookie was sent by a page of this server itself.

Browsers say so in `Sec-Fetch-Site`, which no page can set, and send `Origin` with everything that
is not a plain read. A form of another site can do neither, and it cannot send JSON.
"""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final

from posture.api.errors import ProblemError

SAME: Final = frozenset({b"same-origin", b"none"})
LOCALHOST: Final = "localhost"


def require_own_page(headers: Mapping[bytes, bytes], *, body: bool) -> None:
    """Raise unless a page of this server sent a request that changes something; `body` as JSON.

    Raises:
        ProblemError: another site may have sent it.
    """
    site, origin = headers.get(b"sec-fetch-site"), headers.get(b"origin", b"")
    own = site == b"same-origin" if site is not None else origin in _own_origins(headers)
    if not own:
        raise _cross_site("A page of this server itself must send it.")
    media_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if body and media_type != b"application/json":
        raise _cross_site("With a cookie, `Content-Type` must be `application/json`.")


def require_own_read(headers: Mapping[bytes, bytes]) -> None:
    """Raise if a page of another site reads with a cookie of this server.

    Raises:
        ProblemError: another site sent it.
    """
    if headers.get(b"sec-fetch-site", b"none") not in SAME:
        raise _cross_site("A page of another site cannot read with a session of this server.")


def require_tls(headers: Mapping[bytes, bytes], scheme: str) -> None:
    """Raise if the browser of another machine speaks HTTP without TLS.

    Raises:
        ProblemError: the cookie would be readable on the way.
    """
    # Browsers send `Sec-Fetch-Site` over TLS and to this machine only.
    if b"sec-fetch-site" in headers or is_tls(headers, scheme):
        return
    if not is_loopback(headers.get(b"host", b"")):
        detail = "Sign in over HTTPS; without it, only from the machine of the server."
        raise ProblemError("https_required", members={"detail": detail})


def is_tls(headers: Mapping[bytes, bytes], scheme: str) -> bool:
    """Return whether the browser speaks TLS, with this server or with a proxy before it."""
    return scheme == "https" or headers.get(b"origin", b"").startswith(b"https://")


def is_loopback(host: bytes) -> bool:
    """Return whether a `Host` header names the machine of the browser itself."""
    name = host.decode("latin-1").lower()
    name = name[1:].partition("]")[0] if name.startswith("[") else name.partition(":")[0]
    if name == LOCALHOST:
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _own_origins(headers: Mapping[bytes, bytes]) -> tuple[bytes, ...]:
    host = headers.get(b"host", b"").lower()
    return (b"https://" + host, b"http://" + host) if host else ()


def _cross_site(detail: str) -> ProblemError:
    return ProblemError("cross_site_request", members={"detail": detail})
