"""Outbound: connections to where a caller said, made only to addresses that may be reached.

An address is judged in the moment in which a socket is made for it, and it is that socket which is
connected. What a name led to a moment before, when somebody looked at it, is of no matter; so a
name that changes its mind in between (DNS rebinding) gains nothing.
"""

import asyncio
import socket
from typing import Any, Final, TypeAlias

from posture.domain.egress import EgressPolicy

AddressInfo: TypeAlias = tuple[Any, Any, int, str, tuple[Any, ...]]

# The words for an address that is refused do not tell which it is: that a name leads to 10.1.2.3
# is something that whoever chose the name need not learn from us.
REFUSED: Final = "the address is not a public one"


class AddressRefusedError(OSError):
    """A name or URL leads to an address that may not be reached."""

    def __init__(self) -> None:
        super().__init__(REFUSED)


class Guard:
    """Makes sockets for addresses within reach, and refuses the others.

    It is a socket factory as aiohttp's `TCPConnector` takes one.
    """

    def __init__(self, policy: EgressPolicy) -> None:
        self._policy = policy

    def __call__(self, info: AddressInfo) -> socket.socket:
        """Make a socket that is about to be connected to an address.

        Raises:
            AddressRefusedError: it may not be.
        """
        family, kind, protocol, _, address = info
        if self._policy.refusal(str(address[0])) is not None:
            raise AddressRefusedError
        return socket.socket(family, kind, protocol)

    async def connect(self, host: str, port: int) -> socket.socket:
        """Connect to a host by the first of its addresses that takes us.

        Bound it with `asyncio.timeout`; hand the socket to `asyncio.open_connection(sock=…)`, with
        `server_hostname` for TLS.

        Raises:
            OSError: no address takes us; `AddressRefusedError` when none may be reached.
        """
        loop = asyncio.get_running_loop()
        last: OSError = AddressRefusedError()
        for info in await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            try:
                made = self(info)
            except AddressRefusedError:
                continue
            made.settimeout(0)
            try:
                await loop.sock_connect(made, info[4])
            except OSError as error:
                made.close()
                last = error
            except BaseException:
                made.close()
                raise
            else:
                return made
        raise last
