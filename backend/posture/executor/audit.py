"""Audit: of all processes, one notes the heads of the audit log at each interval."""

from collections.abc import Awaitable, Callable
from typing import NoReturn

from posture.executor.jobs import repeat
from posture.services.audit_checkpoints import Checkpoints
from posture.settings import Settings
from posture.store.engine import Store


async def keep_checkpoints(store: Store, settings: Settings) -> NoReturn:
    """Note the heads again and again, until cancelled."""
    await repeat(
        Checkpoints(store, settings).note,
        seconds=settings.audit_checkpoint_seconds,
        waiting_event="audit.checkpoint_waits",
    )


async def keep_anchors(write: Callable[[], Awaitable[object]], settings: Settings) -> None:
    """Write heads elsewhere, until cancelled; return at once if the settings name no place."""
    if settings.audit_anchor:
        await repeat(
            write, seconds=settings.audit_anchor_seconds, waiting_event="audit.anchor_waits"
        )
