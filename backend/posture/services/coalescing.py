"""Coalescing: many triggers of one apply become one run, as long as no worker has taken it."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import msgspec

from posture.domain.run import RunTrigger
from posture.domain.scope import union
from posture.store import run_queue
from posture.store.statement import Connection


def apply_key(trigger: RunTrigger, source: Mapping[str, Any] | None) -> str | None:
    """Name what the triggers of one apply have in common; None where the source does not tell.

    It does when it names its tool, the workspace, and the apply by its id or its commit.
    """
    told = source or {}
    tool, workspace = told.get("tool"), told.get("workspace")
    apply_id, commit = told.get("apply_id"), told.get("commit")
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
    """Make a trigger part of a run of its apply that still waits; None when there is none.

    Whoever writes for one tenant waits for the other: a worker either has taken the run before we
    look, or finds the wider scope.
    """
    if key is None:
        return None
    waiting = run_queue.joinable(
        connection, integration_id=integration_id, apply_key=key, since=since
    )
    if waiting is None:
        return None
    known: dict[str, list[str]] = msgspec.json.decode(waiting.scope or "{}")
    united = union(known, scope or {})
    if united != known:
        run_queue.rescope(
            connection, waiting.id, scope=msgspec.json.encode(united).decode() if united else None
        )
    return waiting.id
