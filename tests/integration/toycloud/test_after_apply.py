"""Right after an apply: what is not listed yet, or in transition, is looked for again."""

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from posture.bootstrap.scan import scan
from posture.domain.connection import Connection
from posture.domain.verdict import VerdictStatus
from posture.settings import Settings
from posture.telemetry import span
from posture.telemetry.catalogue import WAIT
from posture.worker.assess import Assessment
from posture.worker.scope import Scope
from tests.integration.toycloud.cloud import TOY
from tests.integration.toycloud.conftest import ToyAccount
from tests.integration.toycloud.domain import ToyConnection

pytestmark = pytest.mark.anyio

# Pauses of 0.05 s and 0.1 s: three looks.
THREE_LOOKS = Settings(cloud_settle_seconds=0.15, cloud_settle_pause_seconds=0.05)
PASS, UNKNOWN = VerdictStatus.PASS, VerdictStatus.UNKNOWN
BOX = "toy://acme/north/box/1"


async def look(account: ToyAccount, *, named: bool = True, absent: bool = False) -> Assessment:
    options = ToyConnection(endpoint_url=account.url)
    scope = Scope(resource_ids=(BOX,), expected_absent=(BOX,) if absent else ())
    return await scan(
        THREE_LOOKS,
        Connection(provider=TOY.name, options=options, trusted=True),
        scope=scope if named else Scope(),
        clouds=(TOY,),
    )


def reasons(found: Assessment) -> list[str]:
    return [str(one) for one in found.evaluation.unread]


async def test_an_asset_that_the_second_look_shows_is_evaluated(account: ToyAccount) -> None:
    def before_listing(number: int) -> None:
        if number == 2:
            account.add("1", locked=True, label="books")

    account.before_listing = before_listing
    found = await look(account)

    assert found.evaluation.counts == {PASS: 2}
    assert (account.listings, found.reads.coverage) == (2, 1)


async def test_an_asset_that_is_never_shown_is_unknown(account: ToyAccount) -> None:
    found = await look(account)

    assert found.evaluation.counts == {UNKNOWN: 1}
    assert reasons(found) == [f"NotFound: {BOX}"]
    assert account.listings == 3


async def test_each_pause_is_a_span_as_in_the_catalogue(
    account: ToyAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    of_run = {"posture.run.id": "a", "posture.integration.id": "b", "cloud.provider": "toy"}
    with span("process run", shared=of_run):
        await look(account)

    pauses = [one for one in exporter.get_finished_spans() if one.name == WAIT.name]
    assert len(pauses) == 2
    required = {one.key for one in WAIT.attributes if not one.optional}
    for pause in pauses:
        attributes = dict(pause.attributes or {})
        assert pause.kind.name.lower() == WAIT.kind
        assert attributes["posture.asset.count"] == 1
        assert required <= attributes.keys() <= {one.key for one in WAIT.attributes}


async def test_an_asset_that_settles_is_evaluated_by_its_new_settings(account: ToyAccount) -> None:
    def before_listing(number: int) -> None:
        if number == 3:
            account.boxes[0].update(locked=True, state="ready")

    account.add("1", locked=False, label="books")
    account.boxes[0]["state"] = "BUILDING"
    account.before_listing = before_listing
    found = await look(account)

    assert found.evaluation.counts == {PASS: 2}
    assert (account.listings, found.evaluation.asset_count, found.reads.coverage) == (3, 1, 1)


async def test_an_asset_in_transition_for_ever_is_unknown_to_each_check(
    account: ToyAccount,
) -> None:
    account.add("1", locked=False, label="")
    account.boxes[0]["state"] = "BUILDING"
    found = await look(account)

    assert found.evaluation.counts == {UNKNOWN: 2}
    assert reasons(found) == [f"InTransition(BUILDING): {BOX}"]
    assert (account.listings, found.evaluation.failures) == (3, [])
    assert found.reads.coverage < 1


async def test_a_run_of_the_whole_account_does_not_wait(account: ToyAccount) -> None:
    account.add("1", locked=False, label="")
    account.boxes[0]["state"] = "BUILDING"
    account.add("2", locked=True, label="books")
    found = await look(account, named=False)

    assert found.evaluation.counts == {UNKNOWN: 2, PASS: 2}
    assert account.listings == 1


async def test_a_denied_second_look_is_unknown_with_its_own_reason(account: ToyAccount) -> None:
    def before_listing(number: int) -> None:
        if number == 2:
            account.refusals["boxes"] = (403, "Forbidden")

    account.before_listing = before_listing
    found = await look(account)

    assert found.evaluation.counts == {UNKNOWN: 2}
    assert reasons(found) == ["Forbidden: store:ListBoxes"]
    assert account.listings == 2


async def test_nothing_waits_for_an_asset_that_is_expected_to_be_gone(account: ToyAccount) -> None:
    found = await look(account, absent=True)

    assert (found.evaluation.absent_count, account.listings) == (1, 1)
    assert found.evaluation.counts == {VerdictStatus.NOT_APPLICABLE: 1}


async def test_an_asset_that_the_apply_still_deletes_is_waited_for(account: ToyAccount) -> None:
    def before_listing(number: int) -> None:
        if number == 2:
            account.boxes.clear()

    account.add("1", locked=False, label="")
    account.boxes[0]["state"] = "BUILDING"
    account.before_listing = before_listing
    found = await look(account, absent=True)

    assert (found.evaluation.absent_count, account.listings) == (1, 2)


async def test_what_is_deleted_though_it_was_to_stay_is_unknown(account: ToyAccount) -> None:
    account.add("1", locked=True, label="books")
    account.refusals["label"] = (404, "NoSuchBox")
    found = await look(account)

    assert reasons(found) == [f"NotFound: {BOX}"]
    assert account.listings == 3
