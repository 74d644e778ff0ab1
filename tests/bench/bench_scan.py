"""One run over an account behind a latency: time, calls, memory, and the leading scanner's time.

The account is the emulator, seeded by a scale factor; its own answers are captured first and then
replayed with a latency. Each run is a process of its own, with the product's default settings.
"""

import argparse
import asyncio
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict

from tests.bench.aws_peer import (
    alone,
    beside,
    lacking,
    peer_run,
    peer_services,
    shared_services,
)
from tests.bench.cloud import KEYS, REFUSE, Replayed, replayed
from tests.bench.scans import (
    HEADING,
    IN_FLIGHT,
    Measured,
    bound_seconds,
    longest_chain,
    measure,
    middle,
    one_scan,
    row,
    verdict,
)
from tests.bench.tables import table
from tests.emulator.server import emulator

LATENCY_MS = 50
# Long enough for a client on a busy machine to send all that it can.
QUIET_MS = 1_500
RUN_SECONDS = 3.5
TIMES_BOUND = 1.4
PEAK_MIB = 200.0
CALLS_OF_LEAST = 1.1
TIMES_FOR_FOUR = 4.0
MEMORY_FOR_FOUR = 1.25
TIMES_PEER = 10.0
BUCKET = "arn:aws:s3:::legacy-backups-acme"
BUCKET_SECONDS = 1.0


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
        help="compare only: all services of both sides, not those in which both evaluate something",
    )
    asked = parser.parse_args(argv)
    os.environ.update(KEYS)
    if asked.all_services:
        return 0 if _compare_all(asked.rounds, asked.peer) else 1
    with _byte_code(), ExitStack() as stack:
        accounts = {n: _account(stack, n) for n in (1, 4)}
        clouds = {n: stack.enter_context(replayed(url, REFUSE)) for n, url in accounts.items()}
        for cloud in clouds.values():
            measure("aws", cloud)
        kept = [
            _whole(clouds, asked.rounds),
            _bucket(clouds[1], asked.rounds),
            _instant(clouds[1], asked.rounds, asked.peer, every=False),
        ]
    return 0 if all(kept) else 1


def _compare_all(rounds: int, peer: str | None) -> bool:
    with _byte_code(), ExitStack() as stack:
        cloud = stack.enter_context(replayed(_account(stack, 1), REFUSE))
        measure("aws", cloud)
        return _instant(cloud, rounds, peer, every=True)


@contextmanager
def _byte_code() -> Iterator[None]:
    """Let both sides find their byte code from the second start on, as after an installation."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as cache:
        os.environ["PYTHONPYCACHEPREFIX"] = cache
        yield


def _account(stack: ExitStack, scale: int) -> str:
    from tests.emulator.account import seed  # noqa: PLC0415  # the measured processes need no boto3

    url = stack.enter_context(emulator()).url
    client = seed(url, n=scale).client("iam")
    # A replay that remembers "started" has the leading scanner ask for the report for ever.
    while client.generate_credential_report()["State"] != "COMPLETE":
        pass
    return url


def _whole(clouds: dict[int, Replayed], rounds: int) -> bool:
    chain = longest_chain("aws", clouds[1], QUIET_MS)
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
    bound = bound_seconds(one.asked.calls, chain, LATENCY_MS / 1_000)
    ratio = one.run.seconds / bound
    print(
        f"The network's bound of N=1: {one.asked.calls:,} calls, {IN_FLIGHT} at a time, and "
        f"{chain} that wait for each other take {bound:.2f} s; the run took {ratio:.2f} times that."
        "\n"
    )
    return verdict(
        (f"N=1 under {RUN_SECONDS:g} s, process start included", one.seconds < RUN_SECONDS),
        (f"a run of N=1 at most {TIMES_BOUND:g} times the bound", ratio <= TIMES_BOUND),
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


def _instant(cloud: Replayed, rounds: int, peer: str | None, *, every: bool) -> bool:
    cloud.delay(0)
    ours = middle([measure("aws", cloud) for _ in range(rounds)])
    print(table("No latency", [HEADING, row("N=1", ours)]))
    if peer is None:
        print("The leading scanner is left out: `-- scan --oracle` installs and measures it.")
        return True
    services = peer_services(peer) if every else shared_services()
    scope = f"the leading scanner's {len(services)} in which both evaluate something"
    if every:
        scope = f"all {len(services)} of the leading scanner"
        print(*alone(services), sep="\n")
    peer_run(cloud, peer, services)
    theirs = peer_run(cloud, peer, services)
    print(table(f"All services of posture, {scope}; no latency", beside(ours, theirs)))
    print(lacking("posture", ours.asked), lacking("the leading scanner", theirs.asked), sep="\n")
    times = theirs.seconds / ours.seconds
    print(
        f"The leading scanner had {theirs.asked.most_in_flight} calls in flight at most, "
        f"{theirs.asked.missed} not remembered: {times:.0f} times as long.\n"
    )
    return verdict((f"{TIMES_PEER:g} times as fast as the leading scanner", times >= TIMES_PEER))
