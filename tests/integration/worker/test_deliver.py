"""Webhooks over real HTTP: signed, at least once under one id, given up in time, never inside."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from posture.domain.egress import EgressPolicy
from posture.domain.notification import DeliveryStatus
from posture.outbound import Guard
from posture.services import webhooks
from posture.services.audit import list_audit
from posture.services.runs import cancel_run
from posture.services.webhooks import Created, DeliveryRow
from posture.settings import Settings
from posture.store.deliveries import OUTBOX
from posture.store.engine import Store
from posture.store.errors import UnavailableError
from posture.store.statement import Connection
from posture.worker.deliver import Deliverer
from posture.worker.post import Poster
from tests.databases import ON_BOTH
from tests.emulator.server import LOOPBACK
from tests.integration.fakes import sheet, until
from tests.integration.worker.conftest import BY, Desk, suppress
from tests.integration.worker.receiver import Answer, Received, Receiver, receiver
from tests.spec import spec

pytestmark = pytest.mark.anyio

METADATA = "169.254.169.254"
# How many deliveries a deliverer may claim at a time.
ROOM = 8
EVENTS = ("run.completed", "run.failed", "run.cancelled", "finding.created", "finding.resolved")


class Post:
    """An office: webhooks are made, and what is due is delivered once when asked for."""

    def __init__(self, desk: Desk, here: Receiver) -> None:
        self.desk = desk
        self.receiver = here
        self.tenant_id = desk.integration.tenant_id
        here.now = lambda: desk.clock() / 1_000

    async def webhook(self, *events: str, path: str = "/hook", url: str | None = None) -> Created:
        made = await webhooks.create_webhook(
            self.desk.store,
            settings=self.desk.settings,
            tenant_id=self.tenant_id,
            name="test",
            url=url or self.receiver.url + path,
            events=events or EVENTS,
            by=BY,
        )
        self.receiver.secret = made.secret
        return made

    def deliverer(
        self, store: Store | None = None, *, allowed: str = LOOPBACK, **settings: float
    ) -> Deliverer:
        chosen: dict[str, Any] = {"webhook_retry_base_seconds": 10.0} | settings
        configured = replace(self.desk.settings, **chosen)
        poster = Poster(
            Guard(EgressPolicy(allowed.split())),
            timeout_seconds=configured.webhook_timeout_seconds,
            head_bytes=configured.webhook_answer_bytes,
        )
        return Deliverer(store or self.desk.store, configured, poster)

    async def deliver(self, deliverer: Deliverer | None = None) -> int:
        """Deliver until nothing is due; return the number of attempts."""
        deliverer = deliverer or self.deliverer()
        count = 0
        while claimed := await deliverer.claim(ROOM):
            count += len(claimed)
            for one in claimed:
                await deliverer.deliver(one)
        return count

    async def deliveries(self, made: Created, status: str | None = None) -> list[DeliveryRow]:
        return await webhooks.list_deliveries(
            self.desk.store, tenant_id=self.tenant_id, webhook_id=made.row.id, status=status
        )

    async def audited(self) -> list[tuple[str, str]]:
        rows = await list_audit(self.desk.store, tenant_id=self.tenant_id)
        ends = {"webhook.delivered", "webhook.failed"}
        return [(row.action, row.result) for row in rows if row.action in ends]


@pytest.fixture
def post(desk: Desk) -> Iterator[Post]:
    with receiver() as here:
        yield Post(desk, here)


@ON_BOTH
async def test_what_a_run_has_done_is_told_signed_and_once(post: Post) -> None:
    made = await post.webhook()
    await post.desk.run(sheet("a"), sheet("b"), sheet("c", torn=False))

    assert await post.deliver() == 2
    assert await post.deliver() == 0

    seen = post.receiver.seen
    assert {one.headers["x-posture-event"] for one in seen} == {"run.completed", "finding.created"}
    assert all(one.genuine for one in seen)
    assert all(one.path == "/hook" for one in seen)
    for one in seen:
        assert spec().errors({"$ref": "#/components/schemas/Notification"}, one.json) == []
        assert one.json["event"] == one.headers["x-posture-event"]
        assert one.json["id"] == one.id
    rows = await post.deliveries(made)
    assert {row.status for row in rows} == {"delivered"}
    assert {row.id for row in rows} == {one.id for one in seen}
    assert await post.audited() == [("webhook.delivered", "success")] * 2


async def test_many_findings_are_one_delivery_that_names_the_first_and_counts_all(
    post: Post,
) -> None:
    await post.webhook("finding.created")
    run = await post.desk.run(*(sheet(str(number)) for number in range(5)))

    await post.deliver(post.deliverer(webhook_findings=2))

    (seen,) = post.receiver.seen
    assert seen.json["finding_count"] == 5
    assert len(seen.json["findings"]) == 2
    asked = f"scan_id={run.id}&delta=new&suppressed=false"
    assert seen.json["findings_url"] == f"/api/v2/findings?{asked}"
    assert {one["delta"] for one in seen.json["findings"]} == {"new"}


async def test_a_suppressed_finding_is_neither_counted_nor_named_as_a_new_one(post: Post) -> None:
    await post.webhook("finding.created")
    await suppress(post.desk, "arn:aws:paper:::a*")
    await post.desk.run(sheet("a1"), sheet("a2"), sheet("b"))

    await post.deliver()

    (seen,) = post.receiver.seen
    assert seen.json["finding_count"] == 1
    assert [one["resource_id"] for one in seen.json["findings"]] == ["arn:aws:paper:::b"]
    assert seen.json["run"]["delta"]["new"] == 3


async def test_a_run_whose_new_findings_are_all_suppressed_announces_none(post: Post) -> None:
    made = await post.webhook("finding.created", "run.completed")
    await suppress(post.desk, "arn:aws:paper:::a*")
    await post.desk.run(sheet("a1"), sheet("a2"))
    # Seen again they are no news, and neither is what another run newly finds of their kind.
    await post.desk.run(sheet("a1"), sheet("a2"), sheet("a3"))

    assert [row.event for row in await post.deliveries(made)] == ["run.completed"] * 2


async def test_findings_that_are_gone_are_told_and_unchanged_ones_are_not(post: Post) -> None:
    await post.webhook("finding.created", "finding.resolved")
    await post.desk.run(sheet("a"), sheet("b"))
    await post.desk.run(sheet("a"), sheet("b"))
    await post.desk.run(sheet("a"), sheet("b", torn=False))

    await post.deliver()

    told = [(one.json["event"], one.json["finding_count"]) for one in post.receiver.seen]
    assert told == [("finding.created", 2), ("finding.resolved", 1)]


async def test_a_cancelled_run_is_told_in_the_transaction_that_cancels_it(post: Post) -> None:
    made = await post.webhook()
    run_id = await post.desk.ask()
    await cancel_run(post.desk.store, tenant_id=post.tenant_id, run_id=run_id)

    (row,) = await post.deliveries(made)
    assert (row.event, row.run_id, row.status) == ("run.cancelled", run_id, "pending")


async def test_only_what_is_asked_for_is_told_and_nothing_while_disabled(post: Post) -> None:
    made = await post.webhook("run.failed")
    await post.desk.run(sheet("a"))
    other = await post.webhook("run.completed")
    await webhooks.update_webhook(
        post.desk.store,
        tenant_id=post.tenant_id,
        webhook_id=other.row.id,
        changes={"enabled": False},
        by=BY,
    )
    await post.desk.run(sheet("a"))

    assert await post.deliveries(made) == await post.deliveries(other) == []


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
async def test_what_is_not_taken_waits_for_another_attempt(
    post: Post, answer: Answer, error: str, status: int | None
) -> None:
    made = await post.webhook("run.completed")
    await post.desk.run(sheet("a"))
    post.receiver.answer = lambda _: answer

    assert await post.deliver() == 1
    (row,) = await post.deliveries(made)
    assert (row.status, row.error, row.response_status) == ("pending", error, status)
    assert row.next_at is not None
    assert 5_000 <= row.next_at - post.desk.clock() <= 10_000

    post.receiver.answer = lambda _: b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n\r\n"
    post.desk.clock.pass_seconds(11)
    assert await post.deliver() == 1

    first, second = post.receiver.seen
    assert (first.id, first.body) == (second.id, second.body)
    assert first.genuine
    assert second.genuine
    assert first.headers["x-posture-signature"] != second.headers["x-posture-signature"]
    (row,) = await post.deliveries(made)
    assert (row.status, row.attempt_count, row.error) == ("delivered", 2, None)
    assert {one.path for one in post.receiver.seen} == {"/hook"}


async def test_a_receiver_that_hangs_costs_its_time_and_keeps_nobody_else_waiting(
    post: Post,
) -> None:
    released = threading.Event()

    def answer(received: Received) -> int:
        if received.path == "/hangs":
            released.wait(60)
        return 204

    post.receiver.answer = answer
    hangs = await post.webhook("run.completed", path="/hangs")
    quick = await post.webhook("run.completed", path="/quick")
    await post.desk.run(sheet("a"))
    deliverer = post.deliverer(webhook_timeout_seconds=1.0, webhook_poll_seconds=0.02)
    async with asyncio.TaskGroup() as group:
        group.create_task(deliverer.serve())

        async def quick_is_delivered() -> bool:
            (row,) = await post.deliveries(quick)
            return row.status == "delivered"

        async def hanging_has_failed() -> bool:
            (row,) = await post.deliveries(hangs)
            return row.error == "timeout"

        await until(quick_is_delivered)
        await until(hanging_has_failed)
        deliverer.stop()
    released.set()


@ON_BOTH
async def test_after_so_many_attempts_a_delivery_is_dead_and_can_be_sent_again(
    post: Post,
) -> None:
    made = await post.webhook("run.completed")
    await post.desk.run(sheet("a"))
    post.receiver.answer = lambda _: 500
    deliverer = post.deliverer(webhook_attempts=3)
    for _ in range(5):
        await post.deliver(deliverer)
        post.desk.clock.pass_seconds(3_600)

    assert len(post.receiver.seen) == 3
    (row,) = await post.deliveries(made, "dead")
    assert (row.attempt_count, row.next_at) == (3, None)
    assert await post.audited() == [("webhook.failed", "failure")]

    post.receiver.answer = lambda _: 200
    again = await webhooks.redeliver(
        post.desk.store, tenant_id=post.tenant_id, webhook_id=made.row.id, delivery_id=row.id
    )
    assert (again.status, again.attempt_count) == ("pending", 0)
    assert await post.deliver() == 1
    assert len({one.id for one in post.receiver.seen}) == 1
    assert len({one.body for one in post.receiver.seen}) == 1
    (row,) = await post.deliveries(made)
    assert row.status == "delivered"


async def test_a_delivery_that_is_too_old_is_dead(post: Post) -> None:
    made = await post.webhook("run.completed")
    await post.desk.run(sheet("a"))
    post.receiver.answer = lambda _: 500
    post.desk.clock.pass_seconds(3_600)

    await post.deliver(post.deliverer(webhook_age_seconds=3_600.0))

    (row,) = await post.deliveries(made)
    assert (row.status, row.attempt_count) == ("dead", 1)


@ON_BOTH
async def test_410_is_never_tried_again_and_disables_the_webhook(post: Post) -> None:
    made = await post.webhook("run.completed")
    await post.desk.run(sheet("a"))
    post.receiver.answer = lambda _: 410
    await post.deliver()
    post.desk.clock.pass_seconds(3_600)
    await post.desk.run(sheet("a"))

    assert await post.deliver() == 0
    (row,) = await post.deliveries(made)
    assert (row.status, row.error) == ("dead", "gone")
    row_of = await webhooks.get_webhook(
        post.desk.store, tenant_id=post.tenant_id, webhook_id=made.row.id
    )
    assert row_of.disabled_at is not None


async def test_a_process_that_dies_before_it_notes_is_followed_by_one_under_the_same_id(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await post.webhook("run.completed")
    await post.desk.run(sheet("a"))
    dying = post.deliverer()
    (claimed,) = await dying.claim(ROOM)

    async def died(*_: object, **__: object) -> None:
        raise UnavailableError("the process is gone")

    with monkeypatch.context() as patched:
        patched.setattr(post.desk.store, "write", died)
        with pytest.raises(UnavailableError):
            await dying.deliver(claimed)
    assert await post.deliver() == 0
    post.desk.clock.pass_seconds(60)
    assert await post.deliver() == 1

    first, second = post.receiver.seen
    assert (first.id, first.body) == (second.id, second.body)
    (row,) = await post.deliveries(made)
    assert row.status == "delivered"


async def test_who_was_overtaken_notes_nothing(post: Post) -> None:
    made = await post.webhook("run.completed")
    await post.desk.run(sheet("a"))
    slow, quick = post.deliverer(), post.deliverer()
    (frozen,) = await slow.claim(ROOM)
    post.desk.clock.pass_seconds(60)
    assert await post.deliver(quick) == 1
    post.receiver.answer = lambda _: 500
    await slow.deliver(frozen)

    (row,) = await post.deliveries(made)
    assert (row.status, row.response_status) == ("delivered", 204)
    assert await post.audited() == [("webhook.delivered", "success")]


@ON_BOTH
async def test_several_processes_do_not_deliver_twice(post: Post, settings: Settings) -> None:
    for number in range(4):
        await post.webhook("run.completed", path=f"/{number}")
    await post.desk.run(sheet("a"))
    async with Store(settings, clock=post.desk.clock) as other:
        claimed = await asyncio.gather(
            *(
                post.deliverer(store).claim(ROOM)
                for store in (post.desk.store, other)
                for _ in range(3)
            )
        )

    ids = [one.due.id for found in claimed for one in found]
    assert len(ids) == len(set(ids)) == 4


async def test_a_deleted_webhook_is_sent_nothing_that_waits(post: Post) -> None:
    made = await post.webhook("run.completed")
    await post.desk.run(sheet("a"))
    await webhooks.delete_webhook(
        post.desk.store, tenant_id=post.tenant_id, webhook_id=made.row.id, by=BY
    )

    assert await post.deliver() == 0
    assert post.receiver.seen == []


async def test_a_test_event_is_delivered(post: Post) -> None:
    made = await post.webhook("run.failed")
    row = await webhooks.test_webhook(
        post.desk.store, tenant_id=post.tenant_id, webhook_id=made.row.id
    )

    assert await post.deliver() == 1
    (seen,) = post.receiver.seen
    assert (seen.id, seen.json["event"], seen.json["run"]) == (row.id, "webhook.test", None)
    assert seen.genuine
    assert spec().errors({"$ref": "#/components/schemas/Notification"}, seen.json) == []


async def test_a_private_address_is_not_reached(post: Post) -> None:
    made = await post.webhook("run.completed")
    await post.desk.run(sheet("a"))

    await post.deliver(post.deliverer(allowed=""))

    (row,) = await post.deliveries(made)
    assert (row.status, row.error) == ("pending", "address_refused")
    assert post.receiver.seen == []


async def test_a_name_that_changes_its_mind_leads_nowhere(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: public when somebody looks, inside when it is connected."""
    port = int(post.receiver.url.rpartition(":")[2])
    answers = ["93.184.215.14", "127.0.0.1"]
    resolve = socket.getaddrinfo

    def rebinding(host: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # as getaddrinfo
        if host != "rebinds.example.com":
            return resolve(host, *args, **kwargs)
        return resolve(answers.pop(0) if len(answers) > 1 else answers[0], *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    looked_at = socket.getaddrinfo("rebinds.example.com", port)[0][4][0]
    assert EgressPolicy().refusal(str(looked_at)) is None
    made = await post.webhook("run.completed", url=f"http://rebinds.example.com:{port}/hook")
    await post.desk.run(sheet("a"))

    await post.deliver(post.deliverer(allowed=""))

    (row,) = await post.deliveries(made)
    assert row.error == "address_refused"
    assert post.receiver.seen == []


async def test_nobody_there_and_no_tls_are_told_apart(post: Post) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = int(held.getsockname()[1])
    nobody = await post.webhook("run.completed", url=f"http://127.0.0.1:{port}/")
    plain = await post.webhook(
        "run.completed", url=post.receiver.url.replace("http://", "https://")
    )
    await post.desk.run(sheet("a"))
    await post.deliver()

    assert [row.error for row in await post.deliveries(nobody)] == ["unreachable"]
    assert [row.error for row in await post.deliveries(plain)] == ["tls_failed"]


@ON_BOTH
async def test_a_finished_delivery_is_not_claimed(post: Post) -> None:
    made = await post.webhook("run.completed")
    await post.desk.run(sheet("a"))
    await post.deliver()
    (row,) = await post.deliveries(made)

    def write(connection: Connection) -> bool:
        return OUTBOX.settle(
            connection,
            row.id,
            token="00000000-0000-4000-8000-000000000000",
            status=DeliveryStatus.DEAD.value,
            at=0,
            next_at=None,
        )

    assert not await post.desk.store.write(write, tenant_id=post.tenant_id)
