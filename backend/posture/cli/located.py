"""Located export: findings with the Terraform declarations of their assets, written here.

The server's lines are read twice: once to count them, once to write them. Only one line at a time
is in memory.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from posture.bootstrap.clouds import CLOUDS, by_name
from posture.domain.asset import Family
from posture.domain.check import Severity
from posture.domain.declaration import TerraformPlace
from posture.domain.finding import Delta, FindingStatus
from posture.domain.gate import Accepted
from posture.domain.recorded_verdicts import UnreadCount
from posture.domain.run import RunStatus, RunTrigger
from posture.formats.catalog import FORMATS, Format, render
from posture.formats.ndjson import FindingLine
from posture.formats.report import (
    Finding,
    FindingGroup,
    GateSummary,
    Report,
    Rule,
    RunFacts,
    policy_text,
)
from posture.version import version
from posture_client import Client
from posture_client.errors import ForbiddenError, NotFoundError

Where = Callable[[str], TerraformPlace | None]

_DECODER = msgspec.json.Decoder(FindingLine)


def located_export(
    client: Client,
    run_id: str,
    form: str,
    lines: BinaryIO,
    where: Where,
    *,
    directory: Path,
    include_suppressed: bool = False,
) -> Iterator[bytes]:
    """Convert the NDJSON of a run to a format.

    Args:
        client: reads the run and its checks.
        run_id: the run.
        form: the format's name.
        lines: the NDJSON of the run, in a file that can be read twice.
        where: returns the declaration of an asset, or None; then it is that of the run.
        directory: paths of files are relative to it.
        include_suppressed: whether SARIF has results for suppressed and accepted findings.
    """
    groups = _groups(map(_finding, _lines(lines)))
    facts = _facts(client, run_id, groups)
    report = Report(
        run=facts,
        cloud=by_name().get(facts.provider),
        groups=groups,
        rules=_rules(client, {one.check_id for one in groups}),
        version=version(),
        include_suppressed=include_suppressed,
    )
    findings = (
        _finding(line, _place(where(line.resource_id), directory) or line.terraform)
        for line in _ordered(lines, new_first=FORMATS[Format(form)].new_first)
    )
    return render(Format(form), report, findings)


def _ordered(file: BinaryIO, *, new_first: bool) -> Iterator[FindingLine]:
    """Return the lines as the server wrote them, or those of new findings before the others."""
    if not new_first:
        yield from _lines(file)
        return
    for wanted in (True, False):
        yield from (one for one in _lines(file) if (one.delta == Delta.NEW.value) is wanted)


def _lines(file: BinaryIO) -> Iterator[FindingLine]:
    file.seek(0)
    return map(_DECODER.decode, file)


def _groups(findings: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    alike = Counter(
        (
            one.check_id,
            one.family,
            one.severity,
            one.status,
            one.delta,
            one.suppressed_by is not None,
        )
        for one in findings
    )
    return tuple(FindingGroup(*key, count) for key, count in sorted(alike.items()))


def _finding(line: FindingLine, declaration: TerraformPlace | None = None) -> Finding:
    return Finding(
        id=line.id,
        check_id=line.check_id,
        resource_id=line.resource_id,
        region=line.region,
        service=line.service,
        family=Family(line.family),
        severity=Severity(line.severity),
        title=line.title,
        summary=line.summary,
        status=FindingStatus(line.status),
        delta=Delta(line.delta),
        jira_issue_key=line.jira_issue_key,
        first_seen_at=_milliseconds(line.discovered_at),
        last_seen_at=_milliseconds(line.last_seen_at),
        suppressed_by=line.suppressed_by,
        declaration=declaration,
    )


def _place(declared: TerraformPlace | None, directory: Path) -> TerraformPlace | None:
    """Return a declaration with a path relative to the current directory."""
    if declared is None or declared.file is None:
        return declared
    file = os.path.relpath(directory / declared.file).replace(os.sep, "/")
    return msgspec.structs.replace(declared, file=file)


def _rules(client: Client, check_ids: set[str]) -> Mapping[str, Rule]:
    return {
        one["id"]: Rule(
            id=one["id"],
            title=one["title"],
            rationale=one["rationale"],
            remediation=one["remediation"],
            remediation_cli=one["remediation_cli"],
            remediation_terraform=one["remediation_terraform"],
            reference=one["reference"],
            controls=tuple(one["controls"]),
        )
        for one in client.list_checks()["data"]
        if one["id"] in check_ids
    }


def _facts(client: Client, run_id: str, groups: tuple[FindingGroup, ...]) -> RunFacts:
    run, gate = client.get_run(run_id), client.get_gate(run_id)
    account = _account(client, run["integration_id"])
    counts, progress, error = run["verdict_counts"], run["progress"], run["error"]
    completed_at = _milliseconds(run["completed_at"] or run["accepted_at"])
    clouds = [one.check_id.partition("_")[0] for one in groups]
    return RunFacts(
        id=run["id"],
        integration_id=run["integration_id"],
        integration_name=account.get("name"),
        provider=account.get("provider") or (clouds or [CLOUDS[0].name])[0],
        account_id=account.get("account_id"),
        trigger=RunTrigger(run["trigger"]),
        status=RunStatus(run["status"]),
        accepted_at=_milliseconds(run["accepted_at"]),
        completed_at=completed_at,
        duration_ms=run["duration_ms"],
        asset_count=run["asset_count"],
        pass_count=counts["pass"],
        fail_count=counts["fail"],
        unknown_count=counts["unknown"],
        not_applicable_count=counts["not_applicable"],
        planned_read_count=progress["planned_reads"],
        failed_read_count=progress["failed_reads"],
        coverage=run["coverage"],
        resolved_count=run["delta"]["resolved"] if run["delta"] else 0,
        error=f"{error['code']}: {error['detail']}" if error else None,
        source={name: str(text) for name, text in (run["source"] or {}).items()},
        unread=tuple(msgspec.convert(one, UnreadCount) for one in gate["unread"]),
        scope={
            name: tuple(values)
            for name, values in (run["scope"] or {}).items()
            if isinstance(values, list)
        },
        check_set=frozenset(account["checks"]) if account.get("checks") else None,
        gate=_gate(gate) if "gate" in run else None,
    )


def _gate(gate: Mapping[str, Any]) -> GateSummary:
    policy = gate["policy"]
    return GateSummary(
        verdict=gate["verdict"],
        policy=policy_text(
            fail_on=policy["fail_on"],
            only=policy["only"],
            max_unknown=policy["max_unknown"],
            min_coverage=policy["min_coverage"],
            families=policy["family"],
            frameworks=policy["framework"],
        ),
        reasons=tuple(one["message"] for one in gate["reasons"]),
        known_count=gate["known_count"],
        known_counts=gate["known_counts"],
        suppressed_count=gate["suppressed_count"],
        accepted=tuple(_accepted(gate)),
    )


def _accepted(gate: Mapping[str, Any]) -> Iterator[str]:
    for one in gate["accepted"]:
        filled = {name: value or "" for name, value in one.items()}
        yield str(msgspec.convert(filled, Accepted))


def _account(client: Client, integration_id: str) -> Mapping[str, Any]:
    """Return the account of a run; empty if the token may not read it."""
    try:
        return client.get_integration(integration_id)
    except (ForbiddenError, NotFoundError):
        return {}


def _milliseconds(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1_000)
