"""Webhooks over real HTTP: signed, at least once under one id, limited, only to public hosts."""

import socket
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from posture.domain.egress import EgressPolicy
from posture.domain.notification import DeliveryStatus
from posture.services import webhooks
from posture.services.runs import cancel_run
from posture.services.tokens import revoke
from posture.store.deliveries import OUTBOX
from posture.store.outbox import DueGroup
from posture.store.statement import Connection
from posture.worker.deliver import in_turn
from tests.databases import ON_BOTH
from tests.integration.fakes import sheet
from tests.integration.worker.conftest import BY, Rig, suppress
from tests.integration.worker.receiver import genuine, receiver
from tests.integration.worker.webhook_rig import WebhookRig
from tests.ports import free_port
from tests.promises import promise
from tests.spec import spec

pytestmark = pytest.mark.anyio


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
