"""Coalescing: triggers of the same apply are merged into one run, while it waits for a worker.

Merging never gives more than the budgets of runs do: a scoped run becomes a run of the whole
account only if there is room for one, and two scoped triggers that together are more than a scoped
run stay two runs.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import msgspec

from posture.domain.declaration import NOTHING, Declarations, decoded, merged
from posture.domain.declaration import encoded as encoded_declarations
from posture.domain.gate import GatePolicy
from posture.domain.recorded_gate import MOST_POLICIES, encoded, joined, policies_of
from posture.domain.run import RunBudget, RunTrigger
from posture.domain.scope import union
from posture.services.run_budgets import budget_of, require_room
from posture.settings import Settings
from posture.store import run_queue
from posture.store.integrations import AccountRow
from posture.store.statement import Connection


def apply_key(trigger: RunTrigger, source: Mapping[str, Any] | None) -> str | None:
    """Return a key that the triggers of one apply share, or None if the source has none.

    The source must name its tool, its workspace, and the apply by an id or a commit.
    """
    if not source:
        return None
    tool, workspace = source.get("tool"), source.get("workspace")
    apply_id, commit = source.get("apply_id"), source.get("commit")
    if not (tool and workspace and (apply_id or commit)):
        return None
    document = msgspec.json.encode([trigger, tool, workspace, apply_id, commit])
    return sha256(document).hexdigest()


def join(
    connection: Connection,
    account: AccountRow,
    *,
    key: str | None,
    trigger: RunTrigger,
    scope: Mapping[str, Any] | None,
    policies: tuple[GatePolicy, ...] = (),
    declarations: Declarations = NOTHING,
    settings: Settings,
    at: int,
) -> str | None:
    """Merge a trigger into a waiting run of its apply, and return the run's id; None without one.

    The run must then pass the gate policies of each of its triggers.

    The writes of one tenant run one after the other: a worker either claimed the run before, or
    finds the merged scope.

    Raises:
        RateLimitedError: the run would become one of the whole account, and there is no room.
    """
    if key is None:
        return None
    waiting = run_queue.joinable(
        connection,
        integration_id=account.id,
        apply_key=key,
        since=at - settings.coalescing_window_seconds * 1_000,
    )
    if waiting is None:
        return None
    policies_before = policies_of(waiting.gate_policies)
    all_policies = joined(policies_before, policies)
    if len(all_policies) > MOST_POLICIES:
        return None
    known: dict[str, Any] = msgspec.json.decode(waiting.scope or "{}")
    united = union(known, scope or {})
    declared_before = decoded(waiting.declarations)
    declared = merged(declared_before, declarations)
    if (united, all_policies, declared) == (known, policies_before, declared_before):
        return waiting.id
    budget = waiting.budget
    if budget == RunBudget.SCOPED and budget_of(trigger, united, settings) is RunBudget.ACCOUNT:
        if budget_of(trigger, scope, settings) is RunBudget.SCOPED:
            return None
        require_room(connection, account, RunBudget.ACCOUNT, settings, at=at)
        budget = RunBudget.ACCOUNT.value
    run_queue.extend(
        connection,
        waiting.id,
        scope=msgspec.json.encode(united).decode() if united else None,
        budget=budget,
        gate_policies=encoded(all_policies) if all_policies else None,
        declarations=encoded_declarations(declared),
    )
    return waiting.id
