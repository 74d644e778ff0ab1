"""Connections: no address can take all places of a server by keeping connections open.

The server has a number of places and accepts no more connections than that; one that sends nothing
holds a place, too. When few places are left, the address that has the most connections loses those
on which nothing was sent for the longest time.
"""

import asyncio
import os
import socket
import stat
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from typing import Final, NamedTuple

import structlog

from posture.api.client_address import ClientAddress
from posture.api.refusals import network_of
from posture.settings import Settings

# The files that the process has open, by their numbers.
OPEN_FILES: Final = "/dev/fd"
# For the database, its reading threads, and what workers connect to.
OTHER_FILES: Final = 512
# Of Linux's `struct tcp_info`: milliseconds since data was last sent, and since some came.
LAST_SENT: Final = 44
LAST_RECEIVED: Final = 52
TCP_INFO: Final[int | None] = getattr(socket, "TCP_INFO", None)

log = structlog.get_logger()


class Connection(NamedTuple):
    """A connection to the server: its file, its peer's address, and since when it is silent."""

    file: int
    peer: str
    silent_ms: int


class Connections:
    """The connections of one process to its server."""

    def __init__(self, settings: Settings, port: int) -> None:
        self.places = settings.requests_in_flight + settings.stream_listeners
        # Live streams never lead to relief, and half of the requests have room until it comes.
        self._most = self.places - settings.requests_in_flight // 2
        self._kept = settings.stream_listeners
        self._seconds = settings.connections_look_seconds
        self._port = port
        self._address = ClientAddress(settings)

    async def keep(self) -> None:
        """Look at the connections again and again."""
        while True:
            await asyncio.sleep(self._seconds)
            try:
                self.relieve()
            except OSError as error:  # no file is left to look with: the next look may have one
                log.warning("server.connections_unknown", reason=os.strerror(error.errno or 0))

    def relieve(self) -> None:
        """End connections if few places are left."""
        if len(os.listdir(OPEN_FILES)) <= self._most:  # noqa: PTH208  # of numbers, thousands of them
            return
        found = [*connections(self._port)]
        if len(found) <= self._most:
            return
        others = [one for one in found if not self._address.is_trusted(one.peer)]
        ended = chosen(others, len(found) - self._kept)
        for one in ended:
            _end(one.file, self._port)
        log.warning("server.connections_ended", count=len(ended), of=len(found))


def chosen(found: Iterable[Connection], count: int) -> Sequence[Connection]:
    """Return up to `count` connections to end: of whoever has the most, the longest silent ones."""
    networks: dict[str, list[Connection]] = defaultdict(list)
    for one in sorted(found, key=lambda one: one.silent_ms):
        networks[network_of(one.peer)].append(one)
    ended: list[Connection] = []
    while len(ended) < count and networks:
        largest = max(networks, key=lambda network: len(networks[network]))
        ended.append(networks[largest].pop())
        if not networks[largest]:
            del networks[largest]
    return ended


def connections(port: int) -> Iterator[Connection]:
    """Yield the connections that this process has accepted on a port."""
    for name in os.listdir(OPEN_FILES):  # noqa: PTH208  # as above
        with suppress(OSError):
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            with closing(socket.socket(fileno=os.dup(int(name)))) as copy:
                if _is_on(copy, port):
                    yield Connection(int(name), copy.getpeername()[0], _silent_ms(copy))


def allow_open_files(places: int) -> None:
    """Raise the limit of open files to what so many connections need, as far as it can be."""
    try:
        import resource  # noqa: PLC0415  # not on every system
    except ImportError:
        return
    wanted = places + OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    most = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
    if most < wanted:
        log.warning("server.few_open_files", limit=most, wanted=wanted)


def _end(file: int, port: int) -> None:
    """Shut a connection down; the server then closes it. Another file may have its number now."""
    with suppress(OSError), closing(socket.socket(fileno=os.dup(file))) as copy:
        if _is_on(copy, port):
            copy.shutdown(socket.SHUT_RDWR)


def _is_on(found: socket.socket, port: int) -> bool:
    """Return whether a socket is a connection that came to a port."""
    if found.family not in {socket.AF_INET, socket.AF_INET6}:
        return False
    return bool(found.getsockname()[1] == port and found.getpeername())


def _silent_ms(found: socket.socket) -> int:
    if TCP_INFO is None:
        return 0
    info = found.getsockopt(socket.IPPROTO_TCP, TCP_INFO, 104)
    if len(info) < LAST_RECEIVED + 4:
        return 0
    sent, received = (struct.unpack_from("@I", info, at)[0] for at in (LAST_SENT, LAST_RECEIVED))
    return int(min(sent, received))
