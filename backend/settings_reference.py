"""Write the reference of settings from `posture/settings/`. `--check` only compares."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from posture.settings import PREFIX, Settings

PAGE = Path(__file__).parent / "docs" / "settings.md"
START, END = "<!-- generated: settings -->\n", "<!-- end -->"
# Defaults that are another path or name on each machine.
SHOWN_DEFAULTS = {"database_url": "`posture.db` in the platform's data directory"}


def rows() -> Iterator[str]:
    """Return the table, line by line."""
    yield "| variable | default | unit | meaning |"
    yield "|---|---|---|---|"
    for one in fields(Settings):
        unit = one.metadata["unit"].replace("|", " or ")
        yield f"| `{PREFIX}{one.name.upper()}` | {_default(one)} | {unit} | {one.metadata['doc']} |"


def _default(one: Field[Any]) -> str:
    match one.default:
        case _ if one.name in SHOWN_DEFAULTS:
            return SHOWN_DEFAULTS[one.name]
        case bool(value):
            return f"`{str(value).lower()}`"
        case "":
            return "none"
        case float(value):
            return f"`{value:g}`"
        case value:
            return f"`{value}`"


def render(page: str) -> str:
    """Put the table into a page, between its markers."""
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise SystemExit(f"{PAGE.name}: there is no block `generated: settings`")
    return before + start + "\n".join(rows()) + "\n" + end + after


def main(arguments: Sequence[str]) -> int:
    """Write the page, or with `--check` return 1 when it is out of date."""
    before = PAGE.read_text(encoding="utf-8")
    after = render(before)
    if "--check" not in arguments:
        PAGE.write_text(after, encoding="utf-8")
        return 0
    if before != after:
        sys.stderr.write(f"{PAGE.name} is out of date: run `python3 noxfile.py -s generate`.\n")
    return int(before != after)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
