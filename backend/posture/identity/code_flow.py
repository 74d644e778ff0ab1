"""Code flow: the two requests by which a person signs in with an identity provider.

The authorization code flow of OpenID Connect, with PKCE (S256), for a client with a secret. What
the browser brings back is a code alone; the ID token comes from the provider directly.
"""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import msgspec

from posture.identity.errors import IssuerError, MalformedError, RefusedError
from posture.identity.keys import Described, IssuerKeys, is_https
from posture.identity.presented import Presented, parse, require_current
from posture.identity.verify import verify

# Who shares the places in which issuers are read: see `IssuerKeys`.
PEOPLE: Final = "people"
# Some providers let ID tokens live for hours; each is presented once, within a minute.
LIFETIME_SECONDS: Final = 172_800
REFUSED: Final = frozenset({"status_400", "status_401", "status_403"})
# Where the provider sends people back to.
CALLBACK: Final = "/api/v2/session/oidc/callback"
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
Post = Callable[[str, Mapping[str, str], Mapping[str, str]], Awaitable[dict[str, Any]]]


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """This server as the provider knows it."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_url: str
    scopes: str


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """What binds a sign-in to one browser; the provider sees the verifier last."""

    state: str
    nonce: str
    verifier: str


class CodeFlow:
    """Sends people to one provider, and reads what it says of them."""

    def __init__(self, client: Client, keys: IssuerKeys, post: Post) -> None:
        self._client = client
        self._keys = keys
        self._post = post

    async def authorization_url(self, attempt: Attempt) -> str:
        """Return where to send the browser.

        Raises:
            IssuerError: the provider cannot be read now.
        """
        client, described = self._client, await self._described()
        challenge = urlsafe_b64encode(sha256(attempt.verifier.encode()).digest())
        query = {
            "response_type": "code",
            "client_id": client.client_id,
            "redirect_uri": client.redirect_url,
            "scope": client.scopes,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        parts = urlsplit(_usable(described.authorization_url))
        joined = "&".join(filter(None, (parts.query, urlencode(query))))
        return urlunsplit(parts._replace(query=joined))

    async def require_own_answer(self, issuer: str | None) -> None:
        """Refuse the answer of another provider (RFC 9207); `issuer` is the `iss` beside the code.

        Raises:
            IssuerError: the provider cannot be read now.
            RefusedError: the answer is another's, or does not say whose it is.
        """
        if issuer is None:
            if (await self._described()).is_named:
                raise RefusedError("issuer", "The answer does not name its issuer.")
        elif issuer != self._client.issuer:
            raise RefusedError("issuer", "The answer is of another issuer.")

    async def redeem(
        self, code: str, attempt: Attempt, *, now: float, leeway_seconds: float, limit_bytes: int
    ) -> Presented:
        """Return the ID token for a code, verified.

        Args:
            code: what the browser brought.
            attempt: the one that the browser began.
            now: seconds since the epoch.
            leeway_seconds: how far the clocks of this process and of the provider may be apart.
            limit_bytes: maximum size of the token.

        Raises:
            IssuerError: the provider cannot be read now.
            MalformedError: the token is unusable.
            RefusedError: the code or the token is not accepted.
        """
        answer = await self._redeemed(code, attempt)
        text = answer.get("id_token")
        if not isinstance(text, str):
            raise MalformedError("no_id_token", "The provider sent no ID token.")
        token = parse(text, limit_bytes=limit_bytes)
        require_current(
            token, now=now, leeway_seconds=leeway_seconds, most_seconds=LIFETIME_SECONDS
        )
        client = self._client
        await verify(
            token, self._keys, issuer=client.issuer, audience=client.client_id, tenant_id=PEOPLE
        )
        if token.claims.get("azp", client.client_id) != client.client_id:
            raise RefusedError("azp", "The token was issued to another client.")
        if token.claims.get("nonce") != attempt.nonce:
            raise RefusedError("nonce", "The token belongs to another sign-in.")
        return token

    async def _redeemed(self, code: str, attempt: Attempt) -> dict[str, Any]:
        client, described = self._client, await self._described()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": client.redirect_url,
            "code_verifier": attempt.verifier,
        }
        headers: dict[str, str] = {}
        if described.takes_basic:
            pair = f"{quote(client.client_id, safe='')}:{quote(client.client_secret, safe='')}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": client.client_id, "client_secret": client.client_secret}
        try:
            return await self._post(_usable(described.token_url), form, headers)
        except IssuerError as error:
            if error.reason in REFUSED:
                raise RefusedError("code", "The provider does not accept the code.") from None
            raise

    async def _described(self) -> Described:
        return await self._keys.described(self._client.issuer, tenant_id=PEOPLE)


def _usable(url: str | None) -> str:
    if url is None:
        raise IssuerError("no_endpoint")
    return url


def is_callback(url: str) -> bool:
    """Return whether a URL is the callback's, over TLS or on this machine."""
    parts = urlsplit(url)
    if parts.path != CALLBACK or parts.query or parts.fragment or "@" in parts.netloc:
        return False
    return is_https(url) or (parts.scheme == "http" and parts.hostname in LOOPBACK)
