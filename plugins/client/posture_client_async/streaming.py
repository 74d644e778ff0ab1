"""A response that is read as it arrives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Self

import aiohttp

from posture_client.errors import NotPostureError, UnreachableError
from posture_client.limits import EXPORT_BYTES, RESPONSE_BYTES, limit
from posture_client.responses import Response, parse_response

READ_BYTES = 524_288
"""Half of the longest line that can be read."""
_PART_BYTES = 65_536


class StreamingResponse:
    """One response, to be read in an `async with`."""

    def __init__(
        self,
        response: aiohttp.ClientResponse,
        endpoint: str,
        first_seconds: float | None,
        unreachable: Callable[[Exception], UnreachableError],
    ) -> None:
        """Wrap a response whose head has arrived.

        Args:
            response: the response.
            endpoint: the address that the request was sent to, for messages.
            first_seconds: how long the first line may take.
            unreachable: makes the error to raise for a broken connection.
        """
        self._response = response
        self._endpoint = endpoint
        self._first_seconds = first_seconds
        self._unreachable = unreachable

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        # The connection goes back to the pool when the whole body has been read.
        self._response.release()

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self._response.status

    @property
    def headers(self) -> dict[str, str]:
        """The headers, with lower-case names."""
        return {name.lower(): value for name, value in self._response.headers.items()}

    async def require(self, media_type: str) -> None:
        """Check the media type.

        Raises:
            NotPostureError: the response has another one.
        """
        found = self._response.content_type
        if found != media_type:
            self.close()
            raise NotPostureError(f"{self._endpoint} answered {found} instead of {media_type}")

    async def line(self, longest: int) -> bytes:
        """Return the next line, empty at the end.

        Raises:
            NotPostureError: the line is longer than `longest`.
            UnreachableError: the connection broke, or is silent.
        """
        try:
            async with asyncio.timeout(self._first_seconds):
                found = await self._response.content.readline(max_line_length=longest)
        except (OSError, aiohttp.ClientError) as error:
            raise self._unreachable(error) from error
        except ValueError as error:
            raise NotPostureError(f"{self._endpoint}: {error}") from error
        self._first_seconds = None
        return found

    async def parts(self) -> AsyncIterator[bytes]:
        """Yield the whole body, part by part as it arrives.

        Raises:
            NotPostureError: the body is larger than any export.
            UnreachableError: the connection broke before the end, or is silent.
        """
        async for part in self._bounded(EXPORT_BYTES):
            yield part

    async def read_all(self) -> Response:
        """Read the whole body; raises as `parse_response` and `line` do."""
        text = b"".join([part async for part in self._bounded(RESPONSE_BYTES)])
        return parse_response(self._endpoint, self.status, self.headers, text)

    def close(self) -> None:
        """End the response and close the connection."""
        self._response.close()

    async def _bounded(self, name: str) -> AsyncIterator[bytes]:
        left = limit(name)
        try:
            async for part in self._response.content.iter_chunked(_PART_BYTES):
                left -= len(part)
                if left < 0:
                    break
                yield part
        except (OSError, aiohttp.ClientError) as error:
            raise self._unreachable(error) from error
        if left < 0:
            self.close()
            raise NotPostureError(
                f"{self._endpoint}: the response is larger than {limit(name)} bytes; {name} sets "
                "another limit"
            )
