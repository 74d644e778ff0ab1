"""Presented tokens: split and checked by themselves, before anything is fetched or trusted.

Nothing of a token is believed here. What is refused here would be refused for every trust, so its
reason may be shown to the caller.
"""

import binascii
import math
import re
from base64 import urlsafe_b64decode
from hashlib import sha256
from typing import Any, Final

import msgspec

from posture.identity.errors import MalformedError

# Signatures of public keys alone, so that no key is ever taken for a shared secret.
ALGORITHMS: Final = frozenset(
    {f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)}
    | {"EdDSA", "Ed25519"}
)
LONGEST_TEXT: Final = 1_024
LONGEST_KEY_ID: Final = 512
PARTS: Final = 3
BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]+")


class Presented(msgspec.Struct, frozen=True, kw_only=True):
    """A token that is well formed; its claims are not verified.

    `key` identifies the token among those of its issuer: its `jti` or, without one, what was
    signed. The signature is no part of it, because one signature can be written in several ways.
    """

    text: str
    algorithm: str
    key_id: str | None
    claims: dict[str, Any]
    issuer: str
    subject: str
    audience: str
    key: str
    issued_at: float
    not_before: float
    expires_at: float


def parse(text: str, *, limit_bytes: int) -> Presented:
    """Split a token into its parts and check their form.

    Raises:
        MalformedError: it is not a signed JWT with the claims that every such token has.
    """
    if len(text) > limit_bytes:
        raise MalformedError("too_large", f"It has more than {limit_bytes} bytes.")
    parts = text.split(".")
    if len(parts) != PARTS or not all(parts):
        raise MalformedError("no_jwt", "It is not a signed JWT: header.claims.signature.")
    header, claims = (_object(part) for part in parts[:2])
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise MalformedError(
            "algorithm", "It is not signed with a public-key algorithm: RS, PS, ES or EdDSA."
        )
    if "crit" in header or "b64" in header:
        raise MalformedError("extension", "It requires an extension of JWS (`crit`).")
    key_id = header.get("kid")
    if key_id is not None and not _is_text(key_id, LONGEST_KEY_ID):
        raise MalformedError("key_id", "Its `kid` is not a short text.")
    issuer = _text(claims, "iss")
    identifier = claims.get("jti")
    if identifier is not None and not _is_text(identifier, LONGEST_TEXT):
        raise MalformedError("jti", "Its `jti` is not a short text.")
    signed = identifier if identifier is not None else f"{parts[0]}.{parts[1]}"
    kind = "jti" if identifier is not None else "token"
    return Presented(
        text=text,
        algorithm=algorithm,
        key_id=key_id,
        claims=claims,
        issuer=issuer,
        subject=_text(claims, "sub"),
        audience=_audience(claims),
        key=sha256(f"{kind}\0{issuer}\0{signed}".encode()).hexdigest(),
        issued_at=_moment(claims, "iat"),
        not_before=_moment(claims, "nbf") if "nbf" in claims else 0.0,
        expires_at=_moment(claims, "exp"),
    )


def require_current(
    token: Presented, *, now: float, leeway_seconds: float, most_seconds: float
) -> None:
    """Refuse a token that has expired, is not valid yet, or lives too long.

    Args:
        token: what was presented.
        now: seconds since the epoch.
        leeway_seconds: how far the clocks of this process and of the issuer may be apart.
        most_seconds: the longest lifetime that a token may have.

    Raises:
        MalformedError: it is not valid now.
    """
    if token.expires_at + leeway_seconds <= now:
        raise MalformedError("expired", "It has expired: request a new one for each job.")
    if max(token.not_before, token.issued_at) - leeway_seconds > now:
        raise MalformedError("not_yet_valid", "It is not valid yet: compare the clocks.")
    if token.expires_at - token.issued_at > most_seconds:
        raise MalformedError(
            "lifetime", f"It is valid for more than {most_seconds:g} s: let it expire sooner."
        )


def _object(part: str) -> dict[str, Any]:
    """Decode a part of a token, which is a JSON object in unpadded base64url."""
    fault = MalformedError("no_jwt", "Its header or claims are no JSON object.")
    if not BASE64URL.fullmatch(part):
        raise fault
    try:
        decoded = urlsafe_b64decode(part + "=" * (-len(part) % 4))
        return msgspec.json.decode(decoded, type=dict[str, Any])
    except (ValueError, RecursionError, binascii.Error):
        raise fault from None


def _text(claims: dict[str, Any], name: str) -> str:
    found = claims.get(name)
    if not _is_text(found, LONGEST_TEXT):
        raise MalformedError("claims", f"Its claim `{name}` is missing or no plain text.")
    return str(found)


def _is_text(found: object, longest: int) -> bool:
    return isinstance(found, str) and 0 < len(found) <= longest and found.isprintable()


def _audience(claims: dict[str, Any]) -> str:
    """Return the one audience of a token; others could present it here, too."""
    found = claims.get("aud")
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    if not _is_text(found, LONGEST_TEXT):
        raise MalformedError("claims", "Its claim `aud` must name one audience alone.")
    return str(found)


def _moment(claims: dict[str, Any], name: str) -> float:
    found = claims.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise MalformedError("claims", f"Its claim `{name}` is missing or no number.")
    try:
        moment = float(found)
    except OverflowError:
        moment = math.inf
    if not 0 <= moment < math.inf:
        raise MalformedError("claims", f"Its claim `{name}` is no time.")
    return moment
