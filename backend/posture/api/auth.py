"""Authentication: find the token of a request and its owner, and check that it is valid.

A request has its token in a header, or a browser's session, which points at a token. Both are
checked in the same way at every request, as the database has them after it came.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from posture.api.cookie import sent_cookies
from posture.api.errors import ProblemError
from posture.api.request_context import RequestContext
from posture.services.errors import UnavailableError
from posture.services.sessions import find_session, is_foreign, is_over, keep_alive
from posture.services.tokens import Caller, authenticate


async def identify(context: RequestContext, *, since_ns: float = math.inf) -> Caller:
    """Return the caller that the token or the session of a request belongs to.

    What another request has read after `since_ns` is as good as a read of its own.

    Raises:
        ProblemError: no token, or one that is unknown, revoked, expired or not allowed from this
            address; the same for the token of a session, or the session is over.
    """
    headers = context.headers
    if context.is_ambiguous:
        raise ProblemError("invalid_token")
    if b"cookie" in headers and context.deps.settings.console and (found := sent_cookies(headers)):
        if b"authorization" in headers:
            raise ProblemError("invalid_token")
        return await _of_session(context, found, since_ns)
    token = _bearer(headers.get(b"authorization", b""))
    return await holder(context, token, since_ns=since_ns)


async def holder(context: RequestContext, token: bytes, *, since_ns: float = math.inf) -> Caller:
    """Return the caller that a token belongs to; raises `ProblemError` as `identify` does."""
    store, digest = context.deps.store, sha256(token).hexdigest()
    caller = await authenticate(store, token_hash=digest, since_ns=since_ns, turn=context.turn)
    return _valid(context, caller)


async def _of_session(context: RequestContext, cookies: Sequence[str], since_ns: float) -> Caller:
    store, settings = context.deps.store, context.deps.settings
    found = None
    if len(cookies) == 1:
        found = await find_session(store, cookie=cookies[0], since_ns=since_ns, turn=context.turn)
    if found is None:
        raise ProblemError("invalid_session")
    session, caller = found
    context.identified, context.session = caller, session
    if is_over(session, settings, at=store.now()) or is_foreign(caller, settings):
        raise ProblemError("invalid_session")
    _valid(context, caller)
    await keep_alive(store, settings, session)
    return caller


def _valid(context: RequestContext, caller: Caller | None) -> Caller:
    """Return the caller, and note it, if its token can be used from where the request is."""
    context.identified = caller
    if caller is None or caller.revoked_at is not None:
        raise ProblemError("invalid_token")
    if caller.expires_at is not None and caller.expires_at <= context.deps.store.now():
        raise ProblemError("expired_token")
    if caller.cidrs and not _within(context.client_ip, caller.cidrs):
        raise ProblemError("ip_not_allowed")
    return caller


async def is_admitted(context: RequestContext, scope: str | None) -> bool:
    """Return whether the token of a request that goes on may still be used for it.

    While the database cannot be read, it may.
    """
    try:
        caller = await identify(context)
    except UnavailableError:
        return True
    except ProblemError:
        return False
    return scope is None or scope in caller.scopes


def _bearer(authorization: bytes) -> bytes:
    scheme, _, token = authorization.strip().partition(b" ")
    token = token.strip()
    if scheme.lower() != b"bearer" or not token:
        raise ProblemError("missing_token")
    return token


def _within(client_ip: str | None, cidrs: Sequence[str]) -> bool:
    if client_ip is None:
        return False
    try:
        address = ip_address(client_ip)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in _network(cidr) for cidr in cidrs)


@lru_cache(maxsize=1024)
def _network(cidr: str) -> IPv4Network | IPv6Network:
    return ip_network(cidr, strict=False)
