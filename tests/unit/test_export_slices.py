"""Slices of an export: short pieces of work, so that other requests go in between."""

from collections.abc import Iterator
from itertools import count

import pytest

from posture.services.export import Slice, gathered
from tests.promises import promise

PARTS = [b"aa", b"bb", b"cc", b"dd"]


def ticking() -> Iterator[float]:
    """Return a clock on which each look takes a second."""
    return map(float, count())


@pytest.mark.parametrize(
    ("least", "seconds", "slices"),
    [
        (100, 100.0, [b"aabbccdd"]),
        (3, 100.0, [b"aabb", b"ccdd", b""]),
        (100, 2.0, [b"aabb", b"ccdd", b""]),
        (100, 0.0, [b"aa", b"bb", b"cc", b"dd", b""]),
    ],
)
@promise("tenants", "An export is rendered in slices, between which other requests are handled")
def test_a_slice_ends_when_it_is_large_or_has_taken_long(
    least: int, seconds: float, slices: list[bytes]
) -> None:
    parts, found = iter(PARTS), list[Slice]()
    while not found or not found[-1].is_last:
        found.append(gathered(parts, least, seconds, clock=ticking().__next__))
    assert [one.text for one in found] == slices


def test_a_slice_ends_when_a_request_of_another_tenant_has_come() -> None:
    due = iter([False, True, False, False])
    parts = iter(PARTS)
    first = gathered(parts, 100, 100.0, is_due=due.__next__)
    assert first == (b"aabb", False)
    assert gathered(parts, 100, 100.0, is_due=due.__next__) == (b"ccdd", True)


def test_an_export_without_text_has_one_empty_slice() -> None:
    assert gathered(iter(()), 1, 1.0) == (b"", True)
