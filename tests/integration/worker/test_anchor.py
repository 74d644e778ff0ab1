"""Heads of the audit log are written elsewhere at an interval, and compared with the log."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from posture.bootstrap.aws import locked_objects
from posture.bootstrap.compose import poster_for
from posture.domain.notification import secret_of
from posture.services.audit import AuditEntry, record
from posture.services.audit_chain import FaultKind, verify_log
from posture.settings import Settings, SettingsError
from posture.store.engine import Store
from posture.store.tenancy import EVERY_TENANT
from posture.worker import anchor
from posture.worker.anchor import SEED, Anchorer
from tests.emulator.account.account import Account
from tests.emulator.server import emulator
from tests.integration.fakes import Clock
from tests.integration.worker.receiver import receiver
from tests.logs import capture_log_of
from tests.promises import promise

pytestmark = pytest.mark.anyio

ENTRY = AuditEntry(
    tenant_id=None,
    token_id=None,
    actor_ip=None,
    action="api.call",
    target_kind=None,
    target_id=None,
    result="failure",
    request_id="r",
)


def anchorer(store: Store, settings: Settings, url: str) -> Anchorer:
    configured = replace(settings, audit_anchor=url, audit_anchor_seconds=1.0)
    return Anchorer(store, configured, poster_for(configured), locked_objects)


@promise("audit", "Heads are written to a file elsewhere, which the log is compared with")
async def test_a_file_gets_a_line_for_each_head(
    store: Store, settings: Settings, clock: Clock, tmp_path: Path
) -> None:
    file = tmp_path / "outside" / "anchor.jsonl"
    writer = anchorer(store, settings, f"file://{file}")
    written = []
    for appended in (True, True, False):
        if appended:
            await record(store, ENTRY)
        clock.milliseconds += 2_000
        written.append(await writer.write())
    assert written == [True, True, False]
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["position"] for line in lines] == [1, 2]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700

    noted = {"": {line["position"]: line["hash"] for line in lines}}
    assert [one.faults for one in await verify_log(store, noted=noted)] == [()]
    noted[""][2] = noted[""][1]
    (verdict,) = await verify_log(store, noted=noted)
    assert [fault.kind for fault in verdict.faults] == [FaultKind.NOTED]


async def test_of_several_processes_one_writes_within_the_interval(
    store: Store, settings: Settings, clock: Clock, tmp_path: Path
) -> None:
    file = tmp_path / "anchor.jsonl"
    await record(store, ENTRY)
    clock.milliseconds += 2_000
    writers = [anchorer(store, settings, f"file://{file}") for _ in range(3)]
    assert [await one.write() for one in writers] == [True, False, False]


async def test_a_time_that_has_not_come_yet_stops_no_duty(
    store: Store, settings: Settings, clock: Clock, tmp_path: Path
) -> None:
    await record(store, ENTRY)
    writer = anchorer(store, settings, f"file://{tmp_path / 'anchor.jsonl'}")
    statement = f"UPDATE duties SET taken_at = {clock() + 10**12}"  # noqa: S608  # a number
    await store.write(lambda one: one.driver.execute(statement).rowcount, tenant_id=EVERY_TENANT)
    assert await writer.write() is True
    assert await writer.write() is False


async def test_a_place_that_cannot_be_written_is_logged_and_tried_again(
    store: Store,
    settings: Settings,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    logs = capture_log_of(monkeypatch, anchor)
    place = tmp_path / "a-file"
    place.write_text("")
    writer = anchorer(store, settings, f"file://{place / 'anchor.jsonl'}")
    await record(store, ENTRY)
    for is_free in (False, True):
        if is_free:
            place.unlink()
        clock.milliseconds += 2_000
        assert await writer.write() is is_free
    assert [one["event"] for one in logs] == ["audit.anchor_failed"]


@promise("audit", "Heads are sent signed, through the outbound guard")
async def test_an_endpoint_gets_a_signed_head_through_the_outbound_guard(
    store: Store, settings: Settings, clock: Clock
) -> None:
    await record(store, ENTRY)
    keyed = replace(settings, secret_key="k" * 32, webhook_networks="127.0.0.0/8")
    with receiver() as here:
        here.secret = secret_of(SEED, keyed.secret_key)
        here.now = lambda: clock() / 1_000
        for configured, written in ((settings, False), (keyed, True)):
            clock.milliseconds += 2_000
            assert await anchorer(store, configured, here.url).write() is written
    (got,) = here.seen
    assert got.genuine
    assert got.json["position"] == 1


@pytest.mark.parametrize(
    "url",
    [
        "file://host/path",
        "file:///",
        "http://a.example/",
        "s3://bucket",
        "s3://B/?region=eu-central-1",
        "s3://bucket/a?region=eu",
        "s3://bucket/a%20b?region=eu-central-1",
        "s3://bucket/a?region=eu-central-1&x=1",
        "https://u:p@h/",
        "x",
    ],
)
def test_another_place_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(SettingsError, match="POSTURE_AUDIT_ANCHOR: must be file:///path"):
        Settings.from_environ({"POSTURE_AUDIT_ANCHOR": url})


@promise("audit", "Heads are written to a bucket that keeps them until a date, whoever wants it")
async def test_a_bucket_with_object_lock_keeps_each_head(
    store: Store,
    settings: Settings,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with emulator() as aws:
        monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDANCHOR")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
        s3 = Account(aws.url).client("s3")
        s3.create_bucket(
            Bucket="heads",
            CreateBucketConfiguration={"LocationConstraint": "eu-central-1"},
            ObjectLockEnabledForBucket=True,
        )
        writer = anchorer(store, settings, "s3://heads/acme/?region=eu-central-1")
        for _ in range(2):
            await record(store, ENTRY)
            clock.milliseconds += 2_000
            assert await writer.write() is True
        versions = s3.list_object_versions(Bucket="heads")["Versions"]
        kept = [s3.head_object(Bucket="heads", Key=one["Key"]) for one in versions]
        lines = [
            json.loads(s3.get_object(Bucket="heads", Key=one["Key"])["Body"].read())
            for one in versions
        ]
        elsewhere = anchorer(store, settings, "s3://no-such-bucket/?region=eu-central-1")
        clock.milliseconds += 2_000
        logs = capture_log_of(monkeypatch, anchor)
        assert await elsewhere.write() is False

    assert [line["position"] for line in lines] == [1, 2]
    assert {one["ObjectLockMode"] for one in kept} == {"COMPLIANCE"}
    days = {
        (one["ObjectLockRetainUntilDate"].timestamp() * 1_000 - clock()) // 86_400_000
        for one in kept
    }
    assert days == {364.0}
    assert all(one["Key"].startswith("acme/2025-") for one in versions)
    (line,) = logs
    assert (line["event"], "NoSuchBucket" in line["reason"]) == ("audit.anchor_failed", True)
    noted = {"": {line["position"]: line["hash"] for line in lines}}
    assert [one.faults for one in await verify_log(store, noted=noted)] == [()]
