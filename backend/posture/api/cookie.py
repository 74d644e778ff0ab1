"""Cookie: what a browser holds in place of a token, unreadable for its pages.

`__Host-` binds it to exactly this host and to TLS. On this machine, without TLS, browsers would not
keep such a cookie, so it has a plain name there.
"""

from collections.abc import Mapping
from typing import Final

from posture.api.responses import Header
from posture.api.same_origin import is_loopback, is_tls

HOST_BOUND: Final = b"__Host-posture"
PLAIN: Final = b"posture"
LONGEST: Final = 128
# The same for a sign-in that is under way. The provider's answer comes from another site, so this
# cookie is Lax.
SIGN_IN: Final = b"-sign-in"
LONGEST_SIGN_IN: Final = 3_072


def sent_cookies(headers: Mapping[bytes, bytes]) -> list[str]:
    """Return the values of the session's cookie in a request; more than one is suspicious.

    A page of a neighbouring host can set the plain cookie, so it counts on this machine alone.
    """
    header = headers.get(b"cookie")
    if header is None:
        return []
    parts = (pair.strip().partition(b"=") for pair in header.split(b";"))
    pairs = [(name, value.decode("latin-1")[:LONGEST]) for name, _, value in parts]
    bound = [value for name, value in pairs if name == HOST_BOUND]
    if bound or not is_loopback(headers.get(b"host", b"")):
        return bound
    return [value for name, value in pairs if name == PLAIN]


def cookie_name(headers: Mapping[bytes, bytes], scheme: str) -> bytes:
    """Return the name that the cookie gets: the plain one on this machine without TLS."""
    plain = is_loopback(headers.get(b"host", b"")) and not is_tls(headers, scheme)
    return PLAIN if plain else HOST_BOUND


def set_cookie(name: bytes, value: str, *, seconds: int) -> Header:
    """Return the header that stores the cookie, or removes it with 0 seconds."""
    secure = b"; Secure" if name == HOST_BOUND else b""
    text = b"%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s"
    return (b"set-cookie", text % (name, value.encode(), seconds, secure))


def sign_in_cookies(headers: Mapping[bytes, bytes], *, is_tls: bool) -> list[str]:
    """Return the cookies of a sign-in that is under way, without those that are too long."""
    wanted = (HOST_BOUND if is_tls else PLAIN) + SIGN_IN
    parts = (pair.strip().partition(b"=") for pair in headers.get(b"cookie", b"").split(b";"))
    return [
        value.decode("latin-1")
        for name, _, value in parts
        if name == wanted and len(value) <= LONGEST_SIGN_IN
    ]


def set_sign_in_cookie(value: str, *, seconds: int, is_tls: bool) -> Header:
    """Return the header that stores the cookie of a sign-in, or removes it with 0 seconds."""
    name, secure = (HOST_BOUND, b"; Secure") if is_tls else (PLAIN, b"")
    text = b"%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
    return (b"set-cookie", text % (name + SIGN_IN, value.encode(), seconds, secure))
