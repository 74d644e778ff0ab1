"""Compression: gzip for large responses without secrets, for callers that accept it.

A handler asks for it: lists, exports and the document do. Responses that show a secret, such as a
new webhook's, and errors, which repeat what the caller sent, are never compressed, so the length of
a compressed response tells nothing about a secret (BREACH).

A compressed response is another representation, so its `ETag` is another one, too: RFC 9110 wants
strong validators to differ between content codings.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator
from typing import Final, NamedTuple

from posture.api.accept import accepts_gzip
from posture.api.request import ApiRequest
from posture.api.responses import Header

GZIP: Final[Header] = (b"content-encoding", b"gzip")
SUFFIX: Final = b"-gzip"
# zlib's sign for gzip's header and trailer around its largest window.
GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS
# A body of this size takes zlib a quarter of a millisecond: less than to hand it to a thread and
# back takes while other threads are busy.
ASIDE_BYTES: Final = 65_536


class Body(NamedTuple):
    """A body in its content coding, with the header that names it."""

    content: bytes
    headers: tuple[Header, ...] = ()

    def etag(self, etag: Header) -> Header:
        """Return the ETag of this representation."""
        return of_gzip(etag) if GZIP in self.headers else etag


def wants_gzip(request: ApiRequest) -> bool:
    """Return whether the caller gets gzip; the response then depends on `Accept-Encoding`."""
    context = request.context
    if not context.deps.settings.compression_level:
        return False
    context.varies_encoding = True
    return accepts_gzip(context.headers.get(b"accept-encoding", b""))


async def encoded(request: ApiRequest, content: bytes) -> Body:
    """Return a body as the caller takes it; one that is small is not compressed."""
    settings = request.deps.settings
    if not wants_gzip(request) or len(content) < settings.compression_least_bytes:
        return Body(content)
    level = settings.compression_level
    if len(content) < ASIDE_BYTES:
        return Body(gzipped(content, level), (GZIP,))
    # zlib lets other threads work, and a large list takes milliseconds.
    return Body(await asyncio.to_thread(gzipped, content, level), (GZIP,))


def gzipped(content: bytes, level: int) -> bytes:
    """Compress a whole body."""
    return zlib.compress(content, level, wbits=GZIP_WINDOW)


async def gzipped_parts(parts: AsyncIterator[bytes], level: int) -> AsyncIterator[bytes]:
    """Compress a body part by part; no more than a part is in memory."""
    compressor = zlib.compressobj(level, wbits=GZIP_WINDOW)
    async for part in parts:
        if compressed := await asyncio.to_thread(compressor.compress, part):
            yield compressed
    yield compressor.flush()


def of_gzip(etag: Header) -> Header:
    """Return the ETag of the compressed representation."""
    return (etag[0], etag[1][:-1] + SUFFIX + b'"')
