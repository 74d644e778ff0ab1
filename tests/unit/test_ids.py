"""New ids are random UUIDs in the canonical form."""

from uuid import RFC_4122, UUID

from posture.store.columns import is_id, new_id


def test_an_id_is_a_random_uuid() -> None:
    found = {new_id() for _ in range(1_000)}
    assert len(found) == 1_000
    for one in found:
        assert is_id(one)
        assert (str(UUID(one)), UUID(one).version, UUID(one).variant) == (one, 4, RFC_4122)
    assert {one[19] for one in found} == set("89ab")
