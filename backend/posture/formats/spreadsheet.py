"""CSV: one finding per row, for spreadsheets; no cell is ever read as a formula.

That holds for programs that take `;`, a tab or each line end for a separator, too.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from posture.formats.report import Finding, Findings, Report
from posture.formats.text import moment
from posture.printable import printable

# The first characters of a formula, also in full width.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# What programs may leave out before a formula.
_SKIPPED: Final = " '\"\u00a0\u2000\u2001\u2002\u2003\u2007\u2009\u202f\u3000"
# What would begin a cell if the separator before it were one.
_INNER_FORMULA: Final = re.compile("([;\t\r\n])(?=[\\s\"']*[=+\\-@\uff1d\uff0b\uff0d\uff20])")

COLUMNS: Final[Mapping[str, Callable[[Report, Finding], str]]] = {
    "severity": lambda _, one: one.severity.value,
    "status": lambda _, one: one.status.value,
    "decision": lambda _, one: one.decision,
    "delta": lambda _, one: one.delta.value,
    "check_id": lambda _, one: one.check_id,
    "title": lambda _, one: one.title,
    "resource_id": lambda _, one: one.resource_id,
    "region": lambda _, one: one.region,
    "service": lambda _, one: one.service,
    "family": lambda _, one: one.family.value,
    "summary": lambda _, one: one.summary,
    "remediation": lambda report, one: report.rule(one).remediation,
    "reference": lambda report, one: report.rule(one).reference,
    "risk_refs": lambda report, one: " ".join(report.rule(one).controls_failed(one.resource_id)),
    "discovered_at": lambda _, one: moment(one.first_seen_at),
    "last_seen_at": lambda _, one: moment(one.last_seen_at),
    "jira_issue_key": lambda _, one: one.jira_issue_key or "",
    "terraform_address": lambda _, one: one.declaration.address if one.declaration else "",
    "terraform_place": lambda _, one: (
        str(one.declaration) if one.declaration and one.declaration.file else ""
    ),
    "account_id": lambda report, _: report.run.account_id or "",
    "integration_id": lambda report, _: report.run.integration_id,
    "scan_id": lambda report, _: report.run.id,
    "id": lambda _, one: one.id,
}


def render(report: Report, findings: Findings) -> Iterator[bytes]:
    """Write the present findings, below the names of the columns."""
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    writer.writerow(COLUMNS)
    for finding in findings:
        if finding.is_resolved:
            break
        writer.writerow(harmless(read(report, finding)) for read in COLUMNS.values())
        yield _taken(line)
    yield _taken(line)


def harmless(text: str) -> str:
    """Return a cell that a spreadsheet shows as text: an apostrophe marks it."""
    shown = _INNER_FORMULA.sub(r"\1'", printable(text))
    return f"'{shown}" if shown.lstrip(_SKIPPED).startswith(_FORMULA) else shown


def _taken(line: io.StringIO) -> bytes:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text.encode()
