"""Webhooks over real HTTP: signed, at least once under one id, limited, only to public hosts."""

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from posture.domain.egress import EgressPolicy
from posture.domain.notification import DeliveryStatus
from posture.outbound import Guard
from posture.services import webhooks
from posture.services.audit import Actor, list_audit
from posture.services.runs import cancel_run
from posture.services.tokens import mint, revoke
from posture.services.webhooks import Created, DeliveryRow
from posture.settings import Settings
from posture.store.deliveries import OUTBOX
from posture.store.engine import Store
from posture.store.errors import UnavailableError
from posture.store.outbox import DueGroup
from posture.store.statement import Connection
from posture.worker.deliver import Deliverer, in_turn
from posture.worker.post import Poster
from tests.databases import ON_BOTH
from tests.emulator.server import LOOPBACK
from tests.integration.fakes import sheet, until
from tests.integration.worker.conftest import BY, Rig, suppress
from tests.integration.worker.receiver import Answer, Received, Receiver, genuine, receiver
from tests.ports import free_port
from tests.promises import promise
from tests.spec import spec

pytestmark = pytest.mark.anyio

METADATA = "169.254.169.254"
# How many deliveries a deliverer may claim at a time.
ROOM = 8
EVENTS = ("run.completed", "run.failed", "run.cancelled", "finding.created", "finding.resolved")


class WebhookRig:
    """Creates webhooks, and delivers due deliveries on request."""

    def __init__(self, rig: Rig, here: Receiver) -> None:
        self.rig = rig
        self.receiver = here
        self.tenant_id = rig.integration.tenant_id
        here.now = lambda: rig.clock() / 1_000

    async def actor(self, *scopes: str, expires_at: int | None = None) -> Actor:
        """Return the holder of a new token, which may read findings unless scopes are named."""
        minted = await mint(
            self.rig.store,
            tenant_id=self.tenant_id,
            name="hooks",
            scopes=scopes or ("webhooks:write", "findings:read"),
            expires_at=expires_at,
        )
        return Actor(token_id=minted.token_id, ip=None, request_id="r")

    async def webhook(
        self, *events: str, path: str = "/hook", url: str | None = None, by: Actor | None = None
    ) -> Created:
        made = await webhooks.create_webhook(
            self.rig.store,
            settings=self.rig.settings,
            tenant_id=self.tenant_id,
            name="test",
            url=url or self.receiver.url + path,
            events=events or EVENTS,
            by=by or await self.actor(),
        )
        self.receiver.secret = made.secret
        return made

    def deliverer(
        self, store: Store | None = None, *, allowed: str = LOOPBACK, **settings: float
    ) -> Deliverer:
        chosen: dict[str, Any] = {"webhook_retry_base_seconds": 10.0} | settings
        configured = replace(self.rig.settings, **chosen)
        poster = Poster(
            Guard(EgressPolicy(allowed.split())),
            timeout_seconds=configured.webhook_timeout_seconds,
            head_bytes=configured.webhook_answer_bytes,
        )
        return Deliverer(store or self.rig.store, configured, poster)

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
            self.rig.store, tenant_id=self.tenant_id, webhook_id=made.row.id, status=status
        )

    async def audited(self) -> list[tuple[str, str]]:
        rows = await list_audit(self.rig.store, tenant_id=self.tenant_id)
        ends = {"webhook.delivered", "webhook.failed"}
        return [(row.action, row.result) for row in rows if row.action in ends]


@pytest.fixture
def hooks(rig: Rig) -> Iterator[WebhookRig]:
    with receiver() as here:
        yield WebhookRig(rig, here)


@ON_BOTH
async def test_the_events_of_a_run_are_delivered_signed_and_once(hooks: WebhookRig) -> None:
    made = await hooks.webhook()
    await hooks.rig.run(sheet("a"), sheet("b"), sheet("c", torn=False))

    assert await hooks.deliver() == 2
    assert await hooks.deliver() == 0

    seen = hooks.receiver.seen
    assert {one.headers["x-posture-event"] for one in seen} == {"run.completed", "finding.created"}
    assert all(one.genuine for one in seen)
    assert all(one.path == "/hook" for one in seen)
    for one in seen:
        assert spec().errors({"$ref": "#/components/schemas/Notification"}, one.json) == []
        assert one.json["event"] == one.headers["x-posture-event"]
        assert one.json["id"] == one.id
    rows = await hooks.deliveries(made)
    assert {row.status for row in rows} == {"delivered"}
    assert {row.id for row in rows} == {one.id for one in seen}
    assert await hooks.audited() == [("webhook.delivered", "success")] * 2


async def test_many_findings_are_one_delivery_with_the_first_and_the_count(
    hooks: WebhookRig,
) -> None:
    await hooks.webhook("finding.created")
    run = await hooks.rig.run(*(sheet(str(number)) for number in range(5)))

    await hooks.deliver(hooks.deliverer(webhook_findings=2))

    (seen,) = hooks.receiver.seen
    assert seen.json["finding_count"] == 5
    assert len(seen.json["findings"]) == 2
    asked = f"scan_id={run.id}&delta=new&suppressed=false"
    assert seen.json["findings_url"] == f"/api/v2/findings?{asked}"
    assert {one["delta"] for one in seen.json["findings"]} == {"new"}


async def test_a_suppressed_finding_is_not_delivered_as_new(
    hooks: WebhookRig,
) -> None:
    await hooks.webhook("finding.created")
    await suppress(hooks.rig, "arn:aws:paper:::a*")
    await hooks.rig.run(sheet("a1"), sheet("a2"), sheet("b"))

    await hooks.deliver()

    (seen,) = hooks.receiver.seen
    assert seen.json["finding_count"] == 1
    assert [one["resource_id"] for one in seen.json["findings"]] == ["arn:aws:paper:::b"]
    assert seen.json["run"]["delta"]["new"] == 3


async def test_a_run_with_only_suppressed_new_findings_delivers_no_event_for_them(
    hooks: WebhookRig,
) -> None:
    made = await hooks.webhook("finding.created", "run.completed")
    await suppress(hooks.rig, "arn:aws:paper:::a*")
    await hooks.rig.run(sheet("a1"), sheet("a2"))
    # Seen again they are no news, and neither is what another run newly finds of their kind.
    await hooks.rig.run(sheet("a1"), sheet("a2"), sheet("a3"))

    assert [row.event for row in await hooks.deliveries(made)] == ["run.completed"] * 2


async def test_resolved_findings_are_delivered_and_unchanged_ones_are_not(
    hooks: WebhookRig,
) -> None:
    await hooks.webhook("finding.created", "finding.resolved")
    await hooks.rig.run(sheet("a"), sheet("b"))
    await hooks.rig.run(sheet("a"), sheet("b"))
    await hooks.rig.run(sheet("a"), sheet("b", torn=False))

    await hooks.deliver()

    events = [(one.json["event"], one.json["finding_count"]) for one in hooks.receiver.seen]
    assert events == [("finding.created", 2), ("finding.resolved", 1)]


async def test_the_event_of_a_cancelled_run_is_queued_in_its_transaction(
    hooks: WebhookRig,
) -> None:
    made = await hooks.webhook()
    run_id = await hooks.rig.ask()
    await cancel_run(hooks.rig.store, tenant_id=hooks.tenant_id, run_id=run_id)

    (row,) = await hooks.deliveries(made)
    assert (row.event, row.run_id, row.status) == ("run.cancelled", run_id, "pending")


async def test_only_subscribed_events_are_delivered_and_none_while_disabled(
    hooks: WebhookRig,
) -> None:
    made = await hooks.webhook("run.failed")
    await hooks.rig.run(sheet("a"))
    other = await hooks.webhook("run.completed")
    await webhooks.update_webhook(
        hooks.rig.store,
        tenant_id=hooks.tenant_id,
        webhook_id=other.row.id,
        changes={"enabled": False},
        by=BY,
    )
    await hooks.rig.run(sheet("a"))

    assert await hooks.deliveries(made) == await hooks.deliveries(other) == []


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


async def test_deleting_a_webhook_ends_its_queued_deliveries(hooks: WebhookRig) -> None:
    made = await hooks.webhook("run.completed")
    await hooks.rig.run(sheet("a"))
    await webhooks.delete_webhook(
        hooks.rig.store, tenant_id=hooks.tenant_id, webhook_id=made.row.id, by=BY
    )

    assert await hooks.deliver() == 0
    assert hooks.receiver.seen == []


async def test_a_test_event_is_delivered(hooks: WebhookRig) -> None:
    made = await hooks.webhook("run.failed")
    row = await webhooks.test_webhook(
        hooks.rig.store, tenant_id=hooks.tenant_id, webhook_id=made.row.id, key=None
    )

    assert await hooks.deliver() == 1
    (seen,) = hooks.receiver.seen
    assert (seen.id, seen.json["event"], seen.json["run"]) == (row.id, "webhook.test", None)
    assert seen.genuine
    assert spec().errors({"$ref": "#/components/schemas/Notification"}, seen.json) == []


async def test_a_private_address_is_not_reached(hooks: WebhookRig) -> None:
    made = await hooks.webhook("run.completed")
    await hooks.rig.run(sheet("a"))

    await hooks.deliver(hooks.deliverer(allowed=""))

    (row,) = await hooks.deliveries(made)
    assert (row.status, row.error) == ("pending", "address_refused")
    assert hooks.receiver.seen == []


async def test_a_name_that_rebinds_to_a_private_address_is_refused(
    hooks: WebhookRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: a name that is public when checked, and private when connected to."""
    port = int(hooks.receiver.url.rpartition(":")[2])
    answers = ["93.184.215.14", "127.0.0.1"]
    resolve = socket.getaddrinfo

    def rebinding(host: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # as getaddrinfo
        if host != "rebinds.example.com":
            return resolve(host, *args, **kwargs)
        return resolve(answers.pop(0) if len(answers) > 1 else answers[0], *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    looked_at = socket.getaddrinfo("rebinds.example.com", port)[0][4][0]
    assert EgressPolicy().refusal(str(looked_at)) is None
    made = await hooks.webhook("run.completed", url=f"http://rebinds.example.com:{port}/hook")
    await hooks.rig.run(sheet("a"))

    await hooks.deliver(hooks.deliverer(allowed=""))

    (row,) = await hooks.deliveries(made)
    assert row.error == "address_refused"
    assert hooks.receiver.seen == []


async def test_an_unreachable_receiver_and_one_without_tls_have_different_errors(
    hooks: WebhookRig,
) -> None:
    nobody = await hooks.webhook("run.completed", url=f"http://127.0.0.1:{free_port()}/")
    plain = await hooks.webhook(
        "run.completed", url=hooks.receiver.url.replace("http://", "https://")
    )
    await hooks.rig.run(sheet("a"))
    await hooks.deliver()

    assert [row.error for row in await hooks.deliveries(nobody)] == ["unreachable"]
    assert [row.error for row in await hooks.deliveries(plain)] == ["tls_failed"]


@ON_BOTH
async def test_a_finished_delivery_is_not_claimed(hooks: WebhookRig) -> None:
    made = await hooks.webhook("run.completed")
    await hooks.rig.run(sheet("a"))
    await hooks.deliver()
    (row,) = await hooks.deliveries(made)

    def write(connection: Connection) -> bool:
        return OUTBOX.settle(
            connection,
            row.id,
            token="00000000-0000-4000-8000-000000000000",
            status=DeliveryStatus.DEAD.value,
            at=0,
            next_at=None,
        )

    assert not await hooks.rig.store.write(write, tenant_id=hooks.tenant_id)


@pytest.mark.parametrize(
    ("scopes", "happens", "reason"),
    [
        (("webhooks:write",), None, "scope_missing"),
        (("webhooks:write", "findings:read"), "revoked", "token_revoked"),
        (("webhooks:write", "findings:read"), "expired", "token_expired"),
        (("webhooks:write", "findings:read"), None, None),
    ],
)
@ON_BOTH
@promise("scopes", "A webhook sends findings only while the token that wrote it last may read them")
async def test_findings_are_sent_only_while_the_webhooks_token_may_read_them(
    hooks: WebhookRig, scopes: tuple[str, ...], happens: str | None, reason: str | None
) -> None:
    by = await hooks.actor(*scopes, expires_at=hooks.rig.clock() + 3_600_000)
    await hooks.webhook("finding.created", by=by)
    await hooks.rig.run(sheet("a"))
    # The body is made before the token is lost, and the attempt fails.
    hooks.receiver.answer = lambda _: 500
    assert await hooks.deliver() == 1
    if happens == "revoked":
        await revoke(hooks.rig.store, token_id=by.token_id)
    hooks.rig.clock.pass_seconds(3_600 if happens == "expired" else 60)
    hooks.receiver.answer = lambda _: 204
    assert await hooks.deliver() == 1

    sent = hooks.receiver.seen[-1]
    assert sent.json["finding_count"] == 1
    assert sent.json.get("findings_withheld") == reason
    assert len(sent.json["findings"]) == (reason is None)
    assert spec().errors({"$ref": "#/components/schemas/Notification"}, sent.json) == []


async def test_a_change_by_a_token_that_cannot_read_findings_withholds_them(
    hooks: WebhookRig,
) -> None:
    made = await hooks.webhook("finding.created")
    await webhooks.update_webhook(
        hooks.rig.store,
        tenant_id=hooks.tenant_id,
        webhook_id=made.row.id,
        changes={"url": hooks.receiver.url + "/elsewhere"},
        by=await hooks.actor("webhooks:write"),
    )
    await hooks.rig.run(sheet("a"))
    assert await hooks.deliver() == 1
    assert hooks.receiver.seen[-1].json["findings_withheld"] == "scope_missing"


@promise("secrets", "The secret of a webhook changes without a gap")
async def test_after_a_rotation_both_secrets_sign_for_a_while(hooks: WebhookRig) -> None:
    made = await hooks.webhook("run.completed")
    rotated = await webhooks.rotate_secret(
        hooks.rig.store,
        settings=hooks.rig.settings,
        tenant_id=hooks.tenant_id,
        webhook_id=made.row.id,
        by=await hooks.actor(),
    )
    assert rotated.secret != made.secret
    seen = []
    for seconds in (1, 86_400):
        hooks.rig.clock.pass_seconds(seconds)
        await hooks.rig.run(sheet("a"))
        assert await hooks.deliver() == 1
        got = hooks.receiver.seen[-1]
        now = hooks.receiver.now()
        seen.append(
            [genuine(one, got.headers, got.body, now=now) for one in (rotated.secret, made.secret)]
        )
    assert seen == [[True, True], [True, False]]


def due_of(tenant_id: str, count: int) -> list[DueGroup]:
    return [DueGroup(f"{tenant_id}{number}", tenant_id) for number in range(count)]


@promise("tenants", "Silent receivers of one tenant leave places to those of the others")
@pytest.mark.parametrize(
    ("due", "busy", "room", "served"),
    [
        (due_of("b", 20), {}, 16, {"b": 12}),
        (due_of("b", 20) + due_of("a", 1), {}, 16, {"b": 12, "a": 1}),
        (due_of("b", 20) + due_of("a", 20), {}, 16, {"b": 8, "a": 8}),
        (due_of("b", 20) + due_of("a", 20), {"b0": "b", "b1": "b"}, 3, {"a": 2, "b": 1}),
        (due_of("b", 20), {f"b{number}": "b" for number in range(12)}, 4, {}),
        (due_of("b", 2), {"b0": "b"}, 4, {"b": 1}),
    ],
)
def test_receivers_of_one_tenant_leave_places_to_those_of_others(
    due: list[DueGroup], busy: dict[str, str], room: int, served: dict[str, int]
) -> None:
    chosen = in_turn(due, busy, room=room, limit=16)
    assert Counter(one.tenant_id for one in chosen) == served
    assert not busy.keys() & {one.group for one in chosen}
