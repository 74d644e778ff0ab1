"""What a webhook is told: signed, and tried again with growing pauses."""

import hmac
from hashlib import sha256

import pytest

from posture.domain.notification import pause_seconds, secret_of, signature


def test_a_signature_is_of_the_time_and_the_body() -> None:
    told = signature("secret", b'{"a":1}', at_seconds=1_700_000_000)

    expected = hmac.new(b"secret", b'1700000000.{"a":1}', sha256).hexdigest()
    assert told == f"t=1700000000,v1={expected}"


@pytest.mark.parametrize(
    ("seed", "key"), [("other", "k"), ("seed", "other"), ("seed", "")], ids=["seed", "key", "none"]
)
def test_another_seed_or_key_makes_another_secret(seed: str, key: str) -> None:
    secret = secret_of("seed", "k")

    assert secret_of("seed", "k") == secret
    assert secret_of(seed, key) != secret
    assert secret.startswith("posture_whsec_")
    assert "seed" not in secret


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
def test_pauses_double_up_to_a_bound_and_are_spread(
    attempt: int, chance: float, seconds: float
) -> None:
    assert pause_seconds(attempt, base=10, most=1_000, chance=chance) == seconds
