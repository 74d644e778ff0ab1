"""Scan one emulated account twice, with posture and with the leading scanner, and compare.

`python -m tests.oracle PEER [N] [SERVICE…]`: PEER is the scanner's command, N the account's scale.
`python -m tests.oracle PEER gcp [SERVICE…]` does the same with a project of Google Cloud, and
`python -m tests.oracle PEER azure [SERVICE…]` with an Azure subscription.
It fails where a disagreement is not in differences.csv. The agreement it prints counts what agrees
alone, not what is listed there.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from tests.emulator.account import seed
from tests.emulator.account.account import HOME
from tests.emulator.server import emulator
from tests.integration.collectors.aws.engine import run
from tests.oracle import account_apps as apps
from tests.oracle import account_data as data
from tests.oracle.both import wanted as pairs_of
from tests.oracle.compare import Seen, compare, differences, theirs
from tests.oracle.report import summary

KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
PEER_SECONDS = 1_800


def main(argv: Sequence[str]) -> int:
    match argv:
        case [peer, "gcp", *services]:
            from tests.oracle import google  # noqa: PLC0415  # another cloud's emulator

            return google.main(peer, services)
        case [peer, "azure", *services]:
            from tests.oracle import azure  # noqa: PLC0415  # as above

            return azure.main(peer, services)
        case [peer, *rest]:
            scale, *services = rest or ["1"]
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    os.environ.update(KEYS)
    wanted = pairs_of("aws", services)
    with emulator() as account, tempfile.TemporaryDirectory() as scratch:
        seeded = seed(account.url, n=int(scale))
        for more in (data, apps):
            more.seed(seeded)
        # The peer first: some of its calls make moto add a key of AWS, which both must see.
        report = _peer(peer, account.url, [pair.peer_check_id for pair in wanted], Path(scratch))
        ours = _ours(account.url)
        peers = theirs(report)
    known = differences()
    results = [
        compare(pair, ours[pair.check_id], peers.get(pair.peer_check_id, ()), known)
        for pair in wanted
    ]
    judged = {seen.resource_id for verdicts in ours.values() for seen in verdicts}
    print(f"{len(judged)} assets", summary(results, known), sep="\n")
    return int(any(one.unlisted for one in results))


def _ours(url: str) -> dict[str, list[Seen]]:
    outcome = asyncio.run(run(url, checks(CLOUDS), regions=(HOME,)))
    found: dict[str, list[Seen]] = defaultdict(list)
    for (check_id, resource_id), verdict in outcome.verdicts.items():
        found[check_id].append(Seen(resource_id, HOME, verdict.status))
    return found


def _peer(command: str, url: str, check_ids: Sequence[str], scratch: Path) -> Path:
    asked = [command, "aws", "--checks", *sorted(set(check_ids)), "--filter-region", HOME]
    options = ["--output-formats", "json-ocsf", "--output-directory", str(scratch), "--no-banner"]
    subprocess.run(
        [*asked, *options, "--scan-unused-services", "--ignore-exit-code-3"],
        env=os.environ | {"AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": HOME},
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=PEER_SECONDS,
    )
    (report,) = scratch.glob("*.ocsf.json")
    return report


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
