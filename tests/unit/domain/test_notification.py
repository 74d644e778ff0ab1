"""What a webhook receives is signed."""

import hmac
from hashlib import sha256

import pytest

from posture.domain.notification import secret_of, signature


def test_a_signature_is_of_the_time_and_the_body() -> None:
    signed = signature("secret", body=b'{"a":1}', at_seconds=1_700_000_000)

    expected = hmac.new(b"secret", b'1700000000.{"a":1}', sha256).hexdigest()
    assert signed == f"t=1700000000,v1={expected}"


@pytest.mark.parametrize(
    ("seed", "key"), [("other", "k"), ("seed", "other"), ("seed", "")], ids=["seed", "key", "none"]
)
def test_another_seed_or_key_makes_another_secret(seed: str, key: str) -> None:
    secret = secret_of("seed", "k")

    assert secret_of("seed", "k") == secret
    assert secret_of(seed, key) != secret
    assert secret.startswith("posture_whsec_")
    assert "seed" not in secret


def test_each_secret_signs_by_itself() -> None:
    one, two = (signature(name, body=b"{}", at_seconds=1) for name in ("new", "old"))
    both = signature("new", "old", body=b"{}", at_seconds=1)
    assert both == f"{one},{two.partition(',')[2]}"
