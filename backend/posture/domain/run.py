"""Run: one execution of the check set against one integration; its life is the table below."""

from enum import StrEnum
from typing import Final

import msgspec


class RunStatus(StrEnum):
    """The status of a run in the store. Clients see `accepted` as `running`, phase `queued`."""

    ACCEPTED = "accepted"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class RunTrigger(StrEnum):
    """What started a run; `verify` only tests the connection and records no finding."""

    SCHEDULED = "scheduled"
    MANUAL = "manual"
    VERIFY = "verify"


class RunBudget(StrEnum):
    """What a manual run is counted in: the few runs of whole accounts, or the many small ones."""

    ACCOUNT = "account"
    SCOPED = "scoped"


class RunPhase(StrEnum):
    """What a run is doing, for people who watch it."""

    QUEUED = "queued"
    CONNECTING = "connecting"
    COLLECTING = "collecting"
    RECORDING = "recording"
    DONE = "done"


TRANSITIONS: Final[dict[RunStatus, dict[RunStatus, str]]] = {
    RunStatus.ACCEPTED: {
        RunStatus.RUNNING: "a worker claimed it",
        RunStatus.CANCELLED: "it was cancelled before a worker claimed it",
        RunStatus.FAILED: "it was started too often",
    },
    RunStatus.RUNNING: {
        RunStatus.COMPLETED: "its findings were recorded",
        RunStatus.FAILED: "it has no result: unreachable account, timeout, or a fault",
        RunStatus.CANCELLED: "the worker honoured a cancel request",
        RunStatus.ACCEPTED: "its worker sent no more heartbeats, or handed it back at shutdown",
    },
    RunStatus.COMPLETED: {},
    RunStatus.FAILED: {},
    RunStatus.CANCELLED: {},
}

FINAL: Final = frozenset(status for status, onward in TRANSITIONS.items() if not onward)


class RunCounts(msgspec.Struct, frozen=True, kw_only=True):
    """What a run has read and found so far."""

    asset_count: int = 0
    finding_count: int = 0
    pass_count: int = 0
    fail_count: int = 0
    unknown_count: int = 0
    not_applicable_count: int = 0
    planned_read_count: int = 0
    failed_read_count: int = 0
    call_count: int = 0
