"""The task store: every accepted task until HCP Terraform has its result, in a SQLite file.

A task goes through `accepted → scoped → started → evaluated → ended`. Each step is on the disk
before the next begins, so a process that dies continues where it was. The token of a task is
deleted when the task ends; its id stays, so that a replayed request does not start a second task.
"""

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from enum import StrEnum
from pathlib import Path

import msgspec

from posture_run_task.request import Request, Signed
from posture_run_task.result import Result
from posture_run_task.selection import Selection

_SCHEMA = """
CREATE TABLE IF NOT EXISTS task (
  id TEXT PRIMARY KEY,
  digest TEXT NOT NULL,
  accepted_at REAL NOT NULL,
  ended_at REAL,
  ending TEXT,
  request BLOB NOT NULL,
  token TEXT,
  traceparent TEXT NOT NULL,
  subject BLOB,
  run_id TEXT,
  result BLOB,
  outcomes_sent INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS task_open ON task (accepted_at) WHERE ended_at IS NULL;
CREATE INDEX IF NOT EXISTS task_ended ON task (ended_at) WHERE ended_at IS NOT NULL;
"""
_BUSY_SECONDS = 5.0
_DAY_SECONDS = 86_400


class TaskStoreError(Exception):
    """The file is not a task store, or another process uses it."""


class Receipt(StrEnum):
    """How a request was accepted, or why not."""

    NEW = "new"
    AGAIN = "again"  # a retry of HCP Terraform for a known task
    REPLAYED = "replayed"  # handled long ago, or a known id with another body
    FULL = "full"


class Ending(StrEnum):
    """How a task ended."""

    DELIVERED = "delivered"
    REFUSED = "refused"  # HCP Terraform refused the result
    GIVEN_UP = "given_up"  # it could not be delivered in time


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A task that has not ended, with the steps that are done."""

    id: str
    accepted_at: float
    request: Request
    token: str
    traceparent: str
    selection: Selection | None
    run_id: str | None
    result: Result | None
    outcomes_sent: int

    def __repr__(self) -> str:
        return f"Task({self.id!r}, …)"


class TaskStore:
    """The file of one process; the methods block and must be called on one thread."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Open or create the file; only its owner can read it.

        Raises:
            TaskStoreError: it is not a task store, or another process uses it.
        """
        self._clock = clock
        self._lock = _locked(path)
        try:
            self._file = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            path.chmod(0o600)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
                self._file.execute(f"PRAGMA {pragma}")
            self._file.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            os.close(self._lock)
            raise TaskStoreError(f"{path} is not a task store: {error}") from error

    def close(self) -> None:
        """Close the file and release its lock."""
        self._file.close()
        os.close(self._lock)

    def accept(
        self,
        signed: Signed,
        *,
        digest: str,
        traceparent: str,
        most_open: int,
        redelivery_seconds: float,
    ) -> Receipt:
        """Store a task, unless its id is known or too many tasks are open."""
        now = self._clock()
        id_ = signed.request.task_result_id
        found = self._file.execute(
            "SELECT digest, accepted_at FROM task WHERE id = ?", (id_,)
        ).fetchone()
        if found is not None:
            again = found[0] == digest and now - found[1] < redelivery_seconds
            return Receipt.AGAIN if again else Receipt.REPLAYED
        if self.open_count() >= most_open:
            return Receipt.FULL
        self._file.execute(
            "INSERT INTO task (id, digest, accepted_at, request, token, traceparent)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (id_, digest, now, _json(signed.request), signed.token, traceparent),
        )
        return Receipt.NEW

    def open_count(self) -> int:
        """Count the tasks that have not ended."""
        row = self._file.execute("SELECT count(*) FROM task WHERE ended_at IS NULL").fetchone()
        return int(row[0])

    def open_ids(self) -> list[str]:
        """Return the ids of the tasks that have not ended, oldest first."""
        rows = self._file.execute(
            "SELECT id FROM task WHERE ended_at IS NULL ORDER BY accepted_at, id"
        )
        return [row[0] for row in rows]

    def read(self, id_: str) -> Task:
        """Return an open task."""
        row = self._file.execute(
            "SELECT accepted_at, request, token, traceparent, subject, run_id, result,"
            " outcomes_sent FROM task WHERE id = ? AND ended_at IS NULL",
            (id_,),
        ).fetchone()
        accepted_at, request, token, traceparent, selection, run_id, result, sent = row
        return Task(
            id=id_,
            accepted_at=accepted_at,
            request=msgspec.json.decode(request, type=Request),
            token=token,
            traceparent=traceparent,
            selection=None if selection is None else msgspec.json.decode(selection, type=Selection),
            run_id=run_id,
            result=None if result is None else msgspec.json.decode(result, type=Result),
            outcomes_sent=sent,
        )

    def scoped(self, id_: str, selection: Selection) -> None:
        """Store what is evaluated."""
        self._file.execute("UPDATE task SET subject = ? WHERE id = ?", (_json(selection), id_))

    def started(self, id_: str, run_id: str) -> None:
        """Store the id of the run."""
        self._file.execute("UPDATE task SET run_id = ? WHERE id = ?", (run_id, id_))

    def evaluated(self, id_: str, result: Result) -> None:
        """Store the result; from now on it is only delivered."""
        self._file.execute("UPDATE task SET result = ? WHERE id = ?", (_json(result), id_))

    def sent(self, id_: str, outcomes: int) -> None:
        """Store how many outcomes HCP Terraform has."""
        self._file.execute("UPDATE task SET outcomes_sent = ? WHERE id = ?", (outcomes, id_))

    def ended(self, id_: str, ending: Ending) -> None:
        """Store the end of a task; delete its token, its selection and its result."""
        self._file.execute(
            "UPDATE task SET ended_at = ?, ending = ?, token = NULL, subject = NULL, result = NULL"
            " WHERE id = ?",
            (self._clock(), ending, id_),
        )

    def forget(self, *, remember_days: int) -> int:
        """Delete the tasks that ended long ago and return their number."""
        before = self._clock() - remember_days * _DAY_SECONDS
        with closing(self._file.cursor()) as cursor:
            cursor.execute("DELETE FROM task WHERE ended_at < ? AND accepted_at < ?", (before,) * 2)
            return cursor.rowcount


def _json(value: msgspec.Struct) -> bytes:
    return msgspec.json.encode(value)


def _locked(path: Path) -> int:
    """Lock the file: two processes with one file would send every result twice."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise TaskStoreError(f"cannot open {path}: {error}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise TaskStoreError(f"another process uses {path}") from error
    return handle
