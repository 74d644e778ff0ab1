"""Backoff: pauses double up to a limit, and a share of each is random."""

import pytest

from posture.backoff import Backoff


@pytest.mark.parametrize(
    ("attempt", "chance", "seconds"),
    [
        (1, 0.0, 10.0),
        (1, 1.0, 5.0),
        (2, 0.0, 20.0),
        (4, 0.5, 60.0),
        (8, 0.0, 1_000.0),
        (10_000, 0.0, 1_000.0),
    ],
)
def test_pauses_double_up_to_a_limit_and_are_spread(
    attempt: int, chance: float, seconds: float
) -> None:
    assert Backoff(10, 1_000).seconds(attempt, chance=chance) == seconds


def test_without_a_given_chance_a_pause_is_random_within_its_jitter() -> None:
    pauses = {Backoff(10, 1_000).seconds(1) for _ in range(100)}

    assert len(pauses) > 1
    assert all(5 < pause <= 10 for pause in pauses)


def test_without_jitter_a_pause_is_exact() -> None:
    assert Backoff(10, 1_000, jitter=0).seconds(3) == 40
