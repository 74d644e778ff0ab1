"""What a comparison says to people: a line a pair, the resources behind it, totals by service."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from tests.oracle.compare import Comparison, Difference

HEAD = ("agree", "listed", "not", "ours")
SHOWN = 8


def summary(results: Sequence[Comparison], known: Iterable[Difference]) -> str:
    """Write a line per pair, each disagreement that is not listed, and totals."""
    lines = [_row("check", HEAD)]
    for one in results:
        lines.append(_row(one.pair.check_id, _counts(one)))
        if one.unlisted:
            lines.append(f"    as {one.pair.peer_check_id}")
            lines += [f"    {text}" for text in one.unlisted[:SHOWN]]
    lines += ["", *_by_service(results)]
    silent = [one.pair for one in results if not one.judged]
    lines += ["", *(f"the peer judged nothing: {pair.peer_check_id}" for pair in silent)]
    lines += [f"listed, and not met: {', '.join(one[:5])}" for one in unmet(results, known)]
    return "\n".join(lines)


def unmet(results: Iterable[Comparison], known: Iterable[Difference]) -> list[Difference]:
    """Return what the table lists of these pairs, and no resource showed."""
    met = {one for result in results for one in result.explained}
    asked = {result.pair for result in results}
    return [one for one in known if (one.check_id, one.peer_check_id) in asked and one not in met]


def _by_service(results: Iterable[Comparison]) -> list[str]:
    services: dict[str, Counter[str]] = defaultdict(Counter)
    for one in results:
        for name in (one.pair.check_id.split("_")[1], "all"):
            services[name].update(dict(zip(HEAD, _counts(one), strict=True)) | {"pairs": 1})
    lines = [_row("service", ("pairs", *HEAD, "agreement"))]
    for name in sorted(services, key=lambda name: (name == "all", name)):
        total = services[name]
        judged = total["agree"] + total["listed"] + total["not"]
        share = f"{total['agree'] / judged:.2%}" if judged else "-"
        lines.append(_row(name, (total["pairs"], *(total[word] for word in HEAD), share)))
    return lines


def _counts(one: Comparison) -> tuple[int, ...]:
    return one.agree, len(one.explained), len(one.unlisted), len(one.only_ours)


def _row(name: str, cells: Iterable[object]) -> str:
    return f"{name:64} " + " ".join(f"{cell!s:>9}" for cell in cells)
