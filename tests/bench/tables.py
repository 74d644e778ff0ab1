"""Tables of figures; a module of its own, because a measured process must import no database."""

from collections.abc import Sequence


def table(title: str, rows: Sequence[tuple[str, ...]]) -> str:
    """Lay out rows whose first is the heading, as Markdown."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join([title, "", *lines, ""])
