"""Ports for servers of tests, which may run in many processes at the same time."""

import socket
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from secrets import randbelow

LOWEST_PORT = 10_000
# The only one of these that browsers open no page of, because of another protocol.
REFUSED_BY_BROWSERS = 10_080
USUAL_LOWEST_PORT_OF_CONNECTIONS = 32_768
# Until this process ends; the system closes them then.
_reservations: list[socket.socket] = []


def free_port(candidates: Iterable[int] | None = None) -> int:
    """Return the first candidate on which no process listens and that no other test has got.

    Without candidates they are chosen by chance, and no connection takes them: connections have a
    range of their own, and could take a port of it before a server listens there.
    """
    for port in _by_chance() if candidates is None else candidates:
        if not _reserve(port):
            continue
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise LookupError("no candidate is free")


def _reserve(port: int) -> bool:
    """Reserve a port for this process; return False if a process of any test has reserved it.

    A reservation is a name that one process of the machine can have, and that is no file. Systems
    other than Linux have no such names: there only chance prevents a collision.
    """
    if sys.platform != "linux":
        return True
    reservation = socket.socket(socket.AF_UNIX)
    try:
        reservation.bind(f"\0posture-test-port-{port}")
    except OSError:
        reservation.close()
        return False
    _reservations.append(reservation)
    return True


def _by_chance() -> Iterator[int]:
    while True:
        port = LOWEST_PORT + randbelow(_lowest_port_of_connections() - LOWEST_PORT)
        if port != REFUSED_BY_BROWSERS:
            yield port


@cache
def _lowest_port_of_connections() -> int:
    try:
        words = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()
    except OSError:
        return USUAL_LOWEST_PORT_OF_CONNECTIONS
    return max(int(words[0]), LOWEST_PORT + 1_000)
