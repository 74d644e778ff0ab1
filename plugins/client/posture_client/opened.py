"""Opened: an answer that is read as it comes, over a connection of its own."""

from __future__ import annotations

import socket
from contextlib import suppress

from posture_client.answers import Answer, answer
from posture_client.errors import NotPostureError

TYPE_CHECKING = False  # what typing calls so; importing typing alone takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from http.client import HTTPConnection, HTTPResponse
    from typing import Self

    from posture_client.errors import UnreachableError

_PART_BYTES = 65_536


class Opened:
    """One answer; another thread may `close` it while it is being read."""

    def __init__(
        self,
        connection: HTTPConnection,
        endpoint: str,
        silence_seconds: float,
        unreachable: Callable[[Exception], UnreachableError],
    ) -> None:
        """Wait for the answer to a request that was sent.

        Args:
            connection: over which it was sent.
            endpoint: whom it was sent to, for messages.
            silence_seconds: how long nothing may come, once something has come.
            unreachable: what to raise for a broken connection.
        """
        # The connection lets go of a socket that will not be used again.
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
        """The status of the answer."""
        return self._response.status

    def require(self, media_type: str) -> None:
        """Insist on what the answer is.

        Raises:
            NotPostureError: it is something else.
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
        from http.client import HTTPException  # noqa: PLC0415  # imported by whoever opened this

        try:
            found = self._response.readline(longest)
            if found and not self._begun:
                self._begun = True
                self._socket.settimeout(self._silence_seconds)
        except (OSError, HTTPException) as error:
            raise self._unreachable(error) from error
        return found

    def parts(self) -> Iterator[bytes]:
        """Return all of it, part by part as it comes.

        Raises:
            UnreachableError: the connection broke before the end, or is silent.
        """
        from http.client import HTTPException  # noqa: PLC0415  # as above

        try:
            self._socket.settimeout(self._silence_seconds)
            while part := self._response.read1(_PART_BYTES):
                yield part
        except (OSError, HTTPException) as error:
            raise self._unreachable(error) from error

    def answer(self) -> Answer:
        """Read all of it; raises as `answers.answer` does, and as `line`."""
        from http.client import HTTPException  # noqa: PLC0415  # as above

        try:
            text = self._response.read()
        except (OSError, HTTPException) as error:
            raise self._unreachable(error) from error
        return answer(self._endpoint, self._response, text)

    def close(self) -> None:
        """End the answer for whoever reads it, and who then lets go of the connection."""
        with suppress(OSError):
            # Not the method of a TLS socket, which takes away what the reader uses.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
