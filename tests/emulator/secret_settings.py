"""What moto does not keep of a secret: when it was last read, and that RDS renews its own."""

import time
from typing import Any

from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend

_RENEWED_EVERY_DAYS = 7
_DAY_SECONDS = 86_400


def add_secret_settings() -> None:
    """Add them to every secret of this process."""
    made = SecretsManagerBackend.create_managed_secret
    read = SecretsManagerBackend.get_secret_value
    original = FakeSecret.to_dict

    def create_managed_secret(here: Any, *given: Any, **named: Any) -> FakeSecret:  # noqa: ANN401  # moto's own
        secret = made(here, *given, **named)
        secret.rotation_requested = secret.rotation_enabled = True
        secret.auto_rotate_after_days = _RENEWED_EVERY_DAYS
        secret.last_rotation_date = int(time.time())
        secret.next_rotation_date = secret.last_rotation_date + _RENEWED_EVERY_DAYS * _DAY_SECONDS
        return secret

    def get_secret_value(here: Any, secret_id: str, **named: Any) -> dict[str, Any]:  # noqa: ANN401  # moto's own
        answer = read(here, secret_id, **named)
        here.secrets[secret_id].__dict__["read_on"] = time.time() // _DAY_SECONDS * _DAY_SECONDS
        return answer

    def to_dict(secret: Any) -> dict[str, Any]:  # noqa: ANN401  # moto's own
        return original(secret) | {"LastAccessedDate": secret.__dict__.get("read_on")}

    for owner, replacement in (
        (SecretsManagerBackend, create_managed_secret),
        (SecretsManagerBackend, get_secret_value),
        (FakeSecret, to_dict),
    ):
        setattr(owner, replacement.__name__, replacement)
