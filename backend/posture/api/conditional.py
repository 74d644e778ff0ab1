"""Conditional requests: responses to GET carry an `ETag`, and 304 is sent while it is current."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from hashlib import blake2b
from typing import Any, Final
from zlib import crc32

import msgspec
from msgspec import Struct

from posture.api.compression import GZIP, encoded, of_gzip, wants_gzip
from posture.api.paging import Listed, next_link
from posture.api.request import ApiRequest
from posture.api.request_context import RequestContext
from posture.api.response_cache import CachedBody
from posture.api.responses import ApiResponse, Header, body_response, empty_response
from posture.services.errors import PreconditionFailedError
from posture.services.tokens import Caller

ANY: Final = b"*"


async def cached_list(request: ApiRequest, render: Callable[[], Awaitable[Listed]]) -> ApiResponse:
    """Return a list of the caller's tenant; it is rendered only when something has changed.

    Only `render` need look at the query: whoever has the list as it is sent a query that is valid.
    """

    async def listed() -> tuple[bytes, Iterable[Header]]:
        found = await render()
        return msgspec.json.encode(found.content), next_link(request, found.following)

    caller = request.caller
    return await _from_cache(
        request, tenant_etag(request), reader_of(caller), caller.revision, listed
    )


def reader_of(caller: Caller) -> str:
    """Return whose list it is: a token that is limited to some integrations sees another one."""
    return caller.tenant_id + (caller.integrations or "")


async def list_of_the_build(request: ApiRequest, render: Callable[[], Struct]) -> ApiResponse:
    """Return a list that is the same for every tenant, and changes only with the build."""

    async def listed() -> tuple[bytes, Iterable[Header]]:
        return msgspec.json.encode(render()), ()

    return await _from_cache(request, build_etag(request.context), "", 0, listed)


async def _from_cache(
    request: ApiRequest,
    etag: Header,
    owner: str,
    revision: int,
    render: Callable[[], Awaitable[tuple[bytes, Iterable[Header]]]],
) -> ApiResponse:
    cache, scope = request.context.cache, request.scope
    coding = "gzip" if wants_gzip(request) else ""
    copies = _copies(request)
    if copies is not None and (unchanged := _unchanged(copies, etag)):
        return unchanged
    key = (owner, scope["path"], scope["query_string"], coding)
    found = cache.get(key, revision)
    if found is None:
        content, headers = await render()
        body = await encoded(request, content)
        # Rendered after the revision was read, it may be newer than its ETag, never older.
        found = CachedBody(revision, body.content, (*headers, *body.headers))
        cache.put(key, found)
    if copies is not None and ANY in copies:
        return empty_response(304, headers=[etag])
    own = of_gzip(etag) if coding and GZIP in found.headers else etag
    return body_response(found.body, headers=(own, *found.headers))


def conditional(
    request: ApiRequest,
    content: Any,  # noqa: ANN401  # any JSON
    *,
    etag: Header | None = None,
) -> ApiResponse:
    """Return one resource of the caller's tenant; `etag` is the resource's own, if it has one."""
    etag = etag or tenant_etag(request)
    return not_modified(request, etag) or body_response(
        msgspec.json.encode(content), headers=[etag]
    )


async def conditional_large(
    request: ApiRequest,
    content: Any,  # noqa: ANN401  # any JSON
    *,
    etag: Header,
) -> ApiResponse:
    """Return as `conditional` does what may be large, compressed for callers that accept it."""
    wants_gzip(request)  # a 304 depends on `Accept-Encoding`, too
    if unchanged := not_modified(request, etag):
        return unchanged
    body = await encoded(request, msgspec.json.encode(content))
    return body_response(body.content, headers=[body.etag(etag), *body.headers])


def not_modified(request: ApiRequest, etag: Header) -> ApiResponse | None:
    """Return 304 if the caller's copy, named by `If-None-Match`, is still current.

    It names the copy, which may be compressed. `*` is every copy.
    """
    copies = _copies(request)
    if copies is None:
        return None
    if ANY in copies:
        return empty_response(304, headers=[etag])
    return _unchanged(copies, etag)


def _copies(request: ApiRequest) -> Collection[bytes] | None:
    """Return the copies in `If-None-Match`; None without it."""
    sent = request.context.headers.get(b"if-none-match")
    return None if sent is None else {one.strip().removeprefix(b"W/") for one in sent.split(b",")}


def _unchanged(copies: Collection[bytes], etag: Header) -> ApiResponse | None:
    for current in (etag, of_gzip(etag)):
        if current[1] in copies:
            return empty_response(304, headers=[current])
    return None


def if_match(request: ApiRequest) -> Callable[[Struct], None] | None:
    """Return what raises unless a row has one of the ETags in `If-Match`; None without them."""
    sent = request.context.headers.get(b"if-match")
    if sent is None:
        return None
    known = {one.strip() for one in sent.split(b",")}

    def expected(row: Struct) -> None:
        if known.isdisjoint({ANY, row_etag(request, row)[1]}):
            raise PreconditionFailedError

    return expected


def build_etag(context: RequestContext) -> Header:
    """Return the ETag of a response that changes only with the build of the server."""
    return (b"etag", f'"{context.cache.build}"'.encode())


def row_etag(request: ApiRequest, row: Struct) -> Header:
    """Return the ETag of a response made from one row: it changes when the row does."""
    digest = blake2b(msgspec.json.encode(row), digest_size=12).hexdigest()
    return _etag(request.context, request.caller, digest)


def tenant_etag(request: ApiRequest) -> Header:
    """Return the ETag of a response that is the same until any row of the tenant changes.

    It is that of one address, and of what the token may see: a copy of another list, or of a part
    of it, is no copy of this one.
    """
    scope, caller = request.scope, request.caller
    address = crc32(scope["query_string"], crc32(f"{scope['path']}?".encode()))
    if caller.integrations is not None:
        address = crc32(f" {caller.integrations}".encode(), address)
    return _etag(request.context, caller, f"{caller.revision}-{address:08x}")


def _etag(context: RequestContext, caller: Caller, version: str) -> Header:
    # The tenant is part of it: tokens of two tenants may ask for the same address.
    text = f'"{context.cache.build}-{caller.tenant_id[:8]}-{version}"'
    return (b"etag", text.encode())
