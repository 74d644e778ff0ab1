"""Guard: instructions that commands, requests and scans execute, compared with `baseline.json`.

They are counted in the interpreter (`counted.py`), so the load of the machine does not matter. Time
in C code is not seen: the other benches measure it. `--write` makes a new baseline.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.bench.bench_scan import BUCKET
from tests.bench.cloud import KEYS, replayed
from tests.bench.counted import NOWHERE, REGIONS
from tests.bench.installation import furnish
from tests.bench.tables import table
from tests.emulator.server import REPOSITORY, emulator

BASELINE = Path(__file__).with_name("baseline.json")
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
MOST_TIMES = 1.05
RUNS_LISTED = 120

Counts = Mapping[str, int]


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="quick")
    parser.add_argument("--write", action="store_true", help="make these counts the baseline")
    asked = parser.parse_args(argv)
    found = dict(measured())
    known = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    if asked.write:
        known[VERSION] = found
        BASELINE.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        print(f"Written to {BASELINE.relative_to(REPOSITORY)} for Python {VERSION}.")
        return 0
    rows, faults = compared(found, known.get(VERSION, {}))
    print(table(f"Executed by Python {VERSION}", rows))
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def compared(
    found: Mapping[str, Counts], known: Mapping[str, Counts]
) -> tuple[list[tuple[str, ...]], list[str]]:
    """Return the rows of a table, and what is wrong: scenarios that are slower, or not known."""
    rows: list[tuple[str, ...]] = [("scenario", "count", "baseline", "now", "ratio")]
    faults = []
    if not known:
        faults.append(f"There is no baseline for Python {VERSION}: make one with `--write`.")
    for name in sorted(found.keys() | known.keys()):
        for kind in ("instructions", "c_calls"):
            now, before = found.get(name, {}).get(kind, 0), known.get(name, {}).get(kind, 0)
            ratio = now / before if before else 0.0
            rows.append((name, kind, f"{before:,}", f"{now:,}", f"{ratio:.3f}"))
            if known and not (now and before):
                faults.append(f"{name}: only the baseline has it, or only this version.")
            elif ratio > MOST_TIMES:
                faults.append(f"{name}: {ratio:.3f} times the {kind} of the baseline.")
    return rows, faults


def measured() -> Iterator[tuple[str, Counts]]:
    """Count every scenario in a process of its own, the second time that it runs."""
    yield "command help", _counted("command", "--help")
    region = ("--region", REGIONS[0], "--endpoint-url", NOWHERE, "--no-config")
    yield "scan to first call", _counted("command", "scan", "aws", *region)
    with tempfile.TemporaryDirectory() as directory:
        installation = furnish(Path(directory), run_count=RUNS_LISTED)
        request = ("requests", installation.url, installation.token)
        body = json.dumps({"integration_id": installation.integration_id, "trigger": "verify"})
        yield "list unchanged", _counted(*request, "GET")
        yield "list rendered", _counted(*request, "GET", POSTURE_READY_BODY_BYTES="0")
        yield "post", _counted(*request, "POST", body)
    with emulator() as account:
        from tests.emulator.account import seed  # noqa: PLC0415  # the other scenarios need no boto3

        seed(account.url, n=0)
        with replayed(account.url) as cloud:
            yield "scan", _counted("scan", cloud.url)
            yield "scan of a bucket", _counted("scan", cloud.url, BUCKET)


def _counted(*arguments: str, **environ: str) -> Counts:
    """Run a scenario twice: the first time it compiles modules, and a replay remembers."""
    settings = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "", **KEYS, **environ}
    output = b""
    for _ in range(2):
        output = subprocess.run(
            [sys.executable, "-m", "tests.bench.counted", *arguments],
            cwd=REPOSITORY,
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
    found: Counts = json.loads(output)
    return found
