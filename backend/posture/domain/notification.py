"""Notification: what a webhook receives, and how it is signed."""

import hmac
from enum import StrEnum
from hashlib import sha256
from typing import Final

SECRET_PREFIX: Final = "posture_whsec_"  # noqa: S105  # what all of them begin with
# How far the time of a signature may be off before a receiver refuses it.
REPLAY_WINDOW_SECONDS: Final = 300


class WebhookEvent(StrEnum):
    """The events that a webhook may receive."""

    FINDING_CREATED = "finding.created"
    FINDING_RESOLVED = "finding.resolved"
    RUN_COMPLETED = "run.completed"
    RUN_FAILED = "run.failed"
    RUN_CANCELLED = "run.cancelled"
    REPORT_COMPLETED = "report.completed"
    REPORT_FAILED = "report.failed"


TEST_EVENT: Final = "webhook.test"


class DeliveryStatus(StrEnum):
    """The state of a delivery."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


def secret_of(seed: str, key: str) -> str:
    """Return the signing secret of a webhook, from its seed and the operator's key, if any."""
    return SECRET_PREFIX + hmac.new(key.encode(), seed.encode(), sha256).hexdigest()


def signature(*secrets: str, body: bytes, at_seconds: int) -> str:
    """Return the `X-Posture-Signature` of a body that is sent at a moment, one for each secret."""
    signed = b"%d.%b" % (at_seconds, body)
    made = (hmac.new(secret.encode(), signed, sha256).hexdigest() for secret in secrets)
    return ",".join((f"t={at_seconds}", *(f"v1={one}" for one in made)))
