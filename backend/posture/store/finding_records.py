"""Finding records: what a run reads and writes of findings, and its state of each."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
from sqlalchemy import select, update

from posture.store.rows import findings, run_findings
from posture.store.statement import Connection, Statement, fields_of, inserting, value


class ExistingFindingRow(msgspec.Struct, frozen=True, gc=False):
    """The columns of an existing finding that are needed to record a run."""

    id: str
    fingerprint: str
    check_id: str
    resource_id: str
    region: str
    family: str
    severity: str
    status: str
    first_seen_at: int
    held_by_run: str | None
    baseline_run: str | None
    baseline_by: str | None
    status_by: str | None


class RunFindingRow(msgspec.Struct, frozen=True, gc=False):
    """A finding in a run, as the run recorded it; `held` and `known` as `rows.RunFinding` says."""

    id: str
    check_id: str
    resource_id: str
    family: str
    severity: str
    status: str
    delta: str
    suppressed_by: str | None
    held: int
    known: int | None
    accepted_by: str | None


_EXISTING = Statement(
    select(*fields_of(findings, ExistingFindingRow)).where(
        findings.c.integration_id == value("integration_id")
    )
)
# From the finding itself: only the parts of its fingerprint, and columns that no later run writes.
_OF_RUN = Statement(
    select(
        run_findings.c.finding_id,
        findings.c.check_id,
        findings.c.resource_id,
        findings.c.family,
        run_findings.c.severity,
        run_findings.c.status,
        run_findings.c.delta,
        run_findings.c.suppressed_by,
        run_findings.c.held,
        run_findings.c.known,
        run_findings.c.accepted_by,
    )
    .join(findings, findings.c.id == run_findings.c.finding_id)
    .where(run_findings.c.run_id == value("run_id"))
)
_COMPUTED: Final = frozenset({"priority"})
_ADD = inserting(findings, leave_out=_COMPUTED)
_ADD_TO_RUN = inserting(run_findings, leave_out=_COMPUTED)
_SEEN = Statement(
    update(findings)
    .where(findings.c.id == value("finding_id"))
    .values(
        {
            name: value(name)
            for name in (
                "severity",
                "title",
                "summary",
                "region",
                "status",
                "delta",
                "last_seen_at",
                "last_run_id",
                "resolved_at",
                "suppressed_by",
                "baseline_run",
            )
        }
    )
)
_DECLARE = Statement(
    update(findings)
    .where(findings.c.id == value("finding_id"))
    .values(
        terraform_address=value("address"),
        terraform_file=value("file"),
        terraform_line=value("line"),
    )
)
_GONE = Statement(
    update(findings)
    .where(findings.c.id == value("finding_id"))
    .values(
        status=value("status"),
        delta=value("delta"),
        resolved_at=value("resolved_at"),
        last_run_id=value("last_run_id"),
        suppressed_by=None,
        held_by_run=None,
        baseline_run=None,
        baseline_by=None,
    )
)


def existing(connection: Connection, integration_id: str) -> list[ExistingFindingRow]:
    """Return every finding of the integration, resolved ones included."""
    return [
        ExistingFindingRow(*row) for row in _EXISTING.all(connection, integration_id=integration_id)
    ]


def of_run(connection: Connection, run_id: str) -> list[RunFindingRow]:
    """Return the findings of a run, those it resolved included."""
    return [RunFindingRow(*row) for row in _OF_RUN.all(connection, run_id=run_id)]


def add(connection: Connection, rows: Iterable[Mapping[str, object]]) -> None:
    """Add findings; each row has all columns."""
    _ADD.run_each(connection, rows)


def mark_seen(connection: Connection, rows: Iterable[Mapping[str, object]]) -> None:
    """Update findings that a run found again."""
    _SEEN.run_each(connection, rows)


def declare(connection: Connection, rows: Iterable[Mapping[str, object]]) -> None:
    """Set where Terraform declares the assets of findings."""
    _DECLARE.run_each(connection, rows)


def mark_gone(connection: Connection, rows: Iterable[Mapping[str, object]]) -> None:
    """Resolve findings that a run looked for and did not find."""
    _GONE.run_each(connection, rows)


def add_to_run(connection: Connection, rows: Iterable[Mapping[str, object]]) -> None:
    """Add findings to a run."""
    _ADD_TO_RUN.run_each(connection, rows)
