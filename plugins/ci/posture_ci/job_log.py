"""The log of a job: progress, findings, verdict, and annotations for the code."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Event, Thread
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Self, TextIO

from posture_client import texts as wording
from posture_client.finding_texts import FindingTexts
from posture_client.spelling import key
from posture_client.terraform_exports import TerraformPlace
from posture_client.texts import amount, clean, inert

if TYPE_CHECKING:
    from posture_client.models import Gate, GateFinding, Run

_TITLES: Final = ("SEVERITY", "CHECK", "RESOURCE", "DECLARED")
_MOST_SHOWN: Final = 50
# GitHub shows at most ten annotations of a level per step.
_MOST_ANNOTATED: Final = 10
_LEVELS: Final = {"critical": "error", "high": "error", "medium": "warning"}

Places = Mapping[str, TerraformPlace]
Texts = Mapping[str, FindingTexts]
NEWLINE: Final = "\n"
NO_TEXTS: Final[Texts] = MappingProxyType({})


class JobLog:
    """The log of a job: the result on stdout, everything else on stderr; each line is flushed.

    Most hosts show both streams in one log, and a pipe is not flushed by itself.
    """

    def __init__(self, out: TextIO, err: TextIO) -> None:
        self._out = out
        self._err = err

    def result(self, line: str) -> None:
        """Print a line of the result."""
        print(inert(line), file=self._out, flush=True)

    def command(self, line: str) -> None:
        """Print a command for the pipeline's host."""
        print(clean(line), file=self._out, flush=True)

    def line(self, line: str) -> None:
        """Print a line about the progress."""
        print(f"posture: {inert(line)}", file=self._err, flush=True)

    def problem(self, text: str) -> None:
        """Print an error."""
        self._out.flush()
        print(f"posture: {inert(text, keep=NEWLINE)}", file=self._err, flush=True)


class Progress:
    """Prints a line when the phase of the run changes, and regularly in between.

    Some hosts end a job that prints nothing for long, and a queued run has no events.
    """

    def __init__(self, every_seconds: float, print_line: Callable[[str], None]) -> None:
        self._every_seconds = every_seconds
        self._print_line = print_line
        self._begun = time.monotonic()
        self._run: Run | None = None
        self._over = Event()
        self._thread = Thread(target=self._repeat, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def __call__(self, run: "Run") -> None:
        """Report the state of the run."""
        before, self._run = self._run, run
        if before is None or before["phase"] != run["phase"]:
            self._report(run)

    def _repeat(self) -> None:
        while not self._over.wait(self._every_seconds):
            if self._run:
                self._report(self._run)

    def _report(self, run: "Run") -> None:
        calls = run["progress"]["calls"]
        seen = f"{amount(calls, 'call')}, {amount(run['asset_count'], 'asset')}, " if calls else ""
        self._print_line(f"{run['phase']} ({seen}{time.monotonic() - self._begun:.0f} s)")


def table(decided: "Gate", places: Places, texts: Texts = NO_TEXTS) -> Iterator[str]:
    """Yield a table of the findings that failed the gate, worst first, in the server's order.

    Below each finding is what is wrong with what was seen, and the fix.
    """
    shown = decided["findings"][:_MOST_SHOWN]
    rows: list[tuple[str, ...]] = [_TITLES]
    for finding in shown:
        place = places.get(key(finding["resource_id"]))
        facts = (finding["severity"], finding["check_id"], finding["resource_id"])
        rows.append((*facts, _where(place)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(_TITLES))]
    ids = ("", *(finding["id"] for finding in shown))
    for row, finding_id in zip(rows, ids, strict=True):
        cells = (clean(cell).ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
        if known := texts.get(finding_id):
            yield from (f"    {clean(line)}" for line in _lines_of(known))
    if (rest := decided["finding_count"] - len(shown)) > 0:
        yield f"and {rest} more"


def verdict(decided: "Gate") -> str:
    """Return the verdict of the gate as one line."""
    basis = wording.basis(decided)
    if decided["verdict"] == "pass":
        passes = f"run {decided['run_id']} passes ({basis})"
        return ". ".join(filter(None, (passes, wording.accepted(decided))))
    reasons = " ".join(reason["message"] for reason in decided["reasons"])
    return f"run {decided['run_id']} does not pass ({basis}): {reasons}"


def annotations(
    findings: Iterable["GateFinding"], places: Places, texts: Texts = NO_TEXTS
) -> Iterator[str]:
    """Yield GitHub's workflow commands that annotate the code with its findings."""
    left = dict.fromkeys(("error", "warning", "notice"), _MOST_ANNOTATED)
    for finding in findings:
        level = _LEVELS.get(finding["severity"], "notice")
        if left[level] == 0:
            continue
        left[level] -= 1
        place, known = places.get(key(finding["resource_id"])), texts.get(finding["id"])
        title = known.title if known and known.title else finding["check_id"]
        properties = {"title": f"{finding['severity']}: {title}"}
        if place and (path := place.path):
            properties |= {"file": path, "line": str(place.line or 1)}
        shown = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        address = f" ({place.address})" if place else ""
        lines = [finding["resource_id"] + address]
        if known:
            lines += [*_lines_of(known, titled=False), f"Check: {finding['check_id']}"]
        yield f"::{level} {shown}::{_data(chr(10).join(lines))}"


def _lines_of(known: FindingTexts, *, titled: bool = True) -> Iterator[str]:
    parts = (known.title if titled else "", known.summary)
    if text := ": ".join(part for part in parts if part):
        yield text
    if known.remediation:
        yield f"Fix: {known.remediation}"


def _where(place: TerraformPlace | None) -> str:
    return " ".join(filter(None, (place.source, place.address))) if place else ""


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
