"""Which connections are ended when few places are left, and how many files may be open."""

import asyncio
import errno
import resource
from collections import Counter

import pytest

from posture.bootstrap.connections import (
    OTHER_FILES,
    Connection,
    Connections,
    allow_open_files,
    chosen,
)
from posture.settings import Settings

FLOOD = [Connection(file, "198.51.100.7", 1_000 + file) for file in range(100, 110)]
OTHERS = [Connection(file, f"203.0.113.{file}", 60_000) for file in range(3)]


def test_the_address_with_the_most_connections_loses_the_longest_silent_ones() -> None:
    ended = chosen([*OTHERS, *FLOOD], 4)
    assert [one.file for one in ended] == [109, 108, 107, 106]


def test_addresses_are_brought_to_the_same_number() -> None:
    twice = [*FLOOD, *(one._replace(peer="198.51.100.8") for one in FLOOD), *OTHERS]
    counts = Counter(one.peer for one in chosen(twice, 14))
    assert counts == {"198.51.100.7": 7, "198.51.100.8": 7}


def test_the_addresses_of_one_ipv6_host_count_together() -> None:
    spread = [Connection(file, f"2001:db8::{file:x}", 0) for file in range(20)]
    assert {one.peer for one in chosen([*spread, *FLOOD], 9)} <= {one.peer for one in spread}


@pytest.mark.parametrize("count", [-5, 0])
def test_none_is_ended_while_there_is_room(count: int) -> None:
    assert chosen(FLOOD, count) == []


def test_no_more_are_ended_than_there_are() -> None:
    assert len(chosen(FLOOD, 1_000)) == len(FLOOD)


@pytest.mark.parametrize(
    ("soft", "hard", "places", "after"),
    [
        (256, 100_000, 1_256, 1_256 + OTHER_FILES),
        (256, 1_000, 1_256, 1_000),
        (90_000, 100_000, 1_256, 90_000),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, 1_256, resource.RLIM_INFINITY),
    ],
)
def test_as_many_files_may_be_open_as_connections_need(
    soft: int, hard: int, places: int, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = [soft, hard]
    monkeypatch.setattr(resource, "getrlimit", lambda _: (limit[0], limit[1]))
    monkeypatch.setattr(resource, "setrlimit", lambda _, wanted: limit.__setitem__(0, wanted[0]))
    allow_open_files(places)
    assert limit == [after, hard]


@pytest.mark.anyio
async def test_looks_go_on_after_one_for_which_no_file_was_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = asyncio.Queue[None]()

    def look(_: Connections) -> None:
        looks.put_nowait(None)
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(Connections, "relieve", look)
    connections = Connections(Settings(connections_look_seconds=0.01), 80)
    keeping = asyncio.create_task(connections.keep())
    async with asyncio.timeout(30):
        await looks.get()
        await looks.get()
    keeping.cancel()
