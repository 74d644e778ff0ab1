"""Deliveries that fail, or whose process dies, and when they are sent again."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from posture.services import webhooks
from posture.settings import Settings
from posture.store.engine import Store
from posture.store.errors import UnavailableError
from tests.databases import ON_BOTH
from tests.integration.fakes import sheet, until
from tests.integration.worker.conftest import Rig
from tests.integration.worker.receiver import Answer, Received, receiver
from tests.integration.worker.webhook_rig import ROOM, WebhookRig

pytestmark = pytest.mark.anyio

METADATA = "169.254.169.254"


@pytest.fixture
def hooks(rig: Rig) -> Iterator[WebhookRig]:
    with receiver() as here:
        yield WebhookRig(rig, here)


@pytest.mark.parametrize(
    ("answer", "error", "status"),
    [
        (500, "refused", 500),
        (404, "refused", 404),
        ((302, {"Location": f"http://{METADATA}/latest/meta-data/"}), "redirected", 302),
        ((307, {"Location": "/elsewhere"}), "redirected", 307),
        (b"nonsense\r\n\r\n", "bad_answer", None),
        (b"HTTP/1.1 200 " + b"x" * 20_000, "bad_answer", None),
        (b"", "bad_answer", None),
        (b"HTTP/1.1 103 Early\r\nA: b\r\n\r\n" * 700, "bad_answer", None),
    ],
    ids=["500", "404", "inside", "307", "nonsense", "endless", "nothing", "announcements"],
)
async def test_a_refused_delivery_waits_for_another_attempt(
    hooks: WebhookRig, answer: Answer, error: str, status: int | None
) -> None:
    made = await hooks.webhook("run.completed")
    await hooks.rig.run(sheet("a"))
    hooks.receiver.answer = lambda _: answer

    assert await hooks.deliver() == 1
    (row,) = await hooks.deliveries(made)
    assert (row.status, row.error, row.response_status) == ("pending", error, status)
    assert row.next_at is not None
    assert 5_000 <= row.next_at - hooks.rig.clock() <= 10_000

    hooks.receiver.answer = lambda _: b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n\r\n"
    hooks.rig.clock.pass_seconds(11)
    assert await hooks.deliver() == 1

    first, second = hooks.receiver.seen
    assert (first.id, first.body) == (second.id, second.body)
    assert first.genuine
    assert second.genuine
    assert first.headers["x-posture-signature"] != second.headers["x-posture-signature"]
    (row,) = await hooks.deliveries(made)
    assert (row.status, row.attempt_count, row.error) == ("delivered", 2, None)
    assert {one.path for one in hooks.receiver.seen} == {"/hook"}


async def test_a_hanging_receiver_does_not_delay_others(
    hooks: WebhookRig,
) -> None:
    released = threading.Event()

    def answer(received: Received) -> int:
        if received.path == "/hangs":
            released.wait(240)
        return 204

    hooks.receiver.answer = answer
    hangs = await hooks.webhook("run.completed", path="/hangs")
    quick = await hooks.webhook("run.completed", path="/quick")
    await hooks.rig.run(sheet("a"))
    deliverer = hooks.deliverer(webhook_timeout_seconds=3.0, webhook_poll_seconds=0.02)
    async with asyncio.TaskGroup() as group:
        group.create_task(deliverer.serve())

        async def quick_is_delivered() -> bool:
            (row,) = await hooks.deliveries(quick)
            return row.status == "delivered"

        async def hanging_has_failed() -> bool:
            (row,) = await hooks.deliveries(hangs)
            return row.error == "timeout"

        await until(quick_is_delivered)
        await until(hanging_has_failed)
        deliverer.stop()
    released.set()


@ON_BOTH
async def test_after_the_last_attempt_a_delivery_is_dead_and_can_be_sent_again(
    hooks: WebhookRig,
) -> None:
    made = await hooks.webhook("run.completed")
    await hooks.rig.run(sheet("a"))
    hooks.receiver.answer = lambda _: 500
    deliverer = hooks.deliverer(webhook_attempts=3)
    for _ in range(5):
        await hooks.deliver(deliverer)
        hooks.rig.clock.pass_seconds(3_600)

    assert len(hooks.receiver.seen) == 3
    (row,) = await hooks.deliveries(made, "dead")
    assert (row.attempt_count, row.next_at) == (3, None)
    assert await hooks.audited() == [("webhook.failed", "failure")]

    hooks.receiver.answer = lambda _: 200
    again = await webhooks.redeliver(
        hooks.rig.store, tenant_id=hooks.tenant_id, webhook_id=made.row.id, delivery_id=row.id
    )
    assert (again.status, again.attempt_count) == ("pending", 0)
    assert await hooks.deliver() == 1
    assert len({one.id for one in hooks.receiver.seen}) == 1
    assert len({one.body for one in hooks.receiver.seen}) == 1
    (row,) = await hooks.deliveries(made)
    assert row.status == "delivered"


async def test_a_delivery_that_is_too_old_is_dead(hooks: WebhookRig) -> None:
    made = await hooks.webhook("run.completed")
    await hooks.rig.run(sheet("a"))
    hooks.receiver.answer = lambda _: 500
    hooks.rig.clock.pass_seconds(3_600)

    await hooks.deliver(hooks.deliverer(webhook_age_seconds=3_600.0))

    (row,) = await hooks.deliveries(made)
    assert (row.status, row.attempt_count) == ("dead", 1)


@ON_BOTH
async def test_410_is_never_tried_again_and_disables_the_webhook(hooks: WebhookRig) -> None:
    made = await hooks.webhook("run.completed")
    await hooks.rig.run(sheet("a"))
    hooks.receiver.answer = lambda _: 410
    await hooks.deliver()
    hooks.rig.clock.pass_seconds(3_600)
    await hooks.rig.run(sheet("a"))

    assert await hooks.deliver() == 0
    (row,) = await hooks.deliveries(made)
    assert (row.status, row.error) == ("dead", "gone")
    row_of = await webhooks.get_webhook(
        hooks.rig.store, tenant_id=hooks.tenant_id, webhook_id=made.row.id
    )
    assert row_of.disabled_at is not None


async def test_a_delivery_of_a_dead_process_is_posted_again_under_the_same_id(
    hooks: WebhookRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await hooks.webhook("run.completed")
    await hooks.rig.run(sheet("a"))
    dying = hooks.deliverer()
    (claimed,) = await dying.claim(ROOM)

    async def died(*_: object, **__: object) -> None:
        raise UnavailableError("the process is gone")

    with monkeypatch.context() as patched:
        patched.setattr(hooks.rig.store, "write", died)
        with pytest.raises(UnavailableError):
            await dying.deliver(claimed)
    assert await hooks.deliver() == 0
    hooks.rig.clock.pass_seconds(60)
    assert await hooks.deliver() == 1

    first, second = hooks.receiver.seen
    assert (first.id, first.body) == (second.id, second.body)
    (row,) = await hooks.deliveries(made)
    assert row.status == "delivered"


async def test_a_process_that_lost_its_claim_records_nothing(hooks: WebhookRig) -> None:
    made = await hooks.webhook("run.completed")
    await hooks.rig.run(sheet("a"))
    slow, quick = hooks.deliverer(), hooks.deliverer()
    (frozen,) = await slow.claim(ROOM)
    hooks.rig.clock.pass_seconds(60)
    assert await hooks.deliver(quick) == 1
    hooks.receiver.answer = lambda _: 500
    await slow.deliver(frozen)

    (row,) = await hooks.deliveries(made)
    assert (row.status, row.response_status) == ("delivered", 204)
    assert await hooks.audited() == [("webhook.delivered", "success")]


@ON_BOTH
async def test_two_processes_claim_each_delivery_once(
    hooks: WebhookRig, settings: Settings
) -> None:
    for number in range(4):
        await hooks.webhook("run.completed", path=f"/{number}")
    await hooks.rig.run(sheet("a"))
    async with Store(settings, clock=hooks.rig.clock) as other:
        claimed = await asyncio.gather(
            *(
                hooks.deliverer(store).claim(ROOM)
                for store in (hooks.rig.store, other)
                for _ in range(3)
            )
        )

    ids = [one.due.id for found in claimed for one in found]
    assert len(ids) == len(set(ids)) == 4
