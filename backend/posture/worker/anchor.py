"""Anchor: writes the head of the service's own audit chain where the database's owner cannot.

A newer head proves what all earlier ones do, so nothing is queued: a write that fails is replaced
by the next one.
"""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
import structlog

from posture.domain.locked_object import PutLocked
from posture.domain.moment import rendered
from posture.domain.notification import secret_of, signature
from posture.settings import Settings
from posture.settings.anchor import AnchorBucket, anchor_bucket, anchor_file
from posture.store import chain, retention
from posture.store.chain import NO_TENANT_CHAIN, ChainRow
from posture.store.engine import Store
from posture.store.tenancy import EVERY_TENANT
from posture.worker.post import Poster

DUTY: Final = "audit.anchor"
SEED: Final = "posture audit anchor 1"
ONLY_OWNER: Final = 0o600
PRIVATE_DIRECTORY: Final = 0o700

log = structlog.get_logger()


class Anchor(msgspec.Struct, frozen=True):
    """A head as it is written: a line of JSON, with the members of `posture audit verify`."""

    tenant_id: None
    position: int
    hash: str
    at: str


class Anchorer:
    """Writes heads for one process; of several processes, one does so in an interval."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        poster: Poster,
        put_locked: Callable[[Settings], PutLocked],
    ) -> None:
        """Prepare to write; `put_locked` makes what writes to a bucket, if that is the place."""
        self._store = store
        self._put_locked = put_locked
        self._put: PutLocked | None = None
        self._settings = settings
        self._poster = poster
        self._written: int | None = None

    async def write(self) -> bool:
        """Write the head if it has moved and no other process has written it; return whether.

        Raises:
            UnavailableError: the database cannot be used.
        """
        at = self._store.now()
        until = at - int(self._settings.audit_anchor_seconds * 1_000)
        if not await self._store.write(
            lambda connection: retention.take_duty(connection, at=at, until=until, name=DUTY),
            tenant_id=EVERY_TENANT,
        ):
            return False
        head = await self._store.read(
            lambda connection: chain.get(connection, NO_TENANT_CHAIN), tenant_id=EVERY_TENANT
        )
        if head is None or head.position == self._written:
            return False
        error = await self._send(_line(head, at), head.position, at_seconds=at // 1_000)
        if error is not None:
            log.error("audit.anchor_failed", reason=error, position=head.position)
            return False
        self._written = head.position
        return True

    async def _send(self, line: bytes, position: int, *, at_seconds: int) -> str | None:
        """Return why a line could not be written, in a word, or None."""
        url = self._settings.audit_anchor
        file = anchor_file(url)
        if file is not None:
            try:
                await asyncio.to_thread(append_line, file, line)
            except OSError as error:
                return error.strerror or type(error).__name__
            return None
        bucket = anchor_bucket(url)
        if bucket is not None:
            return await self._lock(bucket, line, position, at_seconds=at_seconds)
        secret = secret_of(SEED, self._settings.secret_key)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "posture-audit-anchor",
            "X-Posture-Signature": signature(secret, body=line, at_seconds=at_seconds),
        }
        return (await self._poster.post(url, headers, line)).error

    async def _lock(
        self, place: AnchorBucket, line: bytes, position: int, *, at_seconds: int
    ) -> str | None:
        if self._put is None:
            self._put = self._put_locked(self._settings)
        at = datetime.fromtimestamp(at_seconds, UTC)
        # Names sort by time; no head replaces another.
        name = f"{at:%Y-%m-%dT%H-%M-%SZ}-{position:012}.json"
        return await self._put(
            place.bucket,
            "/".join(filter(None, (place.prefix, name))),
            line,
            region=place.region,
            until=at + timedelta(days=self._settings.audit_anchor_days),
        )


def append_line(file: Path, line: bytes) -> None:
    """Add a line to a file that its owner alone can read, and wait until it is on the disk."""
    with suppress(FileExistsError):
        file.parent.mkdir(mode=PRIVATE_DIRECTORY, parents=True)
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    opened = os.open(file, flags, ONLY_OWNER)
    try:
        os.write(opened, line)
        os.fsync(opened)
    finally:
        os.close(opened)


def _line(head: ChainRow, at: int) -> bytes:
    return msgspec.json.encode(Anchor(None, head.position, head.hash, rendered(at))) + b"\n"
