"""Coalescing: triggers of the same apply are merged into one run, while it waits for a worker."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import msgspec

from posture.domain.run import RunTrigger
from posture.domain.scope import union
from posture.store import run_queue
from posture.store.statement import Connection


def apply_key(trigger: RunTrigger, source: Mapping[str, Any] | None) -> str | None:
    """Return a key that the triggers of one apply share, or None if the source has none.

    The source must name its tool, its workspace, and the apply by an id or a commit.
    """
    known = source or {}
    tool, workspace = known.get("tool"), known.get("workspace")
    apply_id, commit = known.get("apply_id"), known.get("commit")
    if not (tool and workspace and (apply_id or commit)):
        return None
    document = msgspec.json.encode([trigger, tool, workspace, apply_id, commit])
    return sha256(document).hexdigest()


def join(
    connection: Connection,
    *,
    integration_id: str,
    key: str | None,
    scope: Mapping[str, Any] | None,
    since: int,
) -> str | None:
    """Merge a trigger into a waiting run of its apply, and return the run's id; None without one.

    The writes of one tenant run one after the other: a worker either claimed the run before, or
    finds the merged scope.
    """
    if key is None:
        return None
    waiting = run_queue.joinable(
        connection, integration_id=integration_id, apply_key=key, since=since
    )
    if waiting is None:
        return None
    known: dict[str, Any] = msgspec.json.decode(waiting.scope or "{}")
    united = union(known, scope or {})
    if united != known:
        run_queue.rescope(
            connection, waiting.id, scope=msgspec.json.encode(united).decode() if united else None
        )
    return waiting.id
