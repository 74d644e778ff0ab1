"""Facets: how many findings have each value, under the filters of a list."""

from functools import cache
from typing import Any, Final

import msgspec
from sqlalchemy import case, func

from posture.domain.finding import Delta
from posture.store.findings import named_checks, selected
from posture.store.rows import findings, run_findings
from posture.store.statement import Connection, Statement

MOST_VALUES: Final = 200
_FACETS: Final = {
    "severities": findings.c.severity,
    "statuses": findings.c.status,
    "families": findings.c.family,
    "services": findings.c.service,
    "regions": findings.c.region,
}


class CheckCountRow(msgspec.Struct, frozen=True, gc=False):
    """How many findings a check has, of one severity; the title is that of one of them."""

    check_id: str
    severity: str
    title: str
    count: int
    new_count: int


class Facets(msgspec.Struct, frozen=True):
    """The counts; `values` are by facet, the largest first."""

    checks: list[CheckCountRow]
    values: dict[str, list[tuple[str, int]]]


def count_by_value(
    connection: Connection,
    *,
    tenant_id: str,
    filters: dict[str, Any],
    check_ids: tuple[str, ...] = (),
) -> Facets:
    """Count the findings that the filters of `findings.listed` leave."""
    names, count = frozenset(filters), len(check_ids)
    values = {"tenant_id": tenant_id, **filters, **named_checks(check_ids)}
    checks = _by_check(names, count).all(connection, **values)
    found = {name: _by_value(name, names, count).all(connection, **values) for name in _FACETS}
    return Facets(
        [CheckCountRow(*row) for row in checks],
        {name: [(row[0], row[1]) for row in rows] for name, rows in found.items()},
    )


@cache
def _by_value(facet: str, filters: frozenset[str], check_count: int) -> Statement:
    column, count = _FACETS[facet], func.count()
    query = selected([column, count], filters, check_count).group_by(column)
    return Statement(query.order_by(count.desc(), column).limit(MOST_VALUES))


@cache
def _by_check(filters: frozenset[str], check_count: int) -> Statement:
    delta = (run_findings if "scan_id" in filters else findings).c.delta
    new = func.sum(case((delta == Delta.NEW.value, 1), else_=0))
    columns = [findings.c.check_id, findings.c.severity, func.min(findings.c.title)]
    query = selected([*columns, func.count(), new], filters, check_count)
    return Statement(query.group_by(findings.c.check_id, findings.c.severity))
