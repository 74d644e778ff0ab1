"""The leading scanner over the replay of an AWS account: what it evaluates, and its run."""

import json
import os
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from tests.bench.cloud import CallCounts, Replayed
from tests.bench.scans import DECIDED, REGIONS, Measured, children_cpu_seconds

PEER_SECONDS = 1_800
# Services of the leading scanner that are a part of another one here.
OTHER_NAMES = {"apigatewayv2": "apigateway"}
# What a terminal turns into colours.
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class PeerRun(NamedTuple):
    """The peer's run from outside, and what its report has.

    Attributes:
        services: those with a check that passed or failed somewhere.
        checks: the checks that passed or failed somewhere.
        findings: the verdicts that are failures.
    """

    seconds: float
    cpu_seconds: float
    asked: CallCounts
    services: frozenset[str]
    checks: frozenset[str]
    findings: int


def peer_run(cloud: Replayed, peer: str, services: Sequence[str]) -> PeerRun:
    """Let the peer evaluate these services in the same regions; its first run captures.

    They are always named: without names it also writes a report of each of its frameworks, which
    takes minutes, and which our scan does not write.
    """
    asked = [peer, "aws", "--services", *services, "--filter-region", *REGIONS]
    options = ["--output-formats", "json-ocsf", "--no-banner", "--ignore-exit-code-3"]
    cloud.asked()
    with TemporaryDirectory() as scratch:
        begun, used = time.perf_counter(), children_cpu_seconds()
        subprocess.run(
            [*asked, *options, "--output-directory", scratch],
            env=os.environ | {"AWS_ENDPOINT_URL": cloud.url, "AWS_DEFAULT_REGION": REGIONS[0]},
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=PEER_SECONDS,
        )
        seconds, cpu_seconds = time.perf_counter() - begun, children_cpu_seconds() - used
        (report,) = Path(scratch).glob("*.ocsf.json")
        rows = json.loads(report.read_text(encoding="utf-8"))
    return PeerRun(seconds, cpu_seconds, cloud.asked(), *reported(rows))


def reported(rows: Sequence[Mapping[str, Any]]) -> tuple[frozenset[str], frozenset[str], int]:
    """Return the services, the checks and the number of findings of the peer's report."""
    decided = [one for one in rows if one["status_code"].lower() in DECIDED]
    return (
        frozenset(one["resources"][0]["group"]["name"] for one in decided),
        frozenset(one["metadata"]["event_code"] for one in decided),
        sum(one["status_code"].lower() == "fail" for one in decided),
    )


def shared_services() -> tuple[str, ...]:
    """Return the services, by the peer's names, of which both evaluate something."""
    from tests.oracle.compare import pairs  # noqa: PLC0415  # the measured processes need none

    found = (one.peer_check_id for one in pairs() if one.check_id.startswith("aws_"))
    # A check of the peer begins with the name of its service.
    return tuple(sorted({one.partition("_")[0] for one in found}))


def our_services() -> dict[str, str]:
    """Return the checks of AWS with their services."""
    from posture.bootstrap.clouds import CLOUDS  # noqa: PLC0415  # the measured processes import it
    from posture.checks.catalog import checks  # noqa: PLC0415  # as above

    return {one.id: one.service for one in checks(CLOUDS) if one.provider == "aws"}


def peer_services(peer: str) -> list[str]:
    """Return the names of all services of the peer, by its own list."""
    listed = subprocess.run(
        [peer, "aws", "--list-services", "--no-banner"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=PEER_SECONDS,
    ).stdout
    found = re.findall(r"^- (\S+)$", COLOURS.sub("", listed), re.MULTILINE)
    if not found:
        raise SystemExit("The leading scanner lists no services: its output has changed.")
    return found


def alone(theirs: Sequence[str]) -> list[str]:
    """Return what one side evaluates and the other does not, as lines.

    A service is in both if its name is, or if one check of each side asks the same about it.
    """
    from tests.oracle.compare import pairs  # noqa: PLC0415  # the measured processes need none

    services = our_services()
    ours = {*services.values()}
    paired = {services[one.check_id] for one in pairs() if one.check_id in services}
    named = {OTHER_NAMES.get(one, one): one for one in theirs}
    found = {
        "posture": ours - paired - named.keys(),
        "the leading scanner": {
            theirs_name for name, theirs_name in named.items() if name not in ours
        }.difference(shared_services()),
    }
    return [
        f"Evaluated by {side} alone ({len(one)}): {', '.join(sorted(one)) or 'nothing'}."
        for side, one in found.items()
    ]


BESIDE = (
    "side",
    "wall s",
    "CPU s",
    "calls",
    "errors",
    "services",
    "checks evaluated",
    "findings",
)


def beside(ours: Measured, theirs: PeerRun) -> list[tuple[str, ...]]:
    """Return both sides as rows of one table."""
    services = our_services()
    evaluated = {services[one] for one in ours.run.evaluated}
    return [
        BESIDE,
        (
            "posture",
            f"{ours.seconds:.1f}",
            f"{ours.cpu_seconds:.1f}",
            f"{ours.asked.calls:,}",
            f"{ours.asked.errors:,}",
            f"{len(evaluated)}",
            f"{len(ours.run.evaluated)}",
            f"{ours.run.findings:,}",
        ),
        (
            "the leading scanner",
            f"{theirs.seconds:.1f}",
            f"{theirs.cpu_seconds:.1f}",
            f"{theirs.asked.calls:,}",
            f"{theirs.asked.errors:,}",
            f"{len(theirs.services)}",
            f"{len(theirs.checks)}",
            f"{theirs.findings:,}",
        ),
    ]


def lacking(side: str, asked: CallCounts) -> str:
    """Return the services of which the emulator lacks an operation that was called, as a line."""
    found = ", ".join(f"{name} {count}" for name, count in sorted(asked.refused.items()))
    return f"Lacked by the emulator, so refused, in calls of {side}: {found or 'none'}."
