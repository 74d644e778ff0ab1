"""`posture scan`: one run in this process, without a server and without a database."""

import asyncio
import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from posture.bootstrap.clouds import CLOUDS
from posture.cli.connection import connection_options
from posture.cli.database import settings
from posture.cli.exits import CommandError, Exit
from posture.cli.findings import at_least, worst_first
from posture.cli.options import output, scope_options, severity, verbatim
from posture.cli.output import counts, percent, show_json, show_rows
from posture.cli.progress import Show, display
from posture.domain.cloud import Cloud
from posture.domain.connection import Connection
from posture_client.trace import trace_from_environ

if TYPE_CHECKING:
    from posture.domain.finding import FailedVerdict
    from posture.settings import Settings
    from posture.worker.assess import Assessment
    from posture.worker.progress import Progress
    from posture.worker.scope import Scope

COLUMNS = {
    "SEVERITY": lambda finding: finding["severity"],
    "RESOURCE": lambda finding: finding["resource_id"],
    "CHECK": lambda finding: finding["check_id"],
    "SEEN": lambda finding: finding["summary"],
}
_SHOW_SECONDS = 0.1
_REASONS_SHOWN = 5


@click.group()
def scan() -> None:
    """Scan a cloud account in this process, without a server."""


def command_of(cloud: Cloud) -> click.Command:
    """Return the command that scans an account of a cloud; its options are the connection's."""
    words = cloud.wording
    article = "an" if cloud.title[0] in "AEIOU" else "a"

    @click.command(
        cloud.name,
        help=f"Scan {article} {cloud.title} account with the credentials at hand.\n\n"
        "Without --region every region that is enabled in the account is scanned.",
        epilog=verbatim(
            f"posture scan {cloud.name} --region {words.region}",
            f"posture scan {cloud.name} --region {words.region} --services {words.services} "
            "--fail-on high -o json",
        ),
    )
    @scope_options(words.resource_id, words.services.partition(",")[0])
    @connection_options((cloud,), leave_out=("regions",))
    @severity(
        "--fail-on", help="Exit with 1 on findings this severe or worse, or on unknown verdicts."
    )
    @click.option(
        "--max-unknown",
        type=click.IntRange(min=0),
        default=0,
        show_default=True,
        help="How many verdicts may be unknown with --fail-on.",
    )
    @output
    def scan_account(
        *,
        fail_on: str | None,
        max_unknown: int,
        output: str,
        regions: tuple[str, ...],
        services: tuple[str, ...],
        check_ids: tuple[str, ...],
        resource_ids: tuple[str, ...],
        **options: str | None,
    ) -> None:
        connection = Connection(
            provider=cloud.name,
            options=cloud.connection(regions=regions, **options),
            trusted=True,
        )
        _refuse_unknown(cloud, services=services, checks=check_ids)
        begun = time.perf_counter_ns()
        assessment = _assess(cloud, connection, services, check_ids, resource_ids)
        report = _report(assessment, duration_ms=(time.perf_counter_ns() - begun) // 1_000_000)
        _show(report, output=output)
        if assessment.nothing_read:
            raise CommandError("nothing of the account could be read", Exit.RUN_FAILED)
        if fail_on is not None:
            _conclude(cloud, report, fail_on=fail_on, max_unknown=max_unknown)

    return scan_account


def _assess(
    cloud: Cloud,
    connection: Connection,
    services: tuple[str, ...],
    check_ids: tuple[str, ...],
    resource_ids: tuple[str, ...],
) -> "Assessment":
    from posture.domain.collector import ConnectError  # noqa: PLC0415  # seconds of imports
    from posture.worker.scope import Scope  # noqa: PLC0415  # as above

    configured = settings(log_level=os.environ.get("POSTURE_LOG_LEVEL", "error"))
    scope = Scope(
        services=services or None, check_ids=check_ids or None, resource_ids=resource_ids or None
    )
    try:
        with display() as tell:
            return asyncio.run(_scan(cloud, configured, connection, scope, tell))
    except ConnectError as error:
        raise CommandError(str(error), Exit.RUN_FAILED) from error
    except TimeoutError as error:
        text = f"it took longer than {configured.run_timeout_seconds:g} s"
        raise CommandError(
            text, Exit.TIMEOUT, advice="Narrow it, or set POSTURE_RUN_TIMEOUT_SECONDS."
        ) from error


def _refuse_unknown(cloud: Cloud, *, services: tuple[str, ...], checks: tuple[str, ...]) -> None:
    known = cloud.checks()
    for kind, asked, there in (
        ("service", services, {one.service for one in known}),
        ("check", checks, {one.id for one in known}),
    ):
        if unknown := [name for name in asked if name not in there]:
            raise CommandError(
                f"no {kind} is called {' or '.join(unknown)}",
                Exit.USAGE,
                advice="`posture checks list` names the services and checks there are.",
            )


async def _scan(
    cloud: Cloud, configured: "Settings", connection: Connection, scope: "Scope", tell: Show
) -> "Assessment":
    from posture import telemetry  # noqa: PLC0415  # as above
    from posture.bootstrap.scan import scan as assess  # noqa: PLC0415  # as above
    from posture.worker.progress import Progress  # noqa: PLC0415  # as above

    telemetry.setup(configured, service_name="posture-cli")
    progress = Progress()
    ticking = asyncio.create_task(_tick(progress, tell))
    parent = telemetry.context_from(trace_from_environ(os.environ))
    shared = {"cloud.provider": connection.provider}
    try:
        with telemetry.span("process run", parent=parent, shared=shared):
            return await assess(
                configured, connection, scope=scope, progress=progress, clouds=(cloud,)
            )
    finally:
        ticking.cancel()
        telemetry.shutdown()


async def _tick(progress: "Progress", tell: Show) -> None:
    while True:
        counts = progress.counts()
        tell(
            {
                "phase": progress.phase.value,
                "progress": {"calls": counts.call_count},
                "asset_count": counts.asset_count,
            }
        )
        await asyncio.sleep(_SHOW_SECONDS)


def _report(assessment: "Assessment", *, duration_ms: int) -> dict[str, Any]:
    from posture.domain.verdict import VerdictStatus  # noqa: PLC0415  # as above
    from posture.frameworks.catalog import frameworks  # noqa: PLC0415  # as above

    evaluation, reads = assessment.evaluation, assessment.reads
    checks = {one.id: one for one in evaluation.checks}
    controls = frameworks().controls_by_check
    findings = [
        {
            **_members(failure),
            "remediation": checks[failure.check_id].remediation,
            "risk_refs": list(controls.get(failure.check_id, ())),
        }
        for failure in evaluation.failures
    ]
    return {
        "account_id": assessment.account_id,
        "duration_ms": duration_ms,
        "asset_count": evaluation.asset_count,
        "finding_count": len(findings),
        "verdict_counts": {status.value: evaluation.counts[status] for status in VerdictStatus},
        "verdict_count": sum(evaluation.answered.values()) + evaluation.absent_count,
        "coverage": reads.coverage,
        "calls": reads.calls,
        "unread": [
            {"reason": unread.reason, "call": unread.call, "count": count}
            for unread, count in sorted(reads.reasons.items(), key=lambda item: -item[1])
        ],
        "findings": worst_first(findings),
    }


def _members(failure: "FailedVerdict") -> dict[str, Any]:
    return {
        "severity": failure.severity.value,
        "resource_id": failure.resource_id,
        "region": failure.region,
        "service": failure.service,
        "family": failure.family,
        "check_id": failure.check_id,
        "title": failure.title,
        "summary": failure.summary,
    }


def _show(report: Mapping[str, Any], *, output: str) -> None:
    if output == "json":
        show_json(report)
        return
    show_rows(report["findings"], COLUMNS, output=output, nothing="No findings.")
    seconds = report["duration_ms"] / 1_000
    click.echo(
        f"\nAccount {report['account_id']}: {report['asset_count']} assets, "
        f"{report['finding_count']} findings; verdicts: {counts(report['verdict_counts'])}; "
        f"coverage {percent(report['coverage'])}; {report['calls']} calls in {seconds:.1f} s",
        err=True,
    )
    for one in report["unread"][:_REASONS_SHOWN]:
        click.echo(f"  not read: {one['reason']}: {one['call']} ({one['count']} times)", err=True)
    if len(report["unread"]) > _REASONS_SHOWN:
        click.echo(f"  and {len(report['unread']) - _REASONS_SHOWN} more; see -o json", err=True)


def _conclude(cloud: Cloud, report: Mapping[str, Any], *, fail_on: str, max_unknown: int) -> None:
    """Exit as a gate over all findings would: what could not be read never looks like a pass."""
    bad = [one for one in report["findings"] if at_least(one["severity"], fail_on)]
    if bad:
        raise CommandError(f"{len(bad)} findings are {fail_on} or worse", Exit.GATE)
    unknown = report["verdict_counts"]["unknown"]
    if unknown > max_unknown:
        raise CommandError(
            f"{unknown} verdicts are unknown, and {max_unknown} may be",
            Exit.GATE,
            advice=f"Grant the calls that could not be read (`posture policy {cloud.name}`), or "
            "raise --max-unknown.",
        )
    if not report["verdict_count"]:
        raise CommandError(
            "nothing was evaluated, so nothing is known to be safe",
            Exit.GATE,
            advice="Are the account, the regions and the selected services, checks and assets "
            "right?",
        )


for _cloud in CLOUDS:
    scan.add_command(command_of(_cloud))
