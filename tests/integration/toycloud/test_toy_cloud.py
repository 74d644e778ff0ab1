"""A further cloud is one value: with it alone everything works that the product does."""

import asyncio
import gc
import json

import pytest
from click.testing import CliRunner

from posture.bootstrap.scan import scan
from posture.cli import policy as policy_commands
from posture.cli import scan as scan_commands
from posture.domain.collector import ConnectError
from posture.domain.connection import Connection
from posture.domain.verdict import VerdictStatus
from posture.settings import Settings
from posture.worker.scope import Scope
from tests.integration.toycloud.cloud import TOY
from tests.integration.toycloud.conftest import ToyAccount
from tests.integration.toycloud.domain import ToyConnection

pytestmark = pytest.mark.anyio


def connection(account: ToyAccount) -> Connection:
    options = ToyConnection(endpoint_url=account.url, key_name="audit")
    return Connection(provider=TOY.name, options=options, trusted=True)


async def test_a_scan_evaluates_its_assets(account: ToyAccount) -> None:
    opened = account.add("1", locked=False, label="books")
    account.add("2", locked=True, label="")

    found = await scan(Settings(), connection(account), scope=Scope(), clouds=(TOY,))

    assert found.account_id == "acme"
    assert {(one.check_id, one.resource_id, one.region) for one in found.evaluation.failures} == {
        ("toy_store_box_locked", opened, "north"),
        ("toy_store_box_labelled", "toy://acme/north/box/2", "north"),
    }
    assert account.keys == {"audit"}


async def test_garbage_is_searched_for_when_all_is_imported(account: ToyAccount) -> None:
    searched: list[bool] = []
    account.before_listing = lambda _number: searched.append(gc.isenabled())
    account.add("1", locked=True, label="books")

    await scan(Settings(), connection(account), scope=Scope(), clouds=(TOY,))

    assert searched == [True]
    assert gc.isenabled()


async def test_garbage_is_searched_for_after_a_failed_connection(account: ToyAccount) -> None:
    account.refusals["account"] = (403, "Forbidden")

    with pytest.raises(ConnectError):
        await scan(Settings(), connection(account), scope=Scope(), clouds=(TOY,))

    assert gc.isenabled()


async def test_a_denied_call_is_unknown_and_never_a_pass(account: ToyAccount) -> None:
    account.add("1", locked=True, label="books")
    account.refusals["label"] = (403, "Forbidden")

    found = await scan(Settings(), connection(account), scope=Scope(), clouds=(TOY,))

    assert found.evaluation.counts == {VerdictStatus.PASS: 1, VerdictStatus.UNKNOWN: 1}
    assert [str(one) for one in found.reads.reasons] == ["Forbidden: store:GetLabel"]
    assert found.reads.coverage < 1


async def test_a_service_that_is_not_enabled_is_no_gap(
    account: ToyAccount,
) -> None:
    account.refusals["boxes"] = (404, "NotEnabled")

    found = await scan(Settings(), connection(account), scope=Scope(), clouds=(TOY,))

    assert (found.evaluation.asset_count, found.evaluation.unlisted) == (0, [])
    assert found.reads.coverage == 1


async def test_a_throttled_call_is_made_again(account: ToyAccount) -> None:
    account.add("1", locked=True, label="books")
    account.throttled = 2
    settings = Settings(cloud_retry_base_seconds=0.01)

    found = await scan(settings, connection(account), scope=Scope(), clouds=(TOY,))

    assert found.evaluation.counts == {VerdictStatus.PASS: 2}
    assert account.throttled == 0


async def test_a_scan_of_one_asset_leaves_out_the_others(account: ToyAccount) -> None:
    account.add("1", locked=False, label="")
    asked = account.add("2", locked=False, label="")

    found = await scan(
        Settings(), connection(account), scope=Scope(resource_ids=(asked,)), clouds=(TOY,)
    )

    assert {one.resource_id for one in found.evaluation.failures} == {asked}


async def test_the_command_line_has_its_options(account: ToyAccount) -> None:
    account.add("1", locked=False, label="books")
    command = scan_commands.command_of(TOY)
    options = ["--endpoint-url", account.url, "--key-name", "audit", "-o", "json"]

    scanned = await asyncio.to_thread(CliRunner().invoke, command, options)

    report = json.loads(scanned.stdout)
    assert [one["check_id"] for one in report["findings"]] == ["toy_store_box_locked"]
    assert "The name of a key to use." in CliRunner().invoke(command, ["--help"]).output


def test_its_least_privilege_is_printed() -> None:
    printed = CliRunner().invoke(policy_commands.command_of(TOY))

    assert json.loads(printed.stdout) == {"allow": ["store:GetLabel", "store:ListBoxes"]}
