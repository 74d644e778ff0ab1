"""What uses the CPU time of a run: signing, parsing, HTTP, evaluating, and our other code.

One run over the reference account without latency, twice: by the clock, and under cProfile, which
shows shares; waiting time of coroutines is not counted.
"""

import asyncio
import cProfile
import json
import os
import pstats
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from importlib import import_module

from tests.bench.cloud import KEYS, replayed
from tests.bench.tables import table
from tests.emulator.server import REPOSITORY, emulator

REGIONS = ("eu-central-1", "us-east-1")
# Functions that do not call each other, by where they are and what they are called.
PARTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "signing": (("aws/signing.py", "sign"),),
    "parsing answers": (("aws/response.py", "parse_response"),),
    "serializing requests": (
        ("botocore/serialize.py", "serialize_to_request"),
        ("aws/sdk.py", "_url"),
        ("aws/sdk.py", "_body"),
    ),
    "the wire (aiohttp)": (
        ("collectors/http.py", "exchange"),
        ("asyncio/selector_events.py", "_read_ready"),
        ("asyncio/selector_events.py", "_sock_connect_cb"),
    ),
    "loading botocore's models": (
        ("aws/sdk.py", "__getitem__"),
        ("aws/sdk.py", "_paginators"),
    ),
    "judging": (("worker/evaluate.py", "add"),),
}
CALL = ("collectors/caller.py", "call")
SEND = ("aws/sdk.py", "send")
LOOP = ("asyncio/base_events.py", "_run_once")
POLL = "<method 'poll' of 'select.epoll' objects>"


def main(argv: list[str]) -> int:
    match argv:
        case ["one", url, how]:
            print(json.dumps(_one(url, profiled=how == "profiled")))
            return 0
        case []:
            return _compare()
    print("usage: cpu")
    return 2


def _compare() -> int:
    from tests.emulator.account import seed  # noqa: PLC0415  # the measured processes need no boto3

    with emulator() as account:
        seed(account.url, n=1)
        with replayed(account.url) as cloud:
            _start(cloud.url, "capturing")
            cloud.asked()
            seconds = _start(cloud.url, "timed")["run"]
            calls = cloud.asked().calls
            shares = _start(cloud.url, "profiled")
    whole = shares.pop("run")
    rows = [("part", "share", "ms per call")]
    rows += [
        (part, f"{share / whole:.0%}", f"{share / whole * seconds / calls * 1_000:.2f}")
        for part, share in sorted(shares.items(), key=lambda item: -item[1])
    ]
    rows.append(("all", "100%", f"{seconds / calls * 1_000:.2f}"))
    print(table(f"CPU of a run of {calls:,} calls: {seconds:.2f} s, imports left out", rows))
    return 0


def _start(url: str, how: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "cpu", "one", url, how],
        cwd=REPOSITORY,
        env=os.environ | KEYS,
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _one(url: str, *, profiled: bool) -> dict[str, float]:
    """Return CPU seconds by part; only those of the whole run where it is not profiled."""
    from posture.bootstrap.clouds import CLOUDS  # noqa: PLC0415  # before the clock starts
    from posture.bootstrap.scan import collectors_of, scan  # noqa: PLC0415  # as above
    from posture.checks.catalog import checks  # noqa: PLC0415  # as above
    from posture.domain.aws.connection import AwsConnection  # noqa: PLC0415  # as above
    from posture.domain.connection import Connection  # noqa: PLC0415  # as above
    from posture.settings import Settings  # noqa: PLC0415  # as above
    from posture.worker.scope import Scope  # noqa: PLC0415  # as above

    import_module("posture.collectors.aws.catalog")  # a scan does so once it is connected
    settings = Settings()
    collectors_of(CLOUDS, settings)
    connection = Connection(
        provider="aws", options=AwsConnection(regions=REGIONS, endpoint_url=url), trusted=True
    )
    catalog = list(checks(one for one in CLOUDS if one.name == connection.provider))

    async def run() -> None:
        # It returns nothing, as in the command: Python 3.11 renders a task's result as text.
        await scan(settings, connection, scope=Scope(), checks=catalog)

    profile = cProfile.Profile(time.process_time)
    begun = time.process_time()
    if profiled:
        profile.runcall(asyncio.run, run())
        return _parts(pstats.Stats(profile))
    asyncio.run(run())
    return {"run": time.process_time() - begun}


def _parts(stats: pstats.Stats) -> dict[str, float]:
    spent: defaultdict[tuple[str, str], float] = defaultdict(float)
    for (file, _, name), (_, _, _, cumulative, _) in stats.stats.items():  # type: ignore[attr-defined]  # the stubs leave it out
        spent["/".join(file.split("/")[-2:]), name] += cumulative
    found = {part: sum(spent[one] for one in of) for part, of in PARTS.items()}
    found["budget, retries, spans"] = spent[CALL] - spent[SEND]
    found["run"] = spent[LOOP] - spent["~", POLL]
    found["collecting: tasks, facts, event loop"] = found["run"] - sum(
        seconds for part, seconds in found.items() if part != "run"
    )
    return found
