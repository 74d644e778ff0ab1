"""Rows of earlier versions are there after a migration, with what the new version adds."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from msgspec import convert

from posture.domain.aws.connection import AwsConnection
from posture.services.audit import Actor
from posture.services.audit_chain import all_chains, verify_chain, verify_log
from posture.services.gate import get_gate
from posture.services.idempotency import IdempotencyKey, write_once
from posture.services.integrations import list_integrations
from posture.services.runs import Accepted
from posture.services.suppressions import list_suppressions
from posture.services.tenants import create_tenant
from posture.services.webhooks import create_webhook, list_webhooks, update_webhook
from posture.settings import Settings
from posture.store.engine import Store
from posture.store.migrations.upgrade import alembic_config, upgrade
from tests.integration.store.migrating import TENANT, ask, migrated, new

pytestmark = pytest.mark.anyio

__all__ = ["migrated", "new"]


async def test_existing_audit_rows_are_chained(new: Settings) -> None:
    command.upgrade(alembic_config(new), "0003")
    ask(
        new,
        "INSERT INTO tenants VALUES ('0b0e7d1c-5f4e-4b8e-9a58-3c1f2c6a7d10', 'acme', 1, 1);",
    )
    for row_id, owner in ((1, "id"), (2, "NULL"), (5, "id")):
        ask(
            new,
            "INSERT INTO audit (id, tenant_id, ts, action, after_jsonb, result)"  # noqa: S608  # our own words
            f" SELECT {row_id}, {owner}, 7, 'api.call', '{{\"a\":\"\u00fc\"}}', 'success'"
            " FROM tenants",
        )
    upgrade(new)
    async with Store(new) as store:
        verdicts = [await verify_chain(store, key) for key in await all_chains(store)]

    assert [(one.row_count, one.faults) for one in verdicts] == [(1, ()), (2, ())]


INTEGRATIONS_BEFORE = {
    "6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11": {
        "name": "'production'",
        "account_id": "'111122223333'",
        "role_arn": "'arn:aws:iam::111122223333:role/p\u00f6sture'",
        "external_id": "'acme-7f1c'",
        "profile": "'audit'",
        "regions": '\'["eu-central-1","eu-west-1"]\'',
        "endpoint_url": "'http://127.0.0.1:5000'",
        "checks": "'[\"aws_s3_bucket_tls_required\"]'",
        "schedule": "'30 4 * * *'",
        "next_run_at": "1750048200000",
    },
    "7f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a12": {"name": "'plain'", "regions": "'[]'"},
    "8f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a13": {
        "name": "'deleted'",
        "regions": "'[]'",
        "profile": "'old'",
        "deleted_at": "7",
    },
}
FULL = AwsConnection(
    role_arn="arn:aws:iam::111122223333:role/p\u00f6sture",
    external_id="acme-7f1c",
    profile="audit",
    regions=("eu-central-1", "eu-west-1"),
    endpoint_url="http://127.0.0.1:5000",
)


def a_database_of_the_version_before(settings: Settings) -> list[tuple[Any, ...]]:
    """Make integrations, and what refers to them; return the integrations' rows."""
    command.upgrade(alembic_config(settings), "0012")
    ask(settings, f"INSERT INTO tenants VALUES ('{TENANT}', 'acme', 1, 1)")  # noqa: S608  # our own words
    for key, values in INTEGRATIONS_BEFORE.items():
        columns = {
            "id": f"'{key}'",
            "tenant_id": f"'{TENANT}'",
            "provider": "'aws'",
            "created_at": "3",
            "updated_at": "4",
        } | values
        ask(
            settings,
            f"INSERT INTO integrations ({', '.join(columns)})"  # noqa: S608  # our own words
            f" VALUES ({', '.join(columns.values())})",
        )
        ask(
            settings,
            f"INSERT INTO suppressions VALUES ('{key}', '{TENANT}', '{key}', 'c', '*', 'r',"  # noqa: S608  # as above
            " 'o', 9, 1, 1, NULL)",
        )
    return integrations_of(settings)


def integrations_of(settings: Settings) -> list[tuple[Any, ...]]:
    names = "id, tenant_id, name, provider, account_id, role_arn, external_id, profile, regions,"
    more = "endpoint_url, checks, created_at, updated_at, deleted_at, schedule, next_run_at"
    return ask(settings, f"SELECT {names} {more} FROM integrations ORDER BY id")  # noqa: S608  # as above


async def test_integrations_of_the_previous_version_are_migrated(new: Settings) -> None:
    before = a_database_of_the_version_before(new)
    assert len(before) == len(INTEGRATIONS_BEFORE)
    upgrade(new)
    command.check(alembic_config(new))
    full, plain, deleted = INTEGRATIONS_BEFORE
    async with Store(new) as store:
        kept = {row.id: row for row in await list_integrations(store, tenant_id=TENANT)}
        assert kept.keys() == {full, plain}
        assert convert(kept[full].connection, AwsConnection) == FULL
        assert convert(kept[plain].connection, AwsConnection) == AwsConnection()
        assert (kept[full].name, kept[full].provider, kept[full].account_id) == (
            "production",
            "aws",
            "111122223333",
        )
        assert kept[full].account_key == FULL.account_key()
        assert kept[plain].account_key == AwsConnection().account_key()
        assert kept[full].checks == ("aws_s3_bucket_tls_required",)
        assert (kept[full].schedule, kept[full].next_run_at) == ("30 4 * * *", 1_750_048_200_000)
        assert (kept[full].created_at, kept[full].updated_at) == (3, 4)
        suppressions = await list_suppressions(store, tenant_id=TENANT, limit=9)
        assert {row.integration_id for row in suppressions} == {full, plain, deleted}

    command.downgrade(alembic_config(new), "0012")
    assert integrations_of(new) == before


async def test_integrations_of_one_name_get_numbers(new: Settings) -> None:
    command.upgrade(alembic_config(new), "0017")
    other = "1b0e7d1c-5f4e-4b8e-9a58-3c1f2c6a7d11"
    rows = [
        (TENANT, "production", 1, "NULL"),
        (TENANT, "production", 2, "NULL"),
        (TENANT, "production (2)", 3, "NULL"),
        (TENANT, "production", 4, "NULL"),
        (TENANT, "production", 5, "9"),
        (TENANT, "n" * 100, 6, "NULL"),
        (TENANT, "n" * 100, 7, "NULL"),
        (other, "production", 8, "NULL"),
    ]
    for tenant, name in ((TENANT, "acme"), (other, "other")):
        ask(new, f"INSERT INTO tenants VALUES ('{tenant}', '{name}', 1, 1)")  # noqa: S608  # our own words
    for number, (tenant, name, at, deleted_at) in enumerate(rows):
        ask(
            new,
            "INSERT INTO integrations (id, tenant_id, name, provider, connection, account_key,"  # noqa: S608  # as above
            " created_at, updated_at, deleted_at) VALUES"
            f" ('6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a{number:02}', '{tenant}', '{name}', 'aws',"
            f" '{{}}', 'k', {at}, {at}, {deleted_at})",
        )
    upgrade(new)
    command.check(alembic_config(new))

    assert [name for (name,) in ask(new, "SELECT name FROM integrations ORDER BY id")] == [
        "production",
        "production (3)",
        "production (2)",
        "production (4)",
        "production",
        "n" * 100,
        "n" * 96 + " (2)",
        "production",
    ]


async def test_subscriptions_and_projects_get_the_external_id_of_their_tenant(
    new: Settings,
) -> None:
    command.upgrade(alembic_config(new), "0029")
    other = "1b0e7d1c-5f4e-4b8e-9a58-3c1f2c6a7d11"
    for tenant, name in ((TENANT, "acme"), (other, "other")):
        ask(
            new,
            "INSERT INTO tenants (id, name, created_at, revision, external_id)"  # noqa: S608  # our own words
            f" VALUES ('{tenant}', '{name}', 1, 1, 'posture-of-{name}')",
        )
    rows = [(TENANT, "azure"), (other, "gcp"), (other, "aws")]
    for number, (tenant, provider) in enumerate(rows):
        ask(
            new,
            "INSERT INTO integrations (id, tenant_id, name, provider, connection, account_key,"  # noqa: S608  # as above
            " created_at, updated_at) VALUES"
            f" ('6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a{number:02}', '{tenant}', '{provider}',"
            f" '{provider}', '{{\"regions\":[\"\u00fc\"]}}', 'k', 1, 1)",
        )
    read = "SELECT connection FROM integrations ORDER BY id"
    before = ask(new, read)
    upgrade(new)
    after = [json.loads(text) for (text,) in ask(new, read)]
    command.downgrade(alembic_config(new), "0029")

    assert [one.get("external_id") for one in after] == [
        "posture-of-acme",
        "posture-of-other",
        None,
    ]
    assert [one["regions"] for one in after] == [["\u00fc"]] * 3
    assert ask(new, read) == before


KEYS = [f"6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7b{number:02}" for number in range(4)]
OPEN, HELD, RESOLVED, RUN = KEYS
COUNTED = (
    *("asset_count", "finding_count", "fail_count", "unknown_count", "not_applicable_count"),
    *("planned_read_count", "failed_read_count", "call_count", "attempt_count"),
)


def findings_of_the_version_before(settings: Settings) -> None:
    """Make a run of before the authors of decisions were kept, and its findings."""
    command.upgrade(alembic_config(settings), "0018")
    tables: dict[str, list[dict[str, Any]]] = {
        "tenants": [{"id": TENANT, "name": "acme", "created_at": 1, "revision": 1}],
        "integrations": [
            {"id": TENANT, "tenant_id": TENANT, "name": "production", "provider": "aws"}
            | {"connection": "{}", "account_key": "k", "created_at": 1, "updated_at": 1}
        ],
        "runs": [
            {"id": RUN, "tenant_id": TENANT, "integration_id": TENANT, "trigger": "manual"}
            | {"status": "completed", "phase": "done", "accepted_at": 1, "completed_at": 3}
            | dict.fromkeys(COUNTED, 0)
            | {"pass_count": 1}
        ],
        "findings": [
            {"id": key, "tenant_id": TENANT, "integration_id": TENANT, "fingerprint": key}
            | dict.fromkeys(("check_id", "resource_id", "region", "service", "title"), "t")
            | {"family": "storage", "severity": "high", "summary": "s", "status": status}
            | {"delta": delta, "first_seen_at": 1, "last_seen_at": 3, "held_by_run": held}
            | {"first_run_id": RUN, "last_run_id": RUN}
            for key, status, delta, held in (
                (OPEN, "open", "unchanged", None),
                (HELD, "open", "unchanged", RUN),
                (RESOLVED, "resolved", "resolved", None),
            )
        ],
        "run_findings": [
            {"run_id": RUN, "first_seen_at": 1, "finding_id": key, "delta": "unchanged"}
            | {"severity": "high", "status": "open", "held": held}
            for key, held in ((OPEN, 0), (HELD, 1))
        ],
    }
    for table, rows in tables.items():
        for row in rows:
            shown = ["NULL" if one is None else f"'{one}'" for one in row.values()]
            ask(
                settings,
                f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(shown)})",  # noqa: S608  # our own words
            )


async def test_what_gates_did_not_count_stays_known(new: Settings) -> None:
    findings_of_the_version_before(new)
    upgrade(new)
    command.check(alembic_config(new))
    rows = ask(new, "SELECT id, baseline_run, baseline_by FROM findings ORDER BY id")
    assert [(str(key), run and str(run), by) for key, run, by in rows] == [
        (OPEN, RUN, None),
        (HELD, None, None),
        (RESOLVED, None, None),
    ]
    async with Store(new) as store:
        decided = (await get_gate(store, tenant_id=TENANT, run_id=RUN)).decision
    assert (decided.finding_count, decided.known_count) == (1, 1)
    (accepted,) = decided.accepted
    assert str(accepted) == "1 finding by a baseline of an unknown author"


def test_rows_that_refer_to_an_integration_survive_the_migration(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'posture.db'}")
    a_database_of_the_version_before(settings)
    upgrade(settings)
    with closing(sqlite3.connect(tmp_path / "posture.db", isolation_level=None)) as raw:
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        raw.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError):
            raw.execute("DELETE FROM integrations")


async def test_the_keys_of_runs_stay(new: Settings) -> None:
    command.upgrade(alembic_config(new), "0022")
    account, run = "6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11", "0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4"
    ask(
        new,
        "INSERT INTO tenants (id, name, created_at, revision)"
        " VALUES ('0b0e7d1c-5f4e-4b8e-9a58-3c1f2c6a7d10', 'acme', 1, 1)",
    )
    ask(
        new,
        "INSERT INTO integrations (id, tenant_id, name, provider, connection, account_key,"
        " created_at, updated_at) SELECT '6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11', id, 'n', 'aws',"
        " '{}', 'k', 1, 1 FROM tenants",
    )
    ask(
        new,
        "INSERT INTO runs (id, tenant_id, integration_id, trigger, status, phase, accepted_at,"
        " asset_count, finding_count, pass_count, fail_count, unknown_count, not_applicable_count,"
        " planned_read_count, failed_read_count, call_count, suppressed_count, attempt_count)"
        " SELECT '0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4', tenant_id, id, 'manual', 'accepted',"
        " 'queued', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM integrations",
    )
    ask(
        new,
        "INSERT INTO idempotency_keys (tenant_id, key, body_digest, run_id, created_at, coalesced)"
        " SELECT tenant_id, 'apply-1', 'd', id, 9, 1 FROM runs",
    )
    upgrade(new)
    async with Store(new, clock=lambda: 10) as store:
        accepted, replayed = await write_once(
            store,
            lambda _: Accepted("", "", ""),
            tenant_id=TENANT,
            key=IdempotencyKey("apply-1", "d", 1),
            result=Accepted,
        )

    assert replayed
    assert accepted == Accepted(run, account, "manual", coalesced=True)


async def test_an_existing_webhook_belongs_to_the_token_of_its_last_change(
    migrated: Settings,
) -> None:
    async with Store(migrated) as store:
        tenant = await create_tenant(store, name="acme")
        by = [Actor(token_id=str(uuid4()), ip=None, request_id="r") for _ in range(2)]
        made = [
            await create_webhook(
                store,
                settings=migrated,
                tenant_id=tenant.id,
                name="hook",
                url="https://hooks.example.com",
                events=["run.failed"],
                by=by[0],
            )
            for _ in range(2)
        ]
        await update_webhook(
            store,
            tenant_id=tenant.id,
            webhook_id=made[1].row.id,
            changes={"name": "changed"},
            by=by[1],
        )
    command.downgrade(alembic_config(migrated), "0020")
    upgrade(migrated)
    async with Store(migrated) as store:
        found = await list_webhooks(store, tenant_id=tenant.id)
    assert {row.id: row.token_id for row in found} == {
        one.row.id: actor.token_id for one, actor in zip(made, by, strict=True)
    }


async def test_a_log_is_sealed_by_the_migration_if_there_is_a_key(migrated: Settings) -> None:
    async with Store(migrated) as store:
        await create_tenant(store, name="acme")
    command.downgrade(alembic_config(migrated), "0018")
    keyed = replace(migrated, secret_key="k" * 32)
    upgrade(keyed)
    async with Store(keyed) as store:
        assert [(one.sealed, one.faults) for one in await verify_log(store)] == [(True, ())] * 2
