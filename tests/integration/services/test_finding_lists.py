"""Lists of findings: their order, their pages, their filters, and the indexes that serve them."""

from collections.abc import Iterator
from functools import partial
from itertools import count, product
from typing import Any
from uuid import UUID

import pytest

from posture.domain.check import Severity
from posture.services.findings import (
    FindingFilters,
    FindingRow,
    Sort,
    count_findings,
    list_findings,
)
from posture.services.integrations import IntegrationRow
from posture.store import finding_records, findings, run_steps
from posture.store.engine import Store
from posture.store.run_steps import NewRun
from posture.store.statement import Connection
from tests.databases import ON_BOTH
from tests.integration.explained import plan_of

pytestmark = pytest.mark.anyio

RUN_ID = str(UUID(int=1 << 64))
ORDER = [severity.value for severity in Severity]


def rows_of(integration: IntegrationRow, *, each: int) -> Iterator[dict[str, Any]]:
    """Yield findings of every severity and delta, as the store writes them."""
    number = count(1)
    for _, severity, delta in product(range(each), ORDER, ("new", "unchanged")):
        this = next(number)
        yield {
            "id": str(UUID(int=this)),
            "tenant_id": integration.tenant_id,
            "integration_id": integration.id,
            "fingerprint": f"{this:064x}",
            "check_id": "aws_s3_bucket_versioned",
            "resource_id": f"arn:aws:s3:::bucket_{this}%",
            "region": "eu-central-1" if this % 2 else "eu-west-1",
            "service": "s3" if this % 3 else "sqs",
            "family": "storage" if this % 3 else "network",
            "severity": severity,
            "title": f"Größe {this} of {severity}",
            "summary": "Seen.",
            "status": "open",
            "delta": delta,
            "jira_issue_key": None,
            "terraform_address": None,
            "terraform_file": None,
            "terraform_line": None,
            "first_seen_at": 1_000 + this % 7,
            "last_seen_at": 2_000,
            "resolved_at": None,
            "first_run_id": RUN_ID,
            "last_run_id": RUN_ID,
            "suppressed_by": None,
            "held": 0,
            "known": 0,
            "accepted_by": None,
            "in_plan": None,
            "held_by_run": None,
            "baseline_by": None,
            "status_by": None,
            "baseline_run": None,
        }


@pytest.fixture
async def listed(store: Store, integration: IntegrationRow) -> IntegrationRow:
    """Return an integration with findings, all of them in one run."""
    rows = list(rows_of(integration, each=5))

    def write(connection: Connection) -> None:
        run = NewRun(
            id=RUN_ID,
            tenant_id=integration.tenant_id,
            integration_id=integration.id,
            trigger="manual",
            accepted_at=1_000,
        )
        run_steps.add(connection, run)
        finding_records.add(connection, rows)
        decided = ("status", "suppressed_by", "held", "known", "accepted_by", "in_plan")
        shared = ("first_seen_at", "delta", "severity", *decided)
        finding_records.add_to_run(
            connection,
            [
                {
                    "run_id": RUN_ID,
                    "finding_id": row["id"],
                    **{name: row[name] for name in shared},
                }
                for row in rows
            ],
        )
        for table in ("findings", "run_findings"):
            connection.driver.execute(f"ANALYZE {table}")

    await store.write(write, tenant_id=integration.tenant_id)
    return integration


def place(row: FindingRow) -> tuple[int, bool, int, int]:
    """Return where a finding belongs: severity, new ones, age, and the id between equals."""
    newest = (-row.first_seen_at, -UUID(row.id).int)
    return (ORDER.index(row.severity), row.delta != "new", *newest)


@pytest.mark.parametrize("of_run", [True, False])
@ON_BOTH
async def test_pages_by_severity_have_every_finding_once_and_the_worst_first(
    store: Store, listed: IntegrationRow, *, of_run: bool
) -> None:
    paged: list[FindingRow] = []
    before = None
    read = partial(
        list_findings,
        store,
        tenant_id=listed.tenant_id,
        filters=FindingFilters(scan_id=RUN_ID if of_run else None),
        sort=Sort.SEVERITY,
        limit=7,
    )
    while rows := await read(before=before):
        paged += rows
        before = (rows[-1].priority, rows[-1].id)

    assert len({row.id for row in paged}) == len(paged) == 50
    assert paged == sorted(paged, key=place)


@ON_BOTH
async def test_a_finding_moves_when_its_severity_or_delta_changes(
    store: Store, listed: IntegrationRow
) -> None:
    mild = (await list_findings(store, tenant_id=listed.tenant_id, sort=Sort.SEVERITY))[-1]

    def change(connection: Connection) -> None:
        row = {name: getattr(mild, name) for name in ("title", "summary", "region", "status")}
        rest = {"last_seen_at": 3_000, "last_run_id": RUN_ID, "resolved_at": None}
        now = {"severity": "critical", "delta": "new", "suppressed_by": None, "baseline_run": None}
        finding_records.mark_seen(connection, [{"finding_id": mild.id, **row, **rest, **now}])

    await store.write(change, tenant_id=listed.tenant_id)
    listing = await list_findings(store, tenant_id=listed.tenant_id, sort=Sort.SEVERITY)

    assert mild.id in {row.id for row in listing[:6]}
    assert listing == sorted(listing, key=place)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, 50),
        ({"service": "s3"}, 34),
        ({"service": "sqs", "region": "eu-west-1"}, 8),
        ({"family": "network"}, 16),
        ({"severity": "low", "region": "eu-central-1"}, 5),
        ({"text": "größe 7 OF"}, 1),
        ({"text": "BUCKET_50%"}, 1),
        ({"text": "bucket_5%"}, 1),
        ({"text": "%50"}, 0),
        ({"text": "s3_bucket_versioned"}, 50),
        ({"text": "see_"}, 0),
        ({"text": "!"}, 0),
        ({"check_ids": ()}, 0),
        ({"integration_id": RUN_ID}, 0),
        ({"scan_id": RUN_ID, "service": "s3"}, 34),
        ({"suppressed": True}, 0),
    ],
)
@ON_BOTH
async def test_filters_select_and_count_the_same_findings(
    store: Store, listed: IntegrationRow, filters: dict[str, Any], expected: int
) -> None:
    chosen = FindingFilters(**filters)
    rows = await list_findings(store, tenant_id=listed.tenant_id, filters=chosen)
    total = await count_findings(store, tenant_id=listed.tenant_id, filters=chosen)

    assert (len(rows), total) == (expected, expected)


@ON_BOTH
async def test_pages_by_severity_are_read_from_an_index(
    store: Store, listed: IntegrationRow
) -> None:
    def plan(connection: Connection, scope: dict[str, str]) -> str:
        if connection.dialect.name != "sqlite":
            # By default a server would read and sort all of such a small table.
            for way in ("seqscan", "bitmapscan", "sort"):
                connection.driver.execute(f"SET LOCAL enable_{way} = off")
        place = {"before_at": 9 << 48, "before_id": RUN_ID}
        look = partial(
            findings.listed,
            tenant_id=listed.tenant_id,
            limit=50,
            filters=scope | place,
            sort=Sort.SEVERITY,
        )
        return plan_of(connection, look)

    for scope, index in (
        ({}, "findings_first"),
        ({"integration_id": listed.id}, "findings_first_of_integration"),
        ({"scan_id": RUN_ID}, "run_findings_first"),
    ):
        text = await store.read(partial(plan, scope=scope), tenant_id=listed.tenant_id)

        assert f" {index} " in f"{text} ", text
        for word in ("SCAN", "Seq Scan", "B-TREE", "Sort"):
            assert word not in text, text
