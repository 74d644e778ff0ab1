"""Findings: lasting records of failed verdicts, as people list and decide about them."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, case, func, null, or_, select, tuple_, update

from posture.domain.declaration import TerraformPlace
from posture.domain.finding import Delta
from posture.store.listing import conditions_of, within
from posture.store.rows import findings, run_findings
from posture.store.statement import Connection, Statement, value


class FindingRow(msgspec.Struct, frozen=True, gc=False):
    """A finding as clients see it; `scan_id` is the run asked for, else the last that saw it.

    `in_plan` is what that run knows of it: 1, 0, or None where it is not known or not read.
    """

    id: str
    tenant_id: str
    integration_id: str
    scan_id: str
    check_id: str
    resource_id: str
    region: str
    service: str
    family: str
    severity: str
    title: str
    summary: str
    status: str
    delta: str
    suppressed_by: str | None
    jira_issue_key: str | None
    first_seen_at: int
    last_seen_at: int
    resolved_at: int | None
    priority: int
    terraform_address: str | None
    terraform_file: str | None
    terraform_line: int | None
    in_plan: int | None

    @property
    def terraform(self) -> TerraformPlace | None:
        """Return where Terraform declares the asset; None where that is not known."""
        return TerraformPlace.of_columns(
            self.terraform_address, self.terraform_file, self.terraform_line
        )


class Sort(StrEnum):
    """The order of a list: by the first sight, or by `rows.priority`; the highest comes first."""

    NEWEST = "newest"
    SEVERITY = "severity"


ESCAPE: Final = "!"

_OVERALL = {
    "scan_id": findings.c.last_run_id.label("scan_id"),
    "in_plan": null().label("in_plan"),
}
_IN_RUN = {
    "scan_id": run_findings.c.run_id.label("scan_id"),
    "delta": run_findings.c.delta,
    "suppressed_by": run_findings.c.suppressed_by,
    "priority": run_findings.c.priority,
    "in_plan": run_findings.c.in_plan,
}


def columns_in_run() -> list[Any]:
    """Return the columns of `FindingRow`, as a run recorded the finding."""
    return _columns(_IN_RUN)


def _columns(special: Mapping[str, Any]) -> list[Any]:
    return [special.get(name, findings.c.get(name)) for name in FindingRow.__struct_fields__]


# What the last run that saw a finding knows of the plan; lists of no one run leave it out.
_LAST_PLANNED = (
    select(run_findings.c.in_plan)
    .where(
        run_findings.c.run_id == findings.c.last_run_id,
        run_findings.c.first_seen_at == findings.c.first_seen_at,
        run_findings.c.finding_id == findings.c.id,
    )
    .scalar_subquery()
)
_SELECT_ONE = select(*_columns(_OVERALL | {"in_plan": _LAST_PLANNED.label("in_plan")})).where(
    findings.c.id == value("id"), findings.c.tenant_id == value("tenant_id")
)
_ONE = Statement(_SELECT_ONE)
_LOCKED = Statement(_SELECT_ONE.with_for_update())
# The findings that one statement names; fewer of them fill it by the last one again.
AT_ONCE: Final = 100
_LOCKED_SEVERAL = Statement(
    select(*_columns(_OVERALL))
    .where(
        findings.c.id.in_([value(f"id_{index}") for index in range(AT_ONCE)]),
        findings.c.tenant_id == value("tenant_id"),
    )
    # One order for all writers, so that none waits for another in a circle.
    .order_by(findings.c.id)
    .with_for_update()
)
_SET_STATUS = Statement(
    update(findings)
    .where(findings.c.id == value("key"), findings.c.tenant_id == value("tenant"))
    .values(
        status=value("status"),
        resolved_at=value("resolved_at"),
        # The first who decided so is the one in the audit log.
        status_by=case(
            (findings.c.status == value("status"), findings.c.status_by), else_=value("by")
        ),
    )
)

_CONDITIONS: Final[dict[str, ColumnElement[bool]]] = {
    "within": within(findings.c.integration_id),
    "integration_id": findings.c.integration_id == value("integration_id"),
    **conditions_of("severity", findings.c.severity),
    **conditions_of("status", findings.c.status),
    "resource_id": findings.c.resource_id == value("resource_id"),
    "resource_path": func.lower(findings.c.resource_id) == func.lower(value("resource_path")),
    "region": findings.c.region == value("region"),
    "service": findings.c.service == value("service"),
    **conditions_of("family", findings.c.family),
    "text": or_(
        *(
            func.lower(column).like(func.lower(value("text")), escape=ESCAPE)
            for column in (
                findings.c.title,
                findings.c.resource_id,
                findings.c.check_id,
                findings.c.summary,
                findings.c.terraform_address,
            )
        )
    ),
}


@cache
def _listing(filters: frozenset[str], check_count: int, sort: Sort) -> Statement:
    """Compile a list; those of one run are read in the order of its own table's key or index."""
    in_run = "scan_id" in filters
    table = run_findings if in_run else findings
    at = table.c.priority if sort is Sort.SEVERITY else table.c.first_seen_at
    key = run_findings.c.finding_id if in_run else findings.c.id
    query = selected(_columns(_IN_RUN if in_run else _OVERALL), filters, check_count)
    if "before_at" in filters:
        query = query.where(tuple_(at, key) < tuple_(value("before_at"), value("before_id")))
    return Statement(query.order_by(at.desc(), key.desc()).limit(value("limit")))


@cache
def _counting(filters: frozenset[str], check_count: int) -> Statement:
    return Statement(selected([func.count()], filters, check_count))


def selected(columns: list[Any], filters: frozenset[str], check_count: int) -> Select[Any]:
    """Select columns of the findings that the filters leave; see `listed`."""
    in_run = "scan_id" in filters
    query = (
        select(*columns)
        .select_from(findings)
        .where(
            findings.c.tenant_id == value("tenant_id"),
            *(_CONDITIONS[name] for name in sorted(filters & _CONDITIONS.keys())),
        )
    )
    if in_run:
        query = query.join(run_findings, run_findings.c.finding_id == findings.c.id).where(
            run_findings.c.run_id == value("scan_id")
        )
    delta = conditions_of("delta", (run_findings if in_run else findings).c.delta)
    if chosen_delta := filters & delta.keys():
        query = query.where(*(delta[name] for name in chosen_delta))
    elif in_run:
        query = query.where(run_findings.c.delta != Delta.RESOLVED.value)
    suppressed_by = (run_findings if in_run else findings).c.suppressed_by
    if "suppressed" in filters:
        query = query.where(suppressed_by.is_not(None))
    if "unsuppressed" in filters:
        query = query.where(suppressed_by.is_(None))
    if check_count:
        query = query.where(
            findings.c.check_id.in_([value(f"check_{index}") for index in range(check_count)])
        )
    return query


def get(
    connection: Connection, *, tenant_id: str, finding_id: str, lock: bool = False
) -> FindingRow | None:
    """Return one finding of the tenant; `lock` it before a change."""
    statement = _LOCKED if lock else _ONE
    found = statement.first(connection, id=finding_id, tenant_id=tenant_id)
    return FindingRow(*found) if found else None


def locked(
    connection: Connection, *, tenant_id: str, finding_ids: Iterable[str]
) -> list[FindingRow]:
    """Return those of the findings that the tenant has, locked for a change, by id."""
    ids = sorted(set(finding_ids))
    rows: list[FindingRow] = []
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        some += some[-1:] * (AT_ONCE - len(some))
        names = {f"id_{index}": one for index, one in enumerate(some)}
        found = _LOCKED_SEVERAL.all(connection, tenant_id=tenant_id, **names)
        rows += [FindingRow(*row) for row in found]
    return rows


def listed(
    connection: Connection,
    *,
    tenant_id: str,
    limit: int,
    filters: dict[str, Any],
    check_ids: tuple[str, ...] = (),
    sort: Sort = Sort.NEWEST,
) -> list[FindingRow]:
    """Return the tenant's findings in an order; only those of `check_ids` if there are any.

    Filters are `scan_id` (then without those the run resolved, unless `delta` asks for them),
    `within`, `integration_id`, `severity`, `status`, `resource_id` or, in any letter case,
    `resource_path`, `region`, `service`, `family`,
    `text` (of `text_pattern`), `delta`, `suppressed`, `unsuppressed`, and `before_at` with
    `before_id` (the last row already seen: the number that the list is sorted by, and the id); each
    may be absent. `severity`, `status`, `family` and `delta` may be several values of `chosen`.
    """
    listing = _listing(frozenset(filters), len(check_ids), sort)
    found = listing.all(
        connection, tenant_id=tenant_id, limit=limit, **filters, **named_checks(check_ids)
    )
    return [FindingRow(*row) for row in found]


def count(
    connection: Connection,
    *,
    tenant_id: str,
    filters: dict[str, Any],
    check_ids: tuple[str, ...] = (),
) -> int:
    """Return how many of the tenant's findings the filters of `listed` leave, on all pages."""
    whole = {name: one for name, one in filters.items() if not name.startswith("before_")}
    counting = _counting(frozenset(whole), len(check_ids))
    found = counting.first(connection, tenant_id=tenant_id, **whole, **named_checks(check_ids))
    return int(found[0]) if found else 0


def text_pattern(text: str) -> str:
    """Return the pattern of the texts that contain a text; its own wildcards are plain letters."""
    for one in (ESCAPE, "%", "_"):
        text = text.replace(one, ESCAPE + one)
    return f"%{text}%"


def named_checks(check_ids: tuple[str, ...]) -> dict[str, str]:
    """Return the names of the values for the filter by checks."""
    return {f"check_{index}": check_id for index, check_id in enumerate(check_ids)}


def set_status(
    connection: Connection,
    finding_ids: Iterable[str],
    *,
    tenant_id: str,
    status: str,
    resolved_at: int | None,
    by: str | None,
) -> None:
    """Set the status of findings of the tenant, as people decided."""
    _SET_STATUS.run_each(
        connection,
        (
            {
                "key": one,
                "tenant": tenant_id,
                "status": status,
                "resolved_at": resolved_at,
                "by": by,
            }
            for one in finding_ids
        ),
    )
