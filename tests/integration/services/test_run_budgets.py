"""Budgets of runs: nothing that a client does gives it more runs than a budget has."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from posture.bootstrap.clouds import by_name
from posture.domain.aws.connection import AwsConnection
from posture.domain.connection import ConnectionOptions
from posture.domain.run import RunTrigger
from posture.services.errors import RateLimitedError
from posture.services.integrations import (
    IntegrationRow,
    OptionChanges,
    create_integration,
    delete_integration,
    update_integration,
)
from posture.services.runs import Accepted, RunRequest, accept_run, cancel_run
from posture.services.schedules import start_due
from posture.services.tenants import TenantRow
from posture.settings import Settings
from posture.store import integrations
from posture.store.engine import Store
from tests.databases import ON_BOTH
from tests.integration.fakes import Clock, Queue
from tests.integration.runs import list_runs

pytestmark = pytest.mark.anyio

HOUR_SECONDS = 3_600
DAY_SECONDS = 24 * HOUR_SECONDS
ROLE = AwsConnection(role_arn="arn:aws:iam::111122223333:role/posture")
ONE_ASSET = {"resource_ids": ["arn:aws:s3:::logs"]}
FIRST_CREATE = {"services": ["s3", "iam"]}
APPLY = {"tool": "terraform", "workspace": "production", "commit": "9f2c1ab"}


class Tenant:
    """A tenant that connects accounts and starts runs; small budgets, so that few runs use them."""

    def __init__(
        self, store: Store, settings: Settings, queue: Queue, clock: Clock, tenant_id: str
    ) -> None:
        self.store = store
        self.settings = replace(
            settings, scoped_runs_per_window=3, scoped_resources=4, scoped_services=3
        )
        self.queue = queue
        self.clock = clock
        self.id = tenant_id

    async def connect(
        self, options: ConnectionOptions = ROLE, schedule: str | None = None
    ) -> IntegrationRow:
        return await create_integration(
            self.store,
            tenant_id=self.id,
            name=f"account {uuid4()}",
            provider="aws",
            options=options,
            schedule=schedule,
        )

    async def change(self, row: IntegrationRow, **members: Any) -> IntegrationRow:  # noqa: ANN401  # of a connection
        return await update_integration(
            self.store,
            tenant_id=self.id,
            integration_id=row.id,
            changes={},
            options=OptionChanges(by_name()["aws"], members),
        )

    async def reschedule(self, row: IntegrationRow, schedule: str | None) -> IntegrationRow:
        return await update_integration(
            self.store, tenant_id=self.id, integration_id=row.id, changes={"schedule": schedule}
        )

    async def delete(self, row: IntegrationRow) -> None:
        await delete_integration(self.store, tenant_id=self.id, integration_id=row.id)

    async def start(
        self,
        row: IntegrationRow,
        scope: Mapping[str, Any] | None = None,
        *,
        source: Mapping[str, Any] | None = None,
        trigger: RunTrigger = RunTrigger.MANUAL,
        store: Store | None = None,
    ) -> Accepted:
        return await accept_run(
            store or self.store,
            queue=self.queue,
            settings=self.settings,
            request=RunRequest(
                tenant_id=self.id,
                integration_id=row.id,
                trigger=trigger,
                scope=None if scope is None else dict(scope),
                source=None if source is None else dict(source),
            ),
        )

    async def refused(
        self,
        row: IntegrationRow,
        scope: Mapping[str, Any] | None = None,
        *,
        source: Mapping[str, Any] | None = None,
    ) -> RateLimitedError:
        with pytest.raises(RateLimitedError) as refusal:
            await self.start(row, scope, source=source)
        return refusal.value

    async def cancel(self, accepted: Accepted) -> None:
        await cancel_run(self.store, tenant_id=self.id, run_id=accepted.run_id)

    async def due(self, minutes: float = 0) -> int:
        """Let time pass, and return how many scheduled runs start and are then over."""
        self.clock.pass_seconds(minutes * 60)
        started = await start_due(self.store, queue=self.queue)
        for run_id in started:
            await cancel_run(self.store, tenant_id=self.id, run_id=run_id)
        return len(started)


@pytest.fixture
def ours(store: Store, settings: Settings, queue: Queue, clock: Clock, tenant: TenantRow) -> Tenant:
    return Tenant(store, settings, queue, clock, tenant.id)


# What a run is counted in


@pytest.mark.parametrize(
    "scope",
    [
        pytest.param({"resource_ids": []}, id="no asset"),
        pytest.param({"resource_ids": list("abcd")}, id="as many assets as allowed"),
        pytest.param(FIRST_CREATE, id="services"),
        pytest.param({"resource_ids": list("abcde"), "services": ["s3"]}, id="assets of a service"),
    ],
)
async def test_a_small_run_is_not_counted_with_those_of_the_account(
    ours: Tenant, scope: Mapping[str, Any]
) -> None:
    row = await ours.connect()
    for _ in range(3):
        await ours.start(row, scope)
    refusal = await ours.refused(row, scope)
    assert refusal.setting == "POSTURE_SCOPED_RUNS_PER_WINDOW"
    assert refusal.members() == {"retry_after_seconds": DAY_SECONDS}
    for _ in range(2):
        await ours.start(row)


@pytest.mark.parametrize(
    "scope",
    [
        pytest.param(None, id="the whole account"),
        pytest.param({"resource_ids": list("abcde")}, id="too many assets"),
        pytest.param({"services": ["s3", "iam", "ec2", "kms"]}, id="too many services"),
        pytest.param({"regions": ["eu-west-1"]}, id="a region"),
        pytest.param({"check_ids": ["aws_s3_bucket_tls_required"]}, id="a check"),
    ],
)
async def test_any_other_run_is_counted_with_those_of_the_account(
    ours: Tenant, scope: Mapping[str, Any] | None
) -> None:
    row = await ours.connect()
    await ours.start(row)
    await ours.start(row, scope)
    assert (await ours.refused(row, scope)).setting == "POSTURE_MANUAL_RUNS_PER_WINDOW"
    await ours.start(row, ONE_ASSET)


async def test_the_next_scoped_run_is_free_when_the_oldest_leaves_the_window(
    ours: Tenant, clock: Clock
) -> None:
    row = await ours.connect()
    for _ in range(3):
        await ours.start(row, ONE_ASSET)
        clock.pass_seconds(HOUR_SECONDS)
    refusal = await ours.refused(row, ONE_ASSET)
    assert refusal.retry_after_seconds == DAY_SECONDS - 3 * HOUR_SECONDS
    clock.pass_seconds(refusal.retry_after_seconds - 1)
    await ours.refused(row, ONE_ASSET)
    clock.pass_seconds(1)
    await ours.start(row, ONE_ASSET)
    await ours.refused(row, ONE_ASSET)


async def test_verify_runs_of_few_assets_are_not_counted(ours: Tenant) -> None:
    row = await ours.connect()
    for _ in range(4):
        await ours.start(row, ONE_ASSET, trigger=RunTrigger.VERIFY)
    for _ in range(3):
        await ours.start(row, ONE_ASSET)


@ON_BOTH
async def test_both_budgets_are_exact_when_two_processes_accept_at_once(
    ours: Tenant, clock: Clock
) -> None:
    row = await ours.connect()
    patient = replace(ours.settings, database_busy_seconds=10.0)
    async with Store(patient, clock=clock) as one, Store(patient, clock=clock) as other:
        results = await asyncio.gather(
            *(
                ours.start(row, scope, store=(one, other)[number % 2])
                for number in range(15)
                for scope in (None, ONE_ASSET)
            ),
            return_exceptions=True,
        )
    settings = [one.setting for one in results if isinstance(one, RateLimitedError)]
    assert settings.count("POSTURE_MANUAL_RUNS_PER_WINDOW") == 13
    assert settings.count("POSTURE_SCOPED_RUNS_PER_WINDOW") == 12
    assert len(await list_runs(ours.store, tenant_id=ours.id)) == 5


# No way around them


@pytest.mark.parametrize(("scope", "most"), [(None, 2), (ONE_ASSET, 3)])
async def test_cancelling_frees_nothing(
    ours: Tenant, scope: Mapping[str, Any] | None, most: int
) -> None:
    row = await ours.connect()
    for _ in range(most):
        await ours.cancel(await ours.start(row, scope))
    await ours.refused(row, scope)


@ON_BOTH
@pytest.mark.parametrize(("scope", "most"), [(None, 2), (ONE_ASSET, 3)])
async def test_connecting_a_deleted_account_again_frees_nothing(
    ours: Tenant, clock: Clock, scope: Mapping[str, Any] | None, most: int
) -> None:
    first = await ours.connect()
    for _ in range(most):
        await ours.start(first, scope)
    await ours.delete(first)
    clock.pass_seconds(HOUR_SECONDS)
    again = await ours.connect(AwsConnection(role_arn="arn:aws:iam::111122223333:role/other"))
    refusal = await ours.refused(again, scope)
    assert refusal.retry_after_seconds == DAY_SECONDS - HOUR_SECONDS
    await ours.delete(again)
    await ours.refused(await ours.connect(), scope)
    clock.pass_seconds(refusal.retry_after_seconds)
    await ours.start(await ours.connect(), scope)


async def test_connecting_it_before_the_other_is_deleted_frees_nothing(ours: Tenant) -> None:
    first = await ours.connect()
    await ours.start(first)
    await ours.start(first)
    second = await ours.connect()
    await ours.delete(first)
    await ours.refused(second)


async def test_changing_the_connection_before_deleting_frees_nothing(ours: Tenant) -> None:
    first = await ours.connect()
    await ours.start(first)
    await ours.start(first)
    await ours.change(first, role_arn=None, profile="elsewhere")
    await ours.refused(first)
    await ours.delete(first)
    await ours.refused(await ours.connect())


async def test_the_account_is_known_by_what_the_cloud_said_too(ours: Tenant) -> None:
    def connected(row: IntegrationRow) -> Any:  # noqa: ANN401  # a write
        return ours.store.write(
            lambda connection: integrations.set_account(
                connection, row.id, account_id="111122223333"
            ),
            tenant_id=ours.id,
        )

    first = await ours.connect(AwsConnection(profile="one"))
    await ours.start(first)
    await ours.start(first)
    await connected(first)
    await ours.delete(first)
    again = await ours.connect(AwsConnection(profile="two"))
    await connected(again)
    await ours.refused(again)


async def test_another_account_has_budgets_of_its_own(ours: Tenant) -> None:
    for account in ("111122223333", "444455556666"):
        row = await ours.connect(AwsConnection(role_arn=f"arn:aws:iam::{account}:role/posture"))
        await ours.start(row)
        await ours.start(row)
        await ours.delete(row)


async def test_two_integrations_of_one_account_have_budgets_of_their_own(ours: Tenant) -> None:
    for row in (await ours.connect(), await ours.connect()):
        await ours.start(row)
        await ours.start(row)
        await ours.refused(row)


async def test_a_merged_run_of_the_whole_account_is_counted_as_one(ours: Tenant) -> None:
    row = await ours.connect()
    for number in range(2):
        source = APPLY | {"commit": str(number)}
        small = await ours.start(row, ONE_ASSET, source=source)
        whole = await ours.start(row, source=source)
        assert whole == Accepted(small.run_id, row.id, "manual", replayed=False, coalesced=True)
    refusal = await ours.refused(row)
    assert refusal.setting == "POSTURE_MANUAL_RUNS_PER_WINDOW"
    for _ in range(3):
        await ours.start(row, ONE_ASSET)


async def test_a_scoped_run_does_not_grow_without_room_for_it(ours: Tenant) -> None:
    row = await ours.connect()
    small = await ours.start(row, ONE_ASSET, source=APPLY)
    await ours.start(row)
    await ours.start(row)
    await ours.refused(row, source=APPLY)
    again = await ours.start(row, {"resource_ids": ["arn:aws:s3:::more"]}, source=APPLY)
    assert again.run_id == small.run_id
    runs = {one.id: one for one in await list_runs(ours.store, tenant_id=ours.id)}
    assert "arn:aws:s3:::more" in (runs[small.run_id].scope or "")


@pytest.mark.parametrize(
    "scope", [{"resource_ids": list("abcd")}, FIRST_CREATE], ids=["too many assets", "services"]
)
async def test_scoped_triggers_that_are_too_much_together_stay_apart(
    ours: Tenant, scope: Mapping[str, Any]
) -> None:
    row = await ours.connect()
    first = await ours.start(row, ONE_ASSET, source=APPLY)
    second = await ours.start(row, scope, source=APPLY)
    assert (second.coalesced, second.run_id == first.run_id) == (False, False)
    for _ in range(2):
        await ours.start(row)


@ON_BOTH
async def test_changing_a_schedule_starts_no_more_runs(ours: Tenant) -> None:
    row = await ours.connect(schedule="10 15 * * *")  # the clock stands at 15:06:40
    assert await ours.due(minutes=4) == 1
    started = 0
    for minute in range(11, 60):
        await ours.reschedule(row, None)
        await ours.reschedule(row, f"{minute} * * * *")
        started += await ours.due(minutes=1)
    assert started == 0
    assert await ours.due(minutes=60) == 1


async def test_an_hourly_schedule_may_begin_an_hour_after_the_last_run(ours: Tenant) -> None:
    row = await ours.connect(schedule="10 15 * * *")
    assert await ours.due(minutes=4) == 1
    changed = await ours.reschedule(row, "10 * * * *")
    assert changed.next_run_at is not None
    ours.clock.milliseconds = changed.next_run_at
    assert await ours.due() == 1


@ON_BOTH
@pytest.mark.parametrize("deleted_first", [True, False])
async def test_connecting_an_account_again_starts_no_more_scheduled_runs(
    ours: Tenant, *, deleted_first: bool
) -> None:
    row = await ours.connect(schedule="10 15 * * *")
    assert await ours.due(minutes=4) == 1
    for minute in (20, 30, 40):
        if deleted_first:
            await ours.delete(row)
        again = await ours.connect(schedule=f"{minute} 15 * * *")
        if not deleted_first:
            await ours.delete(row)
        row = again
        assert await ours.due(minutes=10) == 0
