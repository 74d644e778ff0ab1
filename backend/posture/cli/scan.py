"""`posture scan`: one run in this process, without a server and without a database."""

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from posture.bootstrap.clouds import CLOUDS
from posture.cli import from_terraform, scan_config, scan_output
from posture.cli.connection import connection_of, connection_options
from posture.cli.database import settings
from posture.cli.exits import CommandError, Exit
from posture.cli.options import SEVERITIES, listed, only_set, scope_options, severity, verbatim
from posture.cli.output import echo, show_json
from posture.cli.progress import Show, display
from posture.cli.scan_report import NOTHING_READ, ScanResult
from posture.cli.scan_selection import Selection, require_gate, require_known
from posture.domain.cloud import Cloud
from posture.domain.connection import Connection
from posture.domain.ownership_tag import TaggedConnection
from posture_client.trace import trace_from_environ

if TYPE_CHECKING:
    from posture.domain.check import Check
    from posture.settings import Settings
    from posture.worker.assess import Assessment
    from posture.worker.progress import Progress

_SHOW_SECONDS = 0.1


@click.group()
def scan() -> None:
    """Scan a cloud account in this process, without a server."""


@scan.command("schema")
def schema() -> None:
    """Print the JSON schema of posture.toml, for editors."""
    show_json(scan_config.json_schema(commands()))


def _proofs(cloud: Cloud) -> tuple[str, ...]:
    """Return the options that prove to a server whose account it is, and mean nothing here."""
    return ("external_id",) if issubclass(cloud.connection, TaggedConnection) else ()


def command_of(cloud: Cloud) -> click.Command:
    """Return the command that scans an account of a cloud; its options are the connection's."""
    words = cloud.wording
    article = "an" if cloud.title[0] in "AEIOU" else "a"

    @click.command(
        cloud.name,
        help=f"Scan {article} {cloud.title} account with the credentials at hand.\n\n"
        "Without --region every region that is enabled in the account is scanned. Options can "
        "also be in posture.toml, in this directory or above it.",
        epilog=verbatim(
            f"posture scan {cloud.name} --region {words.region}",
            f"posture scan {cloud.name} --region {words.region} --services {words.services} "
            "--fail-on high -o json",
            f"posture scan {cloud.name} --framework CIS_AWS --output posture.html",
        ),
    )
    @scope_options(words.resource_id, words.services.partition(",")[0])
    @from_terraform.plan_options
    @listed("--severity", "severities", "checks of these severities", choices=SEVERITIES)
    @listed("--framework", "frameworks", "checks for controls of these frameworks")
    @listed("--exclude", "exclude", "checks of these ids and services", only=False)
    @connection_options((cloud,), leave_out=("regions", *_proofs(cloud)))
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
    @click.option(
        "-o",
        "--format",
        "form",
        type=click.Choice(scan_output.FORMATS),
        help="The format: a table for people, or one for a program. [default: table, or what the "
        "name of --output ends in]",
    )
    @click.option(
        "--output",
        metavar="FILE",
        help="Write the result to a file, completely or not at all, and a table to stdout.",
    )
    @click.option(
        "--config",
        is_eager=True,
        expose_value=False,
        callback=_configure,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Read options and exceptions from this file instead of posture.toml.",
    )
    @click.option(
        "--no-config",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_without_config,
        help="Read no posture.toml.",
    )
    @click.pass_context
    def scan_account(
        context: click.Context,
        /,
        *,
        fail_on: str | None,
        max_unknown: int,
        form: str | None,
        output: str | None,
        regions: tuple[str, ...],
        services: tuple[str, ...],
        check_ids: tuple[str, ...],
        severities: tuple[str, ...],
        frameworks: tuple[str, ...],
        exclude: tuple[str, ...],
        resource_ids: tuple[str, ...],
        from_plan: Path | None,
        terraform_state: Path | None,
        **options: str | None,
    ) -> None:
        target = scan_output.target(form, output)
        configured = settings(log_level=os.environ.get("POSTURE_LOG_LEVEL", "error"))
        if cloud.regions:
            require_known("region", regions, cloud.regions | set(configured.extra_regions.split()))
        selection = Selection(services, check_ids, severities, frameworks, exclude)
        # All of them are imported after the first call.
        checks = selection.checks(cloud) if any(selection) else None
        require_gate(severities, fail_on)
        config = context.meta.get(_CONFIG, scan_config.NO_CONFIG)
        if config.exceptions:
            known = {one.id for one in cloud.checks()}
            require_known("check", (one.check for one in config.exceptions), known)
        connection = Connection(
            provider=cloud.name,
            options=connection_of(cloud, {"regions": regions, **options}),
            trusted=True,
        )
        documents = from_terraform.Documents(from_plan, terraform_state)
        scope = from_terraform.scope_of(documents, resource_ids)
        if scope is None:
            return
        begun = time.perf_counter_ns()
        result = ScanResult(
            cloud=cloud,
            assessment=_assess(_Task(cloud, configured, connection, checks, scope)),
            exceptions=config.in_force(),
            duration_ms=(time.perf_counter_ns() - begun) // 1_000_000,
        )
        report = result.json()
        scan_output.write(result, report, target)
        if result.assessment.nothing_read:
            raise CommandError(NOTHING_READ, Exit.RUN_FAILED)
        if fail_on is not None:
            scan_output.conclude(cloud, report, fail_on=fail_on, max_unknown=max_unknown)

    return scan_account


_CONFIG = "posture.scan_config"


def _configure(context: click.Context, _option: click.Parameter, file: Path | None) -> None:
    """Make the options of the file the defaults of the command."""
    if _CONFIG in context.meta:
        return
    found = file or scan_config.found_file(Path.cwd())
    if found is None:
        return
    config = scan_config.load(found, commands())
    context.meta[_CONFIG] = config
    context.default_map = dict(config.options.get(str(context.info_name), {}))
    echo(f"posture: options of {os.path.relpath(found)}", err=True)


def _without_config(context: click.Context, _option: click.Parameter, value: object) -> None:
    if value:
        context.meta[_CONFIG] = scan_config.NO_CONFIG
        context.default_map = {}


def commands() -> dict[str, click.Command]:
    """Return the commands that scan an account, by the name of their cloud."""
    return {one.name: scan.commands[one.name] for one in CLOUDS}


class _Task(NamedTuple):
    """What is scanned, and how."""

    cloud: Cloud
    settings: "Settings"
    connection: Connection
    checks: "Sequence[Check[Any]] | None"
    scope: Mapping[str, Any]


def _assess(task: _Task) -> "Assessment":
    # The first sign of life comes before seconds of imports.
    with display() as show:
        show({"phase": "connecting", "progress": {"calls": 0}, "asset_count": 0})
        from posture.domain.collector import ConnectError  # noqa: PLC0415  # seconds of imports

        assessed: list[Assessment] = []

        async def run() -> None:
            # A result of the task itself would be rendered as text: Python does that at the end of
            # `asyncio.run`, by mistake, and it takes as long as 100 calls.
            assessed.append(await _scan(task, show))

        try:
            asyncio.run(run())
        except ConnectError as error:
            raise CommandError(str(error), Exit.RUN_FAILED) from error
        except TimeoutError as error:
            text = f"it took longer than {task.settings.run_timeout_seconds:g} s"
            raise CommandError(
                text, Exit.TIMEOUT, advice="Narrow it, or set POSTURE_RUN_TIMEOUT_SECONDS."
            ) from error
    return assessed[0]


async def _scan(task: _Task, show: Show) -> "Assessment":
    from posture import telemetry  # noqa: PLC0415  # as above
    from posture.bootstrap.scan import scan as assess  # noqa: PLC0415  # as above
    from posture.worker.progress import Progress  # noqa: PLC0415  # as above
    from posture.worker.scope import Scope  # noqa: PLC0415  # as above

    telemetry.setup(task.settings, role="scan")
    progress = Progress()
    ticking = asyncio.create_task(_tick(progress, show))
    parent = telemetry.context_from(trace_from_environ(os.environ))
    shared = {"cloud.provider": task.connection.provider}
    try:
        with telemetry.span("process run", parent=parent, shared=shared):
            return await assess(
                task.settings,
                task.connection,
                scope=Scope(**only_set(**task.scope)),
                progress=progress,
                clouds=(task.cloud,),
                checks=task.checks,
            )
    finally:
        ticking.cancel()
        telemetry.shutdown()


async def _tick(progress: "Progress", show: Show) -> None:
    while True:
        counts = progress.counts()
        show(
            {
                "phase": progress.phase.value,
                "progress": {"calls": counts.call_count},
                "asset_count": counts.asset_count,
            }
        )
        await asyncio.sleep(_SHOW_SECONDS)


for _cloud in CLOUDS:
    scan.add_command(command_of(_cloud))
