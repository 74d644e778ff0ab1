"""The emulator's own answers behind a latency, in a process of its own, as the benches use it."""

import json
import re
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.emulator.server import started

# An option of a replay: refuse what the emulator fails at.
REFUSE = "--refuse"
KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}


@dataclass(frozen=True, slots=True)
class CallCounts:
    """The calls to the replay since its counters were last reset.

    Attributes:
        distinct: how many of the calls differed from every other.
        missed: how many had no remembered answer and went to the emulator.
        errors: how many were responded with an error.
        refused: how many of these the emulator lacks, by service, where the replay refuses them.
        by_call: how often each `service.Operation` was asked, as far as the client says its name.
        rounds: how many rounds of calls there were, where the replay answers in rounds.
    """

    calls: int
    distinct: int
    missed: int
    errors: int
    most_in_flight: int
    by_call: dict[str, int]
    refused: dict[str, int] = field(default_factory=dict)
    rounds: int = 0


@dataclass(frozen=True, slots=True)
class Replayed:
    """A listening replay."""

    url: str

    def delay(self, milliseconds: int) -> None:
        """Delay every response by this time."""
        self._ask(f"delay/{milliseconds}", b"")

    def rounds(self, milliseconds: int) -> None:
        """Respond to calls together, when none has come for this time; 0 responds to each alone."""
        self._ask(f"rounds/{milliseconds}", b"")

    def asked(self) -> CallCounts:
        """Return the counters, and reset them."""
        return CallCounts(**json.loads(self._ask("stats")))

    def _ask(self, path: str, body: bytes | None = None) -> bytes:
        with urllib.request.urlopen(f"{self.url}/replay/{path}", body) as answer:  # noqa: S310  # always http on loopback
            content: bytes = answer.read()
        return content


@contextmanager
def replayed(upstream: str, *options: str) -> Iterator[Replayed]:
    """Provide a replay of an emulator for the time of a `with` block; `REFUSE` is an option."""
    with started([sys.executable, "-m", "tests.bench.replay", upstream, *options]) as (url, _):
        yield Replayed(url)


def peak_mib() -> float:
    """Return the most memory this process held, in MiB.

    `getrusage` would answer the parent's where that was more: it survives the exec.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else float("nan")
