"""Post: one HTTP request to where a tenant said, bounded in every way, and never further.

Written over sockets, because that is what has to be decided here: which address is connected (the
guard's), how long all of it may take, how much of the answer is read, and that no redirect, proxy
or kept connection leads anywhere else. It needs so little of HTTP that this is shorter than telling
a client library not to do the rest.
"""

import asyncio
import re
import ssl
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from posture.outbound import AddressRefusedError, Guard

STATUS_LINE: Final = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})(?: [^\r\n]*)?\r?\n")
FIRST_FINAL: Final = 200
FIRST_REDIRECT: Final = 300
FIRST_ERROR: Final = 400
GONE: Final = 410


class Answered(NamedTuple):
    """What came of an attempt: the answer's status, if there was one, and what is wrong with it."""

    status: int | None
    error: str | None


class Poster:
    """Posts for one process."""

    def __init__(self, guard: Guard, *, timeout_seconds: float, head_bytes: int) -> None:
        self._guard = guard
        self._timeout_seconds = timeout_seconds
        self._head_bytes = head_bytes
        self._tls = ssl.create_default_context()

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answered:
        """Send a body, and answer what came of it; it does not raise."""
        try:
            async with asyncio.timeout(self._timeout_seconds):
                status = await self._post(url, headers, body)
        except AddressRefusedError:
            return Answered(None, "address_refused")
        except TimeoutError:
            return Answered(None, "timeout")
        except ssl.SSLError:
            return Answered(None, "tls_failed")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            return Answered(None, "bad_answer")
        except (OSError, UnicodeError):
            return Answered(None, "unreachable")
        return Answered(status, _error_of(status))

    async def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        parts = urlsplit(url)
        secure, host = parts.scheme == "https", parts.hostname or ""
        connected = await self._guard.connect(host, parts.port or (443 if secure else 80))
        try:
            reader, writer = await asyncio.open_connection(
                sock=connected,
                limit=self._head_bytes,
                ssl=self._tls if secure else None,
                server_hostname=host if secure else None,
            )
        except BaseException:
            connected.close()
            raise
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            writer.write(_request(target, parts.netloc, headers, body))
            await writer.drain()
            return await self._status(reader)
        finally:
            # Not closed but dropped: a receiver that does not say goodbye is not waited for.
            writer.transport.abort()

    async def _status(self, reader: asyncio.StreamReader) -> int:
        """Read the answer's status, past those that only announce another; the rest is not read."""
        left = self._head_bytes
        while left > 0:
            line = await reader.readuntil(b"\n")
            left -= len(line)
            found = STATUS_LINE.fullmatch(line)
            if found is None:
                raise ValueError(line)
            if int(found[1]) >= FIRST_FINAL:
                return int(found[1])
            while line not in {b"\r\n", b"\n"}:
                line = await reader.readuntil(b"\n")
                left -= len(line)
        raise ValueError("more announcements than are listened to")


def _request(target: str, host: str, headers: Mapping[str, str], body: bytes) -> bytes:
    own = {"Host": host, "Content-Length": str(len(body)), "Connection": "close", **headers}
    lines = [f"POST {target} HTTP/1.1", *(f"{name}: {value}" for name, value in own.items())]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _error_of(status: int) -> str | None:
    if status < FIRST_REDIRECT:
        return None
    if status < FIRST_ERROR:
        return "redirected"
    return "gone" if status == GONE else "refused"
