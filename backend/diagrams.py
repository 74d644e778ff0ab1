"""Writes the two diagrams of ARCHITECTURE.md: the layers that import-linter enforces, and the life
of a run, from the table in the domain. `--check` only compares.
"""

import re
import sys
import tomllib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from posture.domain.run import FINAL, TRANSITIONS, RunStatus

HERE = Path(__file__).parent
PAGE = HERE / "ARCHITECTURE.md"
PROJECT = HERE.parent / "pyproject.toml"
SAYS = {
    "cli": "the command line",
    "bootstrap": "the composition root",
    "api": "HTTP in, one service call, HTTP out",
    "worker": "claim, collect, evaluate, record",
    "executor": "executes accepted runs",
    "services": "one use case, one transaction",
    "store": "rows, one writer, many readers",
    "collectors": "cloud SDK to assets",
    "formats": "a run's findings as text, pure",
    "frameworks": "controls to checks, as data",
    "checks": "pure rules",
    "outbound": "connections to hosts that a caller chose",
    "domain": "the terms of the field as types",
    "backoff": "waits between attempts",
    "turns": "queues that owners share",
    "telemetry": "spans, metrics, logs",
    "settings": "POSTURE_* variables",
}


def layers() -> str:
    """Draw the layers, top to bottom in the direction of imports."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    contract = next(
        one for one in project["tool"]["importlinter"]["contracts"] if one["type"] == "layers"
    )
    lines = ["flowchart TD"]
    rows = [
        row
        for layer in contract["layers"]
        if (row := [name for found in re.split(r"[|:]", layer) if (name := found.strip()) in SAYS])
    ]
    if missing := SAYS.keys() - {name for row in rows for name in row}:
        raise SystemExit(f"pyproject.toml has no layer {', '.join(sorted(missing))}")
    for number, row in enumerate(rows):
        boxes = [f'{name}["{name}<br/><small>{SAYS[name]}</small>"]' for name in row]
        if len(row) == 1:
            lines.append(f"  {boxes[0]}")
        else:
            lines += [
                f'  subgraph row{number}[" "]',
                "    direction LR",
                *(f"    {box}" for box in boxes),
                "  end",
            ]
    names = [row[0] if len(row) == 1 else f"row{number}" for number, row in enumerate(rows)]
    lines += [f"  {above} --> {below}" for above, below in pairwise(names)]
    return "\n".join(lines)


def life() -> str:
    """Draw the life of a run."""
    lines = ["stateDiagram-v2", f"  [*] --> {RunStatus.ACCEPTED}: POST /cloud-posture-runs"]
    for status, onward in TRANSITIONS.items():
        lines += [f"  {status} --> {target}: {why}" for target, why in onward.items()]
    lines += [f"  {status} --> [*]" for status in RunStatus if status in FINAL]
    return "\n".join(lines)


def render(page: str) -> str:
    """Put the diagrams into a page, between their markers."""
    for name, drawing in (("layers", layers()), ("life", life())):
        block = f"<!-- generated: {name} -->\n```mermaid\n{drawing}\n```\n<!-- end -->"
        before, start, rest = page.partition(f"<!-- generated: {name} -->")
        _, end, after = rest.partition("<!-- end -->")
        if not (start and end):
            raise SystemExit(f"{PAGE.name}: there is no block `generated: {name}`")
        page = before + block + after
    return page


def main(arguments: Sequence[str]) -> int:
    """Write the page, or with `--check` say whether it is up to date."""
    before = PAGE.read_text(encoding="utf-8")
    after = render(before)
    if "--check" in arguments:
        if before != after:
            print(f"{PAGE.name} is out of date: run `python3 noxfile.py -s generate`.")
        return int(before != after)
    PAGE.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
