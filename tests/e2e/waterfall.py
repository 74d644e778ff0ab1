"""A trace as text: what happened when, below what, and how long it took."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rich.table import Table
from rich.text import Text

from tests.emulator.otlp import Span

_BAR = 36


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a span, or siblings of the same name as one, `count` of them."""

    depth: int
    name: str
    where: str
    count: int
    start_ns: int
    end_ns: int
    duration_ms: int
    error: bool


def waterfall(spans: Sequence[Span], *, calls_shown: int | None = None) -> Table:
    """Draw one trace; siblings that do the same at the same place share a line.

    With `calls_shown` only so many of the cloud calls below a line are drawn, the longest, and what
    happens in many regions is one line.
    """
    begin = min(span.start_ns for span in spans)
    end = max(span.end_ns for span in spans)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("SPAN", overflow="ellipsis", no_wrap=True)
    table.add_column("WHERE", style="dim", no_wrap=True)
    table.add_column("duration_ms", justify="right", no_wrap=True, min_width=11)
    table.add_column(f"0 … {(end - begin) // 1_000_000} ms", no_wrap=True, min_width=_BAR)
    for line in lines(spans, calls_shown):
        name = "  " * line.depth + line.name + (f" ({line.count}x)" if line.count > 1 else "")
        style = "red" if line.error else ("bold" if line.depth == 0 else "")
        table.add_row(Text(name, style), line.where, str(line.duration_ms), bar(line, begin, end))
    return table


def subtree(spans: Iterable[Span], trace_id: str, root: str) -> list[Span]:
    """Return the spans of a trace at and below those whose name starts with `root`."""
    mine = sorted((span for span in spans if span.trace_id == trace_id), key=_start)
    kept: dict[str, Span] = {}
    left = mine
    while found := [span for span in left if span.name.startswith(root) or span.parent_id in kept]:
        kept |= {span.span_id: span for span in found}
        left = [span for span in left if span.span_id not in kept]
    return list(kept.values())


def bar(line: Line, begin: int, end: int) -> Text:
    """Draw when a line happened within the trace; at least one character of it."""
    scale = _BAR / max(1, end - begin)
    start = min(int((line.start_ns - begin) * scale), _BAR - 1)
    width = max(1, round((line.end_ns - line.start_ns) * scale))
    return Text(" " * start + "━" * min(width, _BAR - start), "red" if line.error else "cyan")


def lines(spans: Iterable[Span], calls_shown: int | None = None) -> Iterator[Line]:
    """Return the lines of a trace, each below its parent, in the order of their starts."""
    known = {span.span_id: span for span in spans}
    below: dict[str | None, list[Span]] = defaultdict(list)
    for span in sorted(known.values(), key=_start):
        below[span.parent_id if span.parent_id in known else None].append(span)
    yield from _children(below, [None], 0, calls_shown)


def _children(
    below: Mapping[str | None, list[Span]],
    parents: Sequence[str | None],
    depth: int,
    calls_shown: int | None,
) -> Iterator[Line]:
    groups: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for span in (span for parent in parents for span in below.get(parent, ())):
        groups[span.name, "" if calls_shown else _place(span)].append(span)
    calls = [group for group in groups.values() if group[0].kind == "client"]
    calls.sort(key=_total_ns, reverse=True)
    shown, rest = calls[:calls_shown], calls[len(calls[:calls_shown]) :]
    for group in groups.values():
        if group[0].kind == "client" and group not in shown:
            continue
        yield _line(group, depth)
        yield from _children(below, [span.span_id for span in group], depth + 1, calls_shown)
    if rest:
        hidden = [span for group in rest for span in group]
        name = f"{len(hidden)} more calls" if len(hidden) > 1 else "1 more call"
        yield replace(_line(hidden, depth), name=name, count=1, where="")


def _start(span: Span) -> int:
    return span.start_ns


def _total_ns(group: Sequence[Span]) -> int:
    return sum(span.end_ns - span.start_ns for span in group)


def _place(span: Span) -> str:
    return str(span.attributes.get("cloud.region", ""))


def _where(group: Sequence[Span]) -> str:
    places = {_place(span) for span in group}
    return places.pop() if len(places) == 1 else f"{len(places)} regions"


def _line(group: Sequence[Span], depth: int) -> Line:
    first = group[0]
    return Line(
        depth=depth,
        name=first.name,
        where=_where(group),
        count=len(group),
        start_ns=min(span.start_ns for span in group),
        end_ns=max(span.end_ns for span in group),
        duration_ms=max(_duration_ms(span) for span in group),
        error=any(span.error for span in group),
    )


def _duration_ms(span: Span) -> int:
    measured = span.attributes.get("duration_ms")
    return int(measured) if measured is not None else (span.end_ns - span.start_ns) // 1_000_000
