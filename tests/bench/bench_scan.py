"""One run over an account behind a latency: time, calls, memory, and the leading scanner's time.

The account is the emulator, seeded by a scale factor; its own answers are captured first and then
replayed with a latency. Each run is a process of its own, with the product's default settings.
"""

import argparse
import asyncio
import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict

from tests.bench.cloud import KEYS, Replayed, replayed
from tests.bench.installation import table
from tests.bench.scans import HEADING, REGIONS, Measured, measure, middle, one_scan, row, verdict
from tests.emulator.server import emulator

LATENCY_MS = 50
RUN_SECONDS = 6.0
PEAK_MIB = 200.0
CALLS_OF_LEAST = 1.1
TIMES_FOR_FOUR = 4.0
MEMORY_FOR_FOUR = 1.25
TIMES_PEER = 10.0
BUCKET = "arn:aws:s3:::legacy-backups-acme"
BUCKET_SECONDS = 1.0
PEER_SECONDS = 1_800
# Services of the leading scanner that are a part of another one here.
OTHER_NAMES = {"apigatewayv2": "apigateway"}
# What a terminal turns into colours.
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def main(argv: list[str]) -> int:
    match argv:
        case ["one", account, url, *resource_ids]:
            print(json.dumps(asdict(asyncio.run(one_scan(account, url, resource_ids)))))
            return 0
        case ["--cloud", "gcp", *rest]:
            from tests.bench import scan_gcp  # noqa: PLC0415  # the measured processes need none

            return scan_gcp.main(rest)
        case ["--cloud", "azure", *rest]:
            from tests.bench import scan_azure  # noqa: PLC0415  # as above

            return scan_azure.main(rest)
    parser = argparse.ArgumentParser(prog="scan")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cloud", choices=["aws", "azure", "gcp"], default="aws")
    parser.add_argument("--peer", help="the leading scanner's command; --oracle installs it")
    parser.add_argument(
        "--all-services",
        action="store_true",
        help="let the leading scanner evaluate all its services, not those that both evaluate",
    )
    asked = parser.parse_args(argv)
    os.environ.update(KEYS)
    with ExitStack() as stack:
        # As after an installation, both find their byte code from the second start on.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        cache = stack.enter_context(tempfile.TemporaryDirectory())
        os.environ["PYTHONPYCACHEPREFIX"] = cache
        clouds = {n: stack.enter_context(replayed(_account(stack, n))) for n in (1, 4)}
        for cloud in clouds.values():
            measure("aws", cloud)
        kept = [
            _whole(clouds, asked.rounds),
            _bucket(clouds[1], asked.rounds),
            _instant(clouds[1], asked.peer, asked.rounds, every=asked.all_services),
        ]
    return 0 if all(kept) else 1


def _account(stack: ExitStack, scale: int) -> str:
    from tests.emulator.account import seed  # noqa: PLC0415  # the measured processes need no boto3

    url = stack.enter_context(emulator()).url
    seed(url, n=scale)
    return url


def _whole(clouds: dict[int, Replayed], rounds: int) -> bool:
    for cloud in clouds.values():
        cloud.delay(LATENCY_MS)
    measured: dict[int, list[Measured]] = {scale: [] for scale in clouds}
    for _ in range(rounds):
        for scale, cloud in clouds.items():
            measured[scale].append(measure("aws", cloud))
    medians = {scale: middle(found) for scale, found in measured.items()}
    rows = [HEADING, *(row(f"N={scale}", one) for scale, one in medians.items())]
    print(table(f"Every check over the whole account, {LATENCY_MS} ms a call", rows))
    one, four = medians[1], medians[4]
    return verdict(
        (f"N=1 under {RUN_SECONDS:g} s, process start included", one.seconds < RUN_SECONDS),
        (f"N=1 under {PEAK_MIB:g} MiB", one.run.peak_mib < PEAK_MIB),
        (
            f"no more than {CALLS_OF_LEAST:g} times the calls that differ",
            all(m.asked.calls <= CALLS_OF_LEAST * m.asked.distinct for m in medians.values()),
        ),
        (f"N=4 under {TIMES_FOR_FOUR:g} times N=1", four.seconds < TIMES_FOR_FOUR * one.seconds),
        (
            f"N=4 under {MEMORY_FOR_FOUR:g} times the memory of N=1",
            four.run.peak_mib < MEMORY_FOR_FOUR * one.run.peak_mib,
        ),
    )


def _bucket(cloud: Replayed, rounds: int) -> bool:
    cloud.delay(0)
    measure("aws", cloud, BUCKET)
    cloud.delay(LATENCY_MS)
    one = middle([measure("aws", cloud, BUCKET) for _ in range(rounds)])
    print(table(f"One bucket, {LATENCY_MS} ms a call", [HEADING, row("one bucket", one)]))
    print(", ".join(f"{call} {count}" for call, count in sorted(one.asked.by_call.items())), "\n")
    return verdict(
        (f"one bucket under {BUCKET_SECONDS:g} s", one.run.seconds < BUCKET_SECONDS),
        (
            "one bucket's calls only, each of them once",
            one.run.assets == 1 and set(one.asked.by_call.values()) == {1},
        ),
    )


def _instant(cloud: Replayed, peer: str | None, rounds: int, *, every: bool) -> bool:
    cloud.delay(0)
    ours = middle([measure("aws", cloud) for _ in range(rounds)])
    print(table("No latency", [HEADING, row("N=1", ours)]))
    if peer is None:
        print("The leading scanner is left out: `-- scan --oracle` installs and measures it.")
        return True
    shared = _shared_services()
    services = () if every else shared
    scope = f"{len(shared)} services in which both evaluate something"
    if every:
        found = _peer_services(peer)
        scope = f"all its {len(found)} services"
        print(*_alone(found), sep="\n")
    _peer_seconds(cloud, peer, services)
    cloud.asked()
    seconds = _peer_seconds(cloud, peer, services)
    asked = cloud.asked()
    times = seconds / ours.seconds
    print(
        f"posture, all its {len({*_our_services().values()})} services: {ours.seconds:.1f} s.\n"
        f"The leading scanner, {scope}: {seconds:.1f} s, "
        f"{asked.calls:,} calls ({asked.missed} of them not "
        f"remembered, {asked.server_errors} with a server error of the emulator, which is waited "
        f"for and tried again), {asked.most_in_flight} in flight at most: {times:.0f} times as "
        "long.\n"
    )
    return verdict((f"{TIMES_PEER:g} times as fast as the leading scanner", times >= TIMES_PEER))


def _shared_services() -> tuple[str, ...]:
    """Return the services, by the peer's names, of which both evaluate something."""
    from tests.oracle.compare import pairs  # noqa: PLC0415  # the measured processes need none

    found = (one.peer_check_id for one in pairs() if one.check_id.startswith("aws_"))
    # A check of the peer begins with the name of its service.
    return tuple(sorted({one.partition("_")[0] for one in found}))


def _our_services() -> dict[str, str]:
    """Return the checks of AWS with their services."""
    from posture.bootstrap.clouds import CLOUDS  # noqa: PLC0415  # the measured processes import it
    from posture.checks.catalog import checks  # noqa: PLC0415  # as above

    return {one.id: one.service for one in checks(CLOUDS) if one.provider == "aws"}


def _peer_services(peer: str) -> list[str]:
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


def _alone(theirs: Sequence[str]) -> list[str]:
    """Return what one side evaluates and the other does not, as lines.

    A service is in both if its name is, or if one check of each side asks the same about it.
    """
    from tests.oracle.compare import pairs  # noqa: PLC0415  # the measured processes need none

    services = _our_services()
    ours = {*services.values()}
    paired = {services[one.check_id] for one in pairs() if one.check_id in services}
    named = {OTHER_NAMES.get(one, one): one for one in theirs}
    alone = {
        "posture": ours - paired - named.keys(),
        "the leading scanner": {
            theirs_name for name, theirs_name in named.items() if name not in ours
        }.difference(_shared_services()),
    }
    return [
        f"Evaluated by {side} alone ({len(found)}): {', '.join(sorted(found)) or 'nothing'}."
        for side, found in alone.items()
    ]


def _peer_seconds(cloud: Replayed, peer: str, services: Sequence[str]) -> float:
    """Let the peer evaluate these services, or all, in the same regions; its first run captures."""
    chosen = ["--services", *services] if services else []
    asked = [peer, "aws", *chosen, "--filter-region", *REGIONS]
    options = ["--output-formats", "json-ocsf", "--no-banner", "--ignore-exit-code-3"]
    with tempfile.TemporaryDirectory() as scratch:
        begun = time.perf_counter()
        subprocess.run(
            [*asked, *options, "--output-directory", scratch],
            env=os.environ | {"AWS_ENDPOINT_URL": cloud.url, "AWS_DEFAULT_REGION": REGIONS[0]},
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=PEER_SECONDS,
        )
        return time.perf_counter() - begun
