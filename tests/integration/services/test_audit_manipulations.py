"""Whoever writes the database without the operator's key is found by `audit verify`.

Each manipulation is also looked for after the service went on to append, which must not give a
forged log a valid seal.
"""

# ruff: noqa: S608  # the attacker writes all SQL by hand

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from uuid import uuid4

import pytest

from posture.services.audit import AuditEntry, record
from posture.services.audit_chain import FaultKind, verify_log
from posture.services.audit_checkpoints import Checkpoints, seal_log
from posture.services.retention import DAY_MS, purge
from posture.services.tenants import create_tenant
from posture.settings import Settings
from posture.store.engine import Store
from tests.databases import ON_BOTH, ON_SQLITE, Kind
from tests.integration.fakes import Clock, audit_entry
from tests.integration.services.attacked_log import ROWS, Log, owned
from tests.integration.services.manipulations import MANIPULATIONS
from tests.machine import exhaustive
from tests.promises import promise

pytestmark = pytest.mark.anyio

DATABASES = list(Kind) if exhaustive() else [Kind.SQLITE]
NOTHING: Mapping[str, Mapping[int, str]] = MappingProxyType({})
KEY = "a key of the operator, 32 characters"


def entry(tenant_id: str | None) -> AuditEntry:
    changed = {"target_id": "it's", "after": {"status": 202}, "request_id": str(uuid4())}
    return audit_entry(tenant_id, **changed)


@pytest.fixture
def keyed(settings: Settings) -> Settings:
    return replace(settings, secret_key=KEY, audit_checkpoint_seconds=1.0)


@pytest.fixture
async def log(keyed: Settings, clock: Clock) -> AsyncIterator[Log]:
    async with Store(keyed, clock=clock) as store:
        # The file of the tests was made without a key.
        await seal_log(store)
        ours = (await create_tenant(store, name="ours")).id
        theirs = (await create_tenant(store, name="theirs")).id
        made = Log(keyed, store, ours, theirs)
        checkpoints = Checkpoints(store, keyed)
        for older in (True, False):
            for _ in range(ROWS):
                for owner in (ours, theirs, None):
                    await record(store, entry(owner))
            if older:
                made.older = {key: made.copy(key) for key in (ours, theirs, "")}
            clock.milliseconds += 2_000
            assert await checkpoints.note() == 2
        verdicts = await verify_log(store)
        assert [(one.faults, one.sealed) for one in verdicts] == [((), True)] * 3
        keys = (ours, theirs, "")
        made.noted = {key: {2: made.rows(key)[1]["hash"]} for key in keys}
        for owner in (ours, theirs):
            await record(store, entry(owner))
        yield made


async def found(log: Log, noted: Mapping[str, Mapping[int, str]] = NOTHING) -> list[str]:
    """Return what verifying finds, in words."""
    verdicts = await verify_log(log.store, noted=noted)
    return [fault.kind.value for one in verdicts for fault in one.faults]


async def go_on(log: Log) -> None:
    for _ in range(ROWS):
        for owner in (log.ours, log.theirs, None):
            await record(log.store, entry(owner))


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
@pytest.mark.parametrize("name", MANIPULATIONS)
@promise(
    "audit",
    "Whoever changes rows, heads, seals or chains without the key is found",
)
async def test_a_manipulation_of_the_database_is_found(log: Log, name: str) -> None:
    MANIPULATIONS[name](log)
    assert await found(log)
    assert await found(log, log.noted)
    await go_on(log)
    assert await found(log)


def remove_tenant(log: Log) -> None:
    """Remove a tenant with its chain, as if it had never been."""
    log.sql(
        f"DELETE FROM audit WHERE {owned(log.ours)}",
        f"DELETE FROM audit_chains WHERE chain = '{log.ours}'",
        f"DELETE FROM tenants WHERE id = '{log.ours}'",
    )


@ON_BOTH
@pytest.mark.parametrize("forged", [False, True])
@promise("audit", "A chain that was removed with its tenant is found")
async def test_a_chain_that_was_removed_with_its_tenant_is_found(log: Log, *, forged: bool) -> None:
    remove_tenant(log)
    if forged:
        rows = log.rows("")
        deletion = {"id": 7_000, "action": "tenant.deleted", "target_id": log.ours}
        log.write("", [*rows, rows[-1] | deletion])
    kind = FaultKind.SEAL if forged else FaultKind.CHAIN
    assert kind.value in await found(log)


@ON_SQLITE
@promise("audit", "An older copy of the whole log is found by a head noted elsewhere")
async def test_an_older_copy_of_everything_is_found_by_a_noted_head_alone(log: Log) -> None:
    noted = {"": {len(log.rows("")): log.rows("")[-1]["hash"]}}
    for key in (log.ours, log.theirs, ""):
        log.replay(key)
    assert await found(log) == []
    assert await found(log, noted) == [FaultKind.NOTED.value]


@ON_SQLITE
async def test_a_broken_seal_stays_until_the_operator_seals_anew(log: Log) -> None:
    log.head(log.ours, seal=str(uuid4()))
    for _ in range(3):
        await record(log.store, entry(log.ours))
    assert await found(log) == [FaultKind.SEAL.value]
    assert await seal_log(log.store) == 1
    assert await found(log) == []
    assert log.rows("")[-2]["action"] == "audit.sealed"


@ON_SQLITE
async def test_a_log_that_is_older_than_the_key_has_no_seal_until_it_is_sealed(
    settings: Settings, keyed: Settings
) -> None:
    async with Store(settings) as store:
        tenant = await create_tenant(store, name="acme")
        await record(store, entry(tenant.id))
        assert [one.sealed for one in await verify_log(store)] == [None, None]
    async with Store(keyed) as store:
        await record(store, entry(tenant.id))
        kinds = {fault.kind for one in await verify_log(store) for fault in one.faults}
        assert kinds == {FaultKind.UNSEALED}
        assert await seal_log(store) == 2
        await record(store, entry(tenant.id))
        assert [one.faults for one in await verify_log(store)] == [(), ()]


@ON_BOTH
@promise("audit", "A process without the key cannot append to a sealed log")
async def test_a_process_without_the_key_cannot_append_to_a_sealed_log(
    settings: Settings, log: Log
) -> None:
    async with Store(settings) as store:
        with pytest.raises(Exception, match="POSTURE_SECRET_KEY"):
            await record(store, entry(log.ours))
    assert await found(log) == []


@ON_BOTH
@promise("audit", "A purge by retention is proven")
async def test_retention_keeps_the_seal(log: Log, clock: Clock) -> None:
    keeping = replace(log.settings, retention_audit_days=1, retention_batch_rows=3)
    clock.milliseconds += 3 * DAY_MS
    await go_on(log)
    purged = await purge(log.store, keeping)
    assert purged is not None
    assert purged.audit_rows > 3 * ROWS
    assert await found(log, log.noted) == []
    # The rows that noted the heads are gone: all heads are noted again.
    log.replay_current(log.ours, 1)
    assert FaultKind.CHECKPOINT.value in await found(log)


@ON_SQLITE
async def test_another_key_does_not_verify(log: Log) -> None:
    other = replace(log.settings, secret_key=KEY[::-1])
    async with Store(other) as store:
        kinds = {fault.kind for one in await verify_log(store) for fault in one.faults}
    assert kinds == {FaultKind.SEAL}
