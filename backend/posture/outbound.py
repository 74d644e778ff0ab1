"""Outbound: connections to hosts that a caller chose, made only to allowed addresses.

An address is checked when a socket is made for it, and that socket is connected. What a name
resolved to before does not matter, so DNS rebinding has no effect.
"""

import socket
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from posture.domain.egress import EgressPolicy

AddressInfo: TypeAlias = tuple[Any, Any, int, str, tuple[Any, ...]]

# The message does not contain the address: a caller must not learn from us what an internal name
# resolves to.
REFUSED: Final = "the address is not a public one"


class AddressRefusedError(OSError):
    """A name or URL leads to an address that is not allowed."""

    def __init__(self) -> None:
        super().__init__(REFUSED)


class Guard:
    """A socket factory for aiohttp's `TCPConnector`; it refuses addresses that are not allowed."""

    def __init__(self, policy: "EgressPolicy") -> None:
        self._policy = policy

    def __call__(self, info: AddressInfo) -> socket.socket:
        """Make a socket for an address; the caller connects it.

        Raises:
            AddressRefusedError: the address is not allowed.
        """
        family, kind, protocol, _, address = info
        if self._policy.refusal(str(address[0])) is not None:
            raise AddressRefusedError
        return socket.socket(family, kind, protocol)
