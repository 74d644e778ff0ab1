"""A response that is read as it arrives, over a connection of its own."""

from __future__ import annotations

import socket
from contextlib import suppress

from posture_client.errors import NotPostureError
from posture_client.limits import EXPORT_BYTES, TooLargeError, bounded, read_response
from posture_client.responses import Response, lower_case_headers, parse_response

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from http.client import HTTPConnection, HTTPResponse
    from typing import Self

    from posture_client.errors import UnreachableError

_PART_BYTES = 65_536


class StreamingResponse:
    """One response; another thread may `close` it while it is being read."""

    def __init__(
        self,
        connection: HTTPConnection,
        endpoint: str,
        silence_seconds: float,
        unreachable: Callable[[Exception], UnreachableError],
    ) -> None:
        """Wait for the response to a request that was sent.

        Args:
            connection: the connection that the request was sent over.
            endpoint: the address it was sent to, for messages.
            silence_seconds: how long the server may be silent after the first bytes.
            unreachable: makes the error to raise for a broken connection.
        """
        # The connection drops its own reference to a socket that it will not use again.
        self._socket = connection.sock
        self._connection = connection
        self._endpoint = endpoint
        self._silence_seconds = silence_seconds
        self._unreachable = unreachable
        self._begun = False
        self._response: HTTPResponse = connection.getresponse()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._response.close()
        self._connection.close()

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self._response.status

    @property
    def headers(self) -> dict[str, str]:
        """The headers, with lower-case names."""
        return lower_case_headers(self._response)

    def require(self, media_type: str) -> None:
        """Check the media type.

        Raises:
            NotPostureError: the response has another one.
        """
        found = self._response.headers.get_content_type()
        if found != media_type:
            with self:
                raise NotPostureError(f"{self._endpoint} answered {found} instead of {media_type}")

    def line(self, longest: int) -> bytes:
        """Return the next line, empty at the end.

        Raises:
            UnreachableError: the connection broke, or is silent.
        """
        from http.client import HTTPException  # noqa: PLC0415  # already imported by the transport

        try:
            found = self._response.readline(longest)
            if found and not self._begun:
                self._begun = True
                self._socket.settimeout(self._silence_seconds)
        except (OSError, HTTPException) as error:
            raise self._unreachable(error) from error
        return found

    def parts(self) -> Iterator[bytes]:
        """Yield the whole body, part by part as it arrives.

        Raises:
            NotPostureError: the body is larger than any export.
            UnreachableError: the connection broke before the end, or is silent.
        """
        from http.client import HTTPException  # noqa: PLC0415  # as above

        try:
            self._socket.settimeout(self._silence_seconds)
            yield from bounded(iter(lambda: self._response.read1(_PART_BYTES), b""), EXPORT_BYTES)
        except TooLargeError as error:
            raise NotPostureError(f"{self._endpoint}: {error}") from error
        except (OSError, HTTPException) as error:
            raise self._unreachable(error) from error

    def read_all(self) -> Response:
        """Read the whole body; raises as `parse_response` and `line` do."""
        from http.client import HTTPException  # noqa: PLC0415  # as above

        try:
            text = read_response(self._response)
        except TooLargeError as error:
            raise NotPostureError(f"{self._endpoint}: {error}") from error
        except (OSError, HTTPException) as error:
            raise self._unreachable(error) from error
        return parse_response(self._endpoint, self.status, self.headers, text)

    def close(self) -> None:
        """End the response; a thread that reads it stops and closes the connection."""
        with suppress(OSError):
            # Not the method of a TLS socket: it drops the TLS state that the reader still uses.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
