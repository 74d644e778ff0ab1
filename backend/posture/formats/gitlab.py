"""GitLab code quality: findings as degradations of the files that declare their assets.

GitLab has no word for an accepted or suppressed finding: it is shown with severity `info`, and its
description begins with the decision.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

import msgspec

from posture.domain.check import Severity
from posture.formats.report import Finding, Findings, Report
from posture.formats.text import one_line, path_inside, path_of

_SEVERITIES: Final = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
    Severity.INFO: "info",
}
_INFO: Final = "info"
GAP: Final = "posture_unknown_verdicts"


def render(report: Report, findings: Findings) -> Iterator[bytes]:
    """Write the present findings, and what could not be evaluated, as one array."""
    yield b"[\n" + b",\n".join(msgspec.json.encode(one) for one in _gaps(report))
    first = not report.run.gaps
    for finding in findings:
        if finding.is_resolved:
            break
        yield (b"" if first else b",\n") + msgspec.json.encode(_degradation(report, finding))
        first = False
    yield b"\n]\n"


def _degradation(report: Report, finding: Finding) -> dict[str, Any]:
    decision = finding.decision
    facts = one_line(f"{finding.title}: {finding.summary} ({finding.resource_id})")
    return {
        "description": f"[{decision}] {facts}" if decision else facts,
        "check_name": finding.check_id,
        "fingerprint": report.fingerprint(finding),
        "severity": _INFO if decision else _SEVERITIES[finding.severity],
        "location": _location(finding),
    }


def _location(finding: Finding) -> dict[str, Any]:
    declaration = finding.declaration
    if declaration and declaration.file and (path := path_inside(declaration.file)):
        return {"path": path, "lines": {"begin": declaration.line or 1}}
    return {"path": path_of(finding.resource_id), "lines": {"begin": 1}}


def _gaps(report: Report) -> Iterator[dict[str, Any]]:
    for index, text in enumerate(report.run.gaps):
        name = f"{GAP}\0{index}\0{report.run.integration_id}"
        yield {
            "description": one_line(text),
            "check_name": GAP,
            "fingerprint": sha256(name.encode()).hexdigest(),
            "severity": _SEVERITIES[Severity.HIGH],
            "location": {"path": f"posture/{report.run.provider}", "lines": {"begin": 1}},
        }
