"""Keys of issuers: found by discovery, kept for a time, and fetched again when a new one signs.

A key is chosen by the `kid` of a token among the keys that its issuer publishes. Whatever key a
token brings along itself (`jwk`, `jku`, `x5u`, `x5c`) is not looked at.
"""

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from posture.domain.egress import unusable
from posture.identity.errors import IssuerError, RefusedError
from posture.settings import Settings

Get = Callable[[str], Awaitable[dict[str, Any]]]

WELL_KNOWN: Final = "/.well-known/openid-configuration"
# What verifies a signature, by the kind of key; nothing else of a JWK is used.
MEMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "RSA": ("n", "e"),
    "EC": ("crv", "x", "y"),
    "OKP": ("crv", "x"),
}
CURVES: Final = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
# Base64url of moduli of 2,048 to 8,192 bits, and of exponents of up to 32 bits.
MODULUS: Final = range(340, 1_367)
LONGEST_EXPONENT: Final = 6
# Keys with one `kid`: an issuer that has more than a few has a fault.
MOST_TRIED: Final = 4
LONGEST_URL: Final = 2_048


class Key(msgspec.Struct, frozen=True):
    """A public key of an issuer, as a JWK with nothing but its numbers."""

    key_id: str | None
    algorithm: str | None
    jwk: dict[str, str]

    def fits(self, algorithm: str) -> bool:
        """Return whether the key makes signatures of an algorithm."""
        if self.algorithm is not None and self.algorithm != algorithm:
            return False
        match self.jwk["kty"]:
            case "RSA":
                return algorithm[:2] in {"RS", "PS"}
            case "EC":
                return CURVES.get(algorithm) == self.jwk["crv"]
            case _:
                return algorithm in {"EdDSA", "Ed25519"} and self.jwk["crv"] == "Ed25519"


class Described(msgspec.Struct, frozen=True):
    """What an issuer says about the sign-in of people; an address that is unusable is missing.

    Attributes:
        authorization_url: where browsers are sent.
        token_url: where a code is redeemed.
        is_named: whether its answers name it, as RFC 9207 says.
        takes_basic: whether a client shows its secret by HTTP's basic authentication.
    """

    authorization_url: str | None = None
    token_url: str | None = None
    is_named: bool = False
    takes_basic: bool = True


class _Known:
    """What is known of an issuer; the lock lets one task fetch, and the others wait for it."""

    __slots__ = ("described", "failed_at", "fetched_at", "keys", "lock", "reason")

    def __init__(self) -> None:
        self.described = Described()
        self.keys: Sequence[Key] = ()
        self.fetched_at: float | None = None
        self.failed_at: float | None = None
        self.reason = ""
        self.lock = asyncio.Lock()


class IssuerKeys:
    """The keys of the issuers whose tokens were presented last."""

    def __init__(
        self, get: Get, settings: Settings, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._get = get
        self._settings = settings
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._fetching: Counter[str] = Counter()

    async def candidates(
        self, issuer: str, *, key_id: str | None, algorithm: str, tenant_id: str
    ) -> Sequence[Key]:
        """Return the keys of an issuer that a token can have been signed with.

        Args:
            issuer: the issuer's URL.
            key_id: the `kid` of the token.
            algorithm: the `alg` of the token.
            tenant_id: the tenant whose trust names the issuer; its fetches are limited.

        Raises:
            IssuerError: the issuer cannot be read now.
            RefusedError: the issuer has no such key.
        """
        known = await self._read(issuer, tenant_id)
        found = _chosen(known.keys, key_id, algorithm)
        if not found and self._may_look_again(known):
            # A key that was not there a while ago: the issuer may have rotated its keys.
            await self._fetch(issuer, known, self._may_look_again, tenant_id)
            found = _chosen(known.keys, key_id, algorithm)
        if not found:
            raise RefusedError("unknown_key")
        return found

    async def described(self, issuer: str, *, tenant_id: str) -> Described:
        """Return what an issuer says about the sign-in of people.

        Raises:
            IssuerError: the issuer cannot be read now.
        """
        return (await self._read(issuer, tenant_id)).described

    async def _read(self, issuer: str, tenant_id: str) -> _Known:
        known = self._known.get(issuer)
        if known is None:
            known = self._known[issuer] = _Known()
        self._known.move_to_end(issuer)
        while len(self._known) > self._settings.issuers_known:
            self._known.popitem(last=False)
        if self._is_old(known):
            await self._fetch(issuer, known, self._is_old, tenant_id)
        return known

    def _is_old(self, known: _Known) -> bool:
        at = known.fetched_at
        return at is None or self._clock() - at >= self._settings.issuer_keys_seconds

    def _may_look_again(self, known: _Known) -> bool:
        at = known.fetched_at
        return at is None or self._clock() - at >= self._settings.issuer_refresh_seconds

    async def _fetch(
        self, issuer: str, known: _Known, needed: Callable[[_Known], bool], tenant_id: str
    ) -> None:
        async with known.lock:
            if not needed(known):
                return
            failed_at, wait = known.failed_at, self._settings.issuer_retry_seconds
            if failed_at is not None and self._clock() - failed_at < wait:
                raise IssuerError(known.reason)
            with self._place(tenant_id):
                try:
                    known.described, known.keys = await self._found(issuer)
                except IssuerError as error:
                    known.failed_at, known.reason = self._clock(), error.reason
                    raise
            known.fetched_at, known.failed_at = self._clock(), None

    @contextmanager
    def _place(self, tenant_id: str) -> Iterator[None]:
        """Take one of the tenant's places, so that slow issuers of one tenant stall no other."""
        if self._fetching[tenant_id] >= self._settings.issuer_fetches:
            raise IssuerError("busy")
        self._fetching[tenant_id] += 1
        try:
            yield
        finally:
            self._fetching[tenant_id] -= 1
            if not self._fetching[tenant_id]:
                del self._fetching[tenant_id]

    async def _found(self, issuer: str) -> tuple[Described, Sequence[Key]]:
        described = await self._get(issuer.rstrip("/") + WELL_KNOWN)
        if described.get("issuer") != issuer:
            raise IssuerError("other_issuer")
        address = described.get("jwks_uri")
        if not isinstance(address, str) or not is_https(address):
            raise IssuerError("no_keys_url")
        listed = (await self._get(address)).get("keys")
        if not isinstance(listed, list):
            raise IssuerError("no_keys")
        if len(listed) > self._settings.issuer_keys:
            raise IssuerError("too_many_keys")
        return _described(described), [key for key in map(_key, listed) if key is not None]


def is_https(url: str) -> bool:
    """Return whether a URL can be fetched: `https`, a host, and neither user nor fragment."""
    if not url.startswith("https://") or not url.isascii() or unusable(url) is not None:
        return False
    parts = urlsplit(url)
    return bool(parts.hostname) and "@" not in parts.netloc and not parts.fragment


def _described(document: Mapping[str, Any]) -> Described:
    methods = document.get("token_endpoint_auth_methods_supported")
    return Described(
        authorization_url=_address(document.get("authorization_endpoint")),
        token_url=_address(document.get("token_endpoint")),
        is_named=document.get("authorization_response_iss_parameter_supported") is True,
        takes_basic=not isinstance(methods, list) or "client_secret_basic" in methods,
    )


def _address(found: object) -> str | None:
    usable = isinstance(found, str) and len(found) <= LONGEST_URL and is_https(found)
    return str(found) if usable else None


def _chosen(keys: Sequence[Key], key_id: str | None, algorithm: str) -> list[Key]:
    """Return the keys with that id; without an id, the only key that fits."""
    fitting = [key for key in keys if key.fits(algorithm)]
    if key_id is None:
        return fitting if len(fitting) == 1 else []
    return [key for key in fitting if key.key_id == key_id][:MOST_TRIED]


def _key(jwk: object) -> Key | None:
    """Return a key that verifies signatures; None for every other entry of a key set."""
    if not isinstance(jwk, dict) or jwk.get("use", "sig") != "sig":
        return None
    operations = jwk.get("key_ops", ["verify"])
    kind = jwk.get("kty")
    if (
        not isinstance(kind, str)
        or kind not in MEMBERS
        or not isinstance(operations, list)
        or "verify" not in operations
    ):
        return None
    numbers = {name: jwk.get(name) for name in MEMBERS[kind]}
    if not all(isinstance(one, str) and one for one in numbers.values()):
        return None
    texts = {name: str(one) for name, one in numbers.items()}
    if kind == "RSA" and (
        len(texts["n"].rstrip("=")) not in MODULUS or len(texts["e"]) > LONGEST_EXPONENT
    ):
        return None
    key_id, algorithm = jwk.get("kid"), jwk.get("alg")
    return Key(
        key_id if isinstance(key_id, str) else None,
        algorithm if isinstance(algorithm, str) else None,
        {"kty": kind, **texts},
    )
