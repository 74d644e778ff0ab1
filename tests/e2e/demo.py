"""The demo: a leaky cloud account, a server, a run, and what it found.

`python -m tests.e2e.demo`, or `python3 noxfile.py -s demo`, which brings what it needs.
"""

import argparse
import re
import secrets
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from posture_client import Client
from tests.e2e.apply import Workspace, program
from tests.e2e.scenes import SCENES, Scene
from tests.e2e.stage import CommandError, Stage, stage
from tests.e2e.waterfall import subtree, waterfall
from tests.emulator.otlp import Span, endpoint
from tests.signals import heed_interrupts

SEVERITIES = ("critical", "high", "medium", "low", "info")
STYLES = {
    "critical": "bold white on red",
    "high": "red",
    "medium": "yellow",
    "low": "cyan",
    "info": "dim",
}
STORY = {"iam", "network", "storage", "ai"}
WORST = SEVERITIES[:2]
EACH_SHOWN = 8
MOST_CONTROLS = 3
CALLS_SHOWN = 1
WIDTH = 132
CREATING = "posture_run.after_apply: Creating..."
POLL_SECONDS = 0.1
START_SECONDS = 60.0
AGAIN = "python3 noxfile.py -s demo -- --keep"
ROOT = "POST /api/v2/cloud-posture-runs"
# Ports, UUIDs, EC2's ids.
RANDOM = re.compile(
    r"(?<=127\.0\.0\.1:)\d+"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=--run&#160;)[0-9a-f]{8}"
    r"|(?<=-)[0-9a-f]{17}\b"
)
Row = Mapping[str, Any]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    parser.add_argument("--cloud", choices=SCENES, default="aws", help="whose account is scanned")
    parser.add_argument("--all", action="store_true", help="show every finding and every call")
    parser.add_argument(
        "--otlp",
        metavar="URL",
        type=endpoint,
        help="also send traces and metrics on, to this OTLP/HTTP endpoint",
    )
    parser.add_argument("--picture", type=Path, metavar="FILE", help="also write it as SVG")
    parser.add_argument(
        "--pictures", type=Path, metavar="DIRECTORY", help="also take pictures of the console"
    )
    parser.add_argument("--keep", action="store_true", help="go on until Ctrl-C, for the console")
    options = parser.parse_args(arguments)
    fixed = options.picture or not sys.stdout.isatty()
    console = Console(record=bool(options.picture), width=WIDTH if fixed else None, highlight=False)
    heed_interrupts()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    begun = time.monotonic()
    try:
        scene = SCENES[options.cloud]
        with on_stage(console, scene, options.otlp) as (here, account, workspace):
            run_id = play(console, scene, here, account, workspace, everything=options.all)
            if options.pictures:
                from tests.e2e.pictures import take  # noqa: PLC0415  # only here a browser is used

                for file in take(here.endpoint, here.token, run_id, options.pictures):
                    console.print(f"[green]✓[/] {file}")
            if options.otlp:
                console.print(f"\n{here.telemetry.sent_on(options.otlp)}")
            if options.keep:
                keep(console, here)
    except KeyboardInterrupt:
        console.print("\nStopped; nothing is left running.")
        return 130
    console.print(f"\nThat took {time.monotonic() - begun:.0f} s; nothing is left running.")
    if options.picture:
        save(console, options.picture)
    else:
        console.print(f"To look at it in a browser: {AGAIN}")
    return 0


def keep(console: Console, here: Stage) -> None:
    """Leave server and account up until Ctrl-C; only this machine reaches them."""
    console.print(f"\n[bold]The console[/] is at {here.endpoint}/console/")
    console.print(Text(f"Sign in with the demo's token: {here.token}"))
    link = f"{here.endpoint}/console/#token={here.token}"
    console.print(Text(f"Or open this link, which signs in on this machine alone: {link}"))
    console.print("Ctrl-C ends it, and removes everything.")
    Event().wait()


@contextmanager
def on_stage(
    console: Console,
    scene: Scene,
    otlp: str | None,
) -> Iterator[tuple[Stage, "Future[str]", "Future[Workspace | None]"]]:
    """Start the account and the server side by side; at the end a second Ctrl-C changes nothing."""
    # What the emulator cannot answer stays so: one retry is enough.
    with (
        ExitStack() as before,
        stage(otlp, partial(scene.environ_in, before), cloud_call_attempts="2") as here,
        ExitStack() as running,
        ThreadPoolExecutor(2) as pool,
    ):

        def fill() -> str:
            return scene.fill(running, here)

        try:
            console.print("A cloud account is being emulated and filled, and a server starts …")
            yield here, pool.submit(fill), pool.submit(initialised, scene, here)
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            # Whoever still fills the account finds it gone, and stops.
            running.close()


def initialised(scene: Scene, here: Stage) -> Workspace | None:
    """Prepare what Terraform needs; None where this machine has neither it nor OpenTofu."""
    found = program()
    if found is None:
        return None
    directory = here.directory / "terraform"
    directory.mkdir(mode=0o700)
    workspace = Workspace(found, directory, here.environ, scene.configuration())
    workspace.prepare()
    return workspace


def play(
    console: Console,
    scene: Scene,
    here: Stage,
    account: "Future[str]",
    workspace: "Future[Workspace | None]",
    *,
    everything: bool,
) -> str:
    """Scan the account and show what was found; return the run."""
    here.ready()
    console.print(f"[green]✓[/] the API listens on {here.endpoint}")
    url = account.result()
    console.print(f"[green]✓[/] {scene.account} leaks on {url}\n")
    trace_id = secrets.token_hex(16)
    trace = {"TRACEPARENT": f"00-{trace_id}-{secrets.token_hex(8)}-01"}
    found = workspace.result()
    if found is None:
        run_id = by_command(console, scene, here, url, trace)
    else:
        run_id = by_apply(console, here, found, url, trace)
    run = here.answer("run", "show", run_id)
    with Client(here.endpoint, here.token, trace={}) as client:
        checks = {check["id"]: check for check in client.list_checks()["data"]}
        findings = list(client.rows(client.list_findings, scan_id=run["id"]))
    console.print()
    console.print(table_of(findings, checks, most=None if everything else EACH_SHOWN))
    console.print()
    console.print(summary(run, findings))
    spans = here.telemetry.wait_for(lambda spans: ended(spans, trace_id))
    console.print("\n[bold]The run's trace[/], from the request to the calls of the cloud:\n")
    tree = subtree(spans, trace_id, ROOT)
    console.print(waterfall(tree, calls_shown=None if everything else CALLS_SHOWN))
    return str(run["id"])


def by_command(
    console: Console, scene: Scene, here: Stage, url: str, trace: Mapping[str, str]
) -> str:
    """Connect the account and start a run on the command line; return the run's id."""
    connect = scene.connect(url)
    run_visibly(console, "posture", *connect)
    start = ("run", "start", "--integration", here.answer(*connect)["id"], "--wait")
    run_visibly(console, "posture", *start)
    here.environ |= trace
    run_id: str = here.answer(*start, show_progress=True)["id"]
    return run_id


def by_apply(
    console: Console, here: Stage, workspace: Workspace, url: str, trace: Mapping[str, str]
) -> str:
    """Let an apply connect the account and have it looked at; return the run's id."""
    run_visibly(console, "cat", "main.tf")
    console.print(Text(workspace.configuration, "dim"))
    run_visibly(
        console, Path(workspace.program).name, "apply", "-auto-approve", f"-var=account_url={url}"
    )
    with ExitStack() as beside:

        def show(line: str) -> None:
            console.print(Text(line))
            if line == CREATING:
                beside.enter_context(here.watching(newest(here)))

        return workspace.apply(url, show, **trace)


def newest(here: Stage) -> str:
    """Return the id of the run that an apply is about to start."""
    deadline = time.monotonic() + START_SECONDS
    with Client(here.endpoint, here.token, trace={}) as client:
        while not (found := client.list_runs(limit=1)["data"]):
            if time.monotonic() > deadline:
                raise CommandError("the apply started no run")
            time.sleep(POLL_SECONDS)
    run_id: str = found[0]["id"]
    return run_id


def save(console: Console, picture: Path) -> None:
    """Save what was shown, with zeros for what is another number each time and says nothing."""
    drawn = console.export_svg(title="python3 noxfile.py -s demo", unique_id="demo")
    zeros = RANDOM.sub(lambda found: re.sub(r"[0-9a-f]", "0", found[0]), drawn)
    picture.write_text(zeros.rstrip() + "\n", encoding="utf-8")


def run_visibly(console: Console, *arguments: str) -> None:
    console.print(Text("$ " + " ".join(arguments), "bold"))


def ended(spans: Sequence[Span], trace_id: str) -> bool:
    names = {span.name for span in spans if span.trace_id == trace_id}
    return "process run" in names and any(name.startswith(ROOT) for name in names)


def table_of(findings: Sequence[Row], checks: Mapping[str, Row], *, most: int | None) -> Table:
    """Show the worst findings; those of one check are one row."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("SEVERITY")
    table.add_column("RESOURCE", overflow="fold", max_width=48)
    table.add_column("CHECK and its fix", overflow="fold")
    table.add_column("CONTROLS", overflow="fold", max_width=26)
    grouped: dict[tuple[str, str], list[str]] = defaultdict(list)
    for finding in findings:
        if most is not None and finding["severity"] not in WORST:
            continue
        key = finding["severity"], finding["check_id"]
        grouped[key].append(short(finding["resource_id"]))
    for severity, check_id in in_turn(grouped, checks, most):
        check = checks[check_id]
        table.add_row(
            Text(severity, STYLES[severity]),
            Text(listed(grouped[severity, check_id])),
            Text.assemble(check_id, "\n", (check["remediation"], "dim")),
            Text(some(check["controls"]), "dim"),
        )
    return table


def some(controls: Sequence[str]) -> str:
    """Name the first controls, and say how many more there are."""
    lines = [*controls[:MOST_CONTROLS]]
    if more := len(controls) - len(lines):
        lines.append(f"and {more} more")
    return "\n".join(lines) or "-"


def in_turn(
    groups: Iterable[tuple[str, str]], checks: Mapping[str, Row], most: int | None
) -> list[tuple[str, str]]:
    """Order groups by severity, `most` of each; families take turns, those of the story first."""
    turns: Counter[tuple[str, str]] = Counter()
    places: dict[str, list[tuple[int, bool, str]]] = defaultdict(list)
    for severity, check_id in sorted(groups):
        family = checks[check_id]["family"]
        places[severity].append((turns[severity, family], family not in STORY, check_id))
        turns[severity, family] += 1
    return [
        (severity, check_id)
        for severity in SEVERITIES
        for _, _, check_id in sorted(places[severity])[:most]
    ]


def listed(resources: Sequence[str], most: int = 2) -> str:
    rest = len(resources) - most
    return ", ".join(resources[:most]) + (f" and {rest} more" if rest > 0 else "")


def short(resource_id: str) -> str:
    """Return what people call a resource: the last part of its ARN, the end of a path."""
    if resource_id.startswith("/"):
        return "/".join(resource_id.rsplit("/", 2)[-2:])
    return resource_id.split(":", 5)[-1].removeprefix("::")


def summary(run: Row, findings: Sequence[Row]) -> Text:
    found = Counter(finding["severity"] for finding in findings)
    severities = ", ".join(f"{found[name]} {name}" for name in SEVERITIES if found[name])
    verdicts = ", ".join(f"{count} {name}" for name, count in run["verdict_counts"].items())
    return Text.assemble(
        (f"{run['finding_count']} findings", "bold"),
        f" ({severities}) on {run['asset_count']} assets. Verdicts: {verdicts}.\n",
        f"Coverage {run['coverage']:.1%}, {run['progress']['calls']} calls, ",
        (f"{run['duration_ms']} ms", "bold"),
        f". All of them: posture findings list --run {run['id'][:8]}…",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
