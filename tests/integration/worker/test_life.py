"""A run's life: claimed once, fenced, cancelled, timed out, taken back, requeued."""

import asyncio
import os
import socket
from collections.abc import Callable
from dataclasses import replace

import pytest

from posture.domain.collector import ConnectError, Unlisted
from posture.domain.run import TRANSITIONS, RunStatus, RunTrigger
from posture.services.errors import UnavailableError
from posture.services.integrations import create_integration, delete_integration
from posture.services.runs import cancel_run
from posture.services.timeline import get_timeline
from posture.store import run_steps
from posture.store.errors import DuplicateError
from posture.store.statement import Connection
from posture.store.tenancy import Tenancy
from posture.worker.rescue import is_gone
from tests.api import NOBODYS
from tests.databases import ON_BOTH
from tests.integration.fakes import DENIED, PaperAccount, PaperCollector, Sheet, sheet, until
from tests.integration.worker.conftest import Rig

pytestmark = pytest.mark.anyio


class Gate:
    """A step at which the collector waits until it is opened."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()

    async def __call__(self) -> None:
        self.reached.set()
        await self.opened.wait()


@ON_BOTH
async def test_a_run_is_claimed_by_one_worker(rig: Rig) -> None:
    run_id = await rig.ask()
    claims = await asyncio.gather(*(rig.worker(f"here/{n}/a").claim() for n in range(10)))
    taken = [claim for claim in claims if claim is not None]
    assert [claim.run_id for claim in taken] == [run_id]
    row = await rig.row(run_id)
    assert (row.status, row.phase, row.started_at) == ("running", "connecting", rig.clock())


async def test_runs_of_one_integration_run_one_after_the_other_and_others_do_not_wait(
    rig: Rig,
) -> None:
    first = await rig.ask()
    rig.clock.pass_seconds(1)
    second = await rig.ask()
    rig.clock.pass_seconds(1)
    rig.integration = await create_integration(
        rig.store, tenant_id=rig.integration.tenant_id, name="other", provider="aws"
    )
    elsewhere = await rig.ask()
    worker = rig.worker()
    claim = await rig.claimed(worker)
    assert claim.run_id == first
    assert (await rig.claimed(worker)).run_id == elsewhere
    assert await worker.claim() is None
    await worker.execute(claim)
    assert (await rig.claimed(worker)).run_id == second


@ON_BOTH
async def test_the_database_refuses_two_running_runs_of_one_integration(
    rig: Rig,
) -> None:
    await rig.ask()
    rig.clock.pass_seconds(1)
    waiting = await rig.ask()
    await rig.claimed(rig.worker())

    def force(connection: Connection) -> bool:
        return run_steps.step(connection, waiting, RunStatus.ACCEPTED, RunStatus.RUNNING, at=0)

    with pytest.raises(DuplicateError):
        await rig.store.write(force, tenant_id=rig.integration.tenant_id)


@ON_BOTH
async def test_progress_shows_while_the_run_goes_on(rig: Rig) -> None:
    gate = Gate()
    rig.put(sheet("a"), sheet("b", torn=False), gate)
    run_id = await rig.ask()
    worker = rig.worker()
    task = asyncio.create_task(worker.execute(await rig.claimed(worker)))
    await gate.reached.wait()

    async def shown() -> bool:
        return (await rig.row(run_id)).asset_count == 2

    await until(shown)
    row = await rig.row(run_id)
    assert (row.status, row.phase) == ("running", "collecting")
    assert (row.pass_count, row.fail_count, row.call_count) == (1, 1, 3)
    assert await rig.findings() == [], "nothing is visible before the end"
    found = await get_timeline(rig.store, tenant_id=rig.integration.tenant_id, run_id=run_id)
    assert found.timeline is not None
    assert not found.complete
    assert [one.name for one in found.timeline.phases] == ["connect", "collect", "evaluate"]
    assert [(one.service, one.call_count) for one in found.timeline.places] == [("paper", 3)]
    gate.opened.set()
    await task
    assert (await rig.row(run_id)).status == "completed"


async def test_a_cancel_request_ends_a_run_during_collection(rig: Rig) -> None:
    gate = Gate()
    account = rig.put(sheet("a"), gate)
    run_id = await rig.ask()
    worker = rig.worker()
    task = asyncio.create_task(worker.execute(await rig.claimed(worker)))
    await gate.reached.wait()
    row = await cancel_run(rig.store, tenant_id=rig.integration.tenant_id, run_id=run_id)
    assert (row.status, row.cancel_requested_at) == ("running", rig.clock())
    await task
    assert not gate.opened.is_set()
    row = await rig.row(run_id)
    assert (row.status, row.phase, row.asset_count) == ("cancelled", "done", 1)
    assert await rig.findings() == []
    assert account.closed == 1
    assert await rig.life(run_id) == ["accepted", "running", "cancelled"]


async def test_deleting_its_integration_cancels_a_working_run(rig: Rig) -> None:
    gate = Gate()
    rig.put(gate)
    run_id = await rig.ask()
    worker = rig.worker()
    task = asyncio.create_task(worker.execute(await rig.claimed(worker)))
    await gate.reached.wait()
    await delete_integration(
        rig.store,
        tenant_id=rig.integration.tenant_id,
        integration_id=rig.integration.id,
    )
    await task
    assert (await rig.row(run_id)).status == "cancelled"


async def test_a_run_that_takes_too_long_fails_with_its_reason(rig: Rig) -> None:
    rig.put(sheet("a"), Gate())
    run_id = await rig.ask()
    worker = rig.worker(run_timeout_seconds=0.2)
    await worker.execute(await rig.claimed(worker))
    row = await rig.row(run_id)
    assert (row.status, row.error_code) == ("failed", "timeout")
    assert row.error_detail == "It took longer than 0.2 s."
    assert await rig.findings() == []


def broken() -> None:
    raise RuntimeError("secret detail")


def late() -> None:
    raise TimeoutError


@pytest.mark.parametrize("fault", [broken, late])
async def test_an_exception_fails_the_run_without_its_message(
    rig: Rig, fault: Callable[[], None]
) -> None:
    row = await rig.run(sheet("a"), fault)
    assert (row.status, row.error_code) == ("failed", "internal_error")
    assert "secret" not in (row.error_detail or "")
    assert await rig.findings() == []


async def test_an_account_that_cannot_be_reached_fails_the_run(rig: Rig) -> None:
    rig.collector = PaperCollector(PaperAccount(()), ConnectError("AWS cannot be reached."))
    run_id = await rig.ask()
    worker = rig.worker()
    await worker.execute(await rig.claimed(worker))
    row = await rig.row(run_id)
    assert (row.status, row.error_code) == ("failed", "unreachable")
    assert row.error_detail == "AWS cannot be reached."
    assert row.coverage is None


@pytest.mark.parametrize("trigger", [RunTrigger.MANUAL, RunTrigger.VERIFY])
async def test_a_run_without_any_evidence_fails(rig: Rig, trigger: RunTrigger) -> None:
    rig.put(Unlisted(Sheet, "eu-central-1", DENIED), refusal=DENIED)
    run_id = await rig.ask(trigger)
    worker = rig.worker()
    await worker.execute(await rig.claimed(worker))
    row = await rig.row(run_id)
    assert (row.status, row.error_code, row.coverage) == ("failed", "no_evidence", 0.0)
    assert "AccessDenied: paper:ListSheets" in (row.error_detail or "")


async def test_the_end_of_a_run_waits_for_an_unavailable_database(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    rig.put(sheet("a"), gate)
    run_id = await rig.ask()
    worker = rig.worker()
    task = asyncio.create_task(worker.execute(await rig.claimed(worker)))
    await gate.reached.wait()
    away = 3

    write = rig.store.write

    async def refuse_thrice(work: Callable[[Connection], object], *, tenant_id: Tenancy) -> object:
        nonlocal away
        if away:
            away -= 1
            raise UnavailableError("The database is unavailable: the disk is full.")
        return await write(work, tenant_id=tenant_id)

    monkeypatch.setattr(rig.store, "write", refuse_thrice)
    gate.opened.set()
    await task
    assert (await rig.row(run_id)).status == "completed"
    assert len(await rig.findings()) == 1


async def test_only_steps_of_the_table_of_transitions_are_allowed(
    rig: Rig,
) -> None:
    run_id = await rig.ask()
    for source in RunStatus:
        for target in RunStatus:
            if target in TRANSITIONS[source]:
                continue
            with pytest.raises(KeyError):
                await rig.store.write(
                    lambda connection, source=source, target=target: run_steps.step(  # type: ignore[misc]  # bound at once
                        connection, run_id, source, target, at=0
                    ),
                    tenant_id=rig.integration.tenant_id,
                )
    assert await rig.life(run_id) == ["accepted"]


async def test_a_step_from_another_status_changes_nothing(
    rig: Rig,
) -> None:
    run_id = await rig.ask()
    moved = await rig.store.write(
        lambda connection: run_steps.step(
            connection, run_id, RunStatus.RUNNING, RunStatus.COMPLETED, at=0, held=NOBODYS
        ),
        tenant_id=rig.integration.tenant_id,
    )
    assert not moved
    assert await rig.life(run_id) == ["accepted"]


HOST = socket.gethostname()


@pytest.mark.parametrize(
    ("worker", "gone"),
    [
        pytest.param(f"{HOST}/{os.getpid()}/mine", False, id="it is us"),
        pytest.param(f"{HOST}/{os.getpid()}/before", True, id="our number, but not us"),
        pytest.param(f"{HOST}/{os.getppid()}/a", False, id="a living process"),
        pytest.param(f"{HOST}/4194305/a", True, id="no such process"),
        pytest.param("elsewhere/4194305/a", False, id="another host"),
    ],
)
def test_a_dead_process_of_this_host_is_recognised(worker: str, *, gone: bool) -> None:
    assert is_gone(worker, own=f"{HOST}/{os.getpid()}/mine") is gone


async def test_a_run_of_a_cloud_that_is_not_installed_fails_with_its_reason(rig: Rig) -> None:
    run_id = await rig.ask()
    worker = replace(rig.worker(), clouds={})
    await worker.execute(await rig.claimed(worker))
    row = await rig.row(run_id)
    assert (row.status, row.error_code) == ("failed", "unreachable")
    assert "cannot connect accounts of aws" in str(row.error_detail)
