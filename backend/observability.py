"""Write what derives from the catalogue of telemetry. `--check` only compares.

The tables of `docs/observability.md` list every instrument, span and attribute.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from posture.telemetry.catalogue import INSTRUMENTS, RESOURCE, SPANS, Attribute, Instrument

HERE = Path(__file__).parent
PAGE = HERE / "docs" / "observability.md"
START, END = "<!-- generated: {} -->\n", "<!-- end -->"


def files() -> Mapping[Path, str]:
    """Return the text of every generated file."""
    return {PAGE: page(PAGE.read_text(encoding="utf-8"))}


def page(text: str) -> str:
    """Put the tables into the page, each between its markers."""
    for name, rows in (
        ("metrics", _metrics()),
        ("spans", _spans()),
        ("attributes", _attributes()),
    ):
        before, start, rest = text.partition(START.format(name))
        _, end, after = rest.partition(END)
        if not (start and end):
            raise SystemExit(f"{PAGE.name}: there is no block `generated: {name}`")
        text = before + start + "\n".join(rows) + "\n" + end + after
    return text


def _metrics() -> Iterator[str]:
    yield "| metric | in Prometheus | kind, unit | attributes | what it is |"
    yield "|---|---|---|---|---|"
    for one in INSTRUMENTS:
        yield (
            f"| `{one.name}` | `{one.series}` | {_kind(one)} | {_keys(one.attributes)} "
            f"| {one.description} |"
        )


def _kind(one: Instrument) -> str:
    shown = f"{one.kind}, {one.unit}"
    return (
        f"{shown}; bounds {' '.join(f'{bound:g}' for bound in one.bounds)}" if one.bounds else shown
    )


def _spans() -> Iterator[str]:
    yield "| span | kind | attributes | what it is |"
    yield "|---|---|---|---|"
    for one in SPANS:
        yield f"| `{one.name}` | {one.kind} | {_keys(one.attributes)} | {one.description} |"


def _keys(attributes: Sequence[Attribute]) -> str:
    return ", ".join(f"`{one.key}`{'?' if one.optional else ''}" for one in attributes) or "-"


def _attributes() -> Iterator[str]:
    yield "| attribute | of | values | what it is |"
    yield "|---|---|---|---|"
    groups = (("the process", RESOURCE), ("metrics", _of_metrics()), ("spans", _of_spans()))
    for name, attributes in groups:
        for one in attributes:
            values = ", ".join(f"`{value}`" for value in one.values) or "-"
            yield f"| `{one.key}` | {name} | {values} | {one.description} |"


def _of_metrics() -> list[Attribute]:
    return list(dict.fromkeys(one for instrument in INSTRUMENTS for one in instrument.attributes))


def _of_spans() -> list[Attribute]:
    """Return the attributes that only spans have, each key once."""
    known = {one.key for one in _of_metrics()}
    found = {one.key: one for span in SPANS for one in span.attributes if one.key not in known}
    return list(found.values())


def main(arguments: Sequence[str]) -> int:
    """Write the files, or with `--check` return 1 when one is out of date."""
    wrong = 0
    for path, text in files().items():
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if before == text:
            continue
        if "--check" in arguments:
            sys.stderr.write(
                f"{path.relative_to(HERE)} is out of date: run `python3 noxfile.py -s generate`.\n"
            )
            wrong = 1
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
