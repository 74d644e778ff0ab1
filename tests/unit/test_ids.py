"""New ids are UUIDs in the canonical form, which begin with the time."""

from uuid import RFC_4122, UUID

from posture.store.clock import milliseconds
from posture.store.columns import is_id, new_id


def test_an_id_is_a_uuid_that_is_used_once() -> None:
    found = {new_id() for _ in range(1_000)}
    assert len(found) == 1_000
    for one in found:
        assert is_id(one)
        assert (str(UUID(one)), UUID(one).version, UUID(one).variant) == (one, 7, RFC_4122)
    assert {one[19] for one in found} == set("89ab")


def test_ids_begin_with_the_time_in_milliseconds() -> None:
    before = milliseconds()
    found = new_id()
    assert before <= int(found[:8] + found[9:13], 16) <= milliseconds()
