"""Backoff: pauses grow up to a limit, and callers that failed together do not retry together."""

from posture_client.backoff import Backoff


def pauses(backoff: Backoff, count: int = 6) -> list[float]:
    return [backoff.next_seconds() for _ in range(count)]


def test_pauses_grow_up_to_the_largest() -> None:
    assert pauses(Backoff(0.5, 5, jitter=0)) == [0.5, 1, 2, 4, 5, 5]


def test_the_first_pause_is_not_longer_than_the_largest() -> None:
    assert pauses(Backoff(10, 3, jitter=0), 2) == [3, 3]


def test_the_growth_can_be_chosen() -> None:
    assert pauses(Backoff(1, 100, growth=3, jitter=0), 4) == [1, 3, 9, 27]


def test_jitter_shortens_a_pause_by_its_share_at_most() -> None:
    for _ in range(50):
        for full, pause in zip([1, 2, 4, 4], pauses(Backoff(1, 4), 4), strict=True):
            assert full / 2 <= pause <= full


def test_two_callers_pause_differently() -> None:
    assert pauses(Backoff(1, 60)) != pauses(Backoff(1, 60))
