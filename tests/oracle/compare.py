"""Compares verdicts with the peer's, check by check and resource by resource."""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
CORRESPONDENCE = HERE / "correspondence"
DIFFERENCES = HERE / "differences.csv"


class Seen(NamedTuple):
    """One verdict on one resource."""

    resource_id: str
    region: str
    status: str


class Pair(NamedTuple):
    """A check of ours and the peer's check that asks the same."""

    check_id: str
    peer_check_id: str


class Difference(NamedTuple):
    """An examined disagreement, with the page that proves our side."""

    check_id: str
    peer_check_id: str
    resource: str
    reason: str
    source: str

    def explains(self, pair: Pair, resource_id: str) -> bool:
        return (self.check_id, self.peer_check_id) == pair and fnmatchcase(
            resource_id, self.resource
        )


@dataclass(slots=True)
class Comparison:
    """How one pair of checks agrees."""

    pair: Pair
    agree: int = 0
    explained: int = 0
    disagree: list[str] = field(default_factory=list)
    only_theirs: list[str] = field(default_factory=list)
    only_ours: list[str] = field(default_factory=list)

    @property
    def judged(self) -> int:
        return self.agree + self.explained + len(self.disagree) + len(self.only_theirs)


def pairs() -> list[Pair]:
    """Answer every pair that asks the same question."""
    return sorted(
        {
            Pair(row["check_id"], row["peer_check_id"])
            for path in CORRESPONDENCE.glob("*.csv")
            for row in _rows(path)
            if row["check_id"] and row["peer_check_id"]
        }
    )


def differences() -> list[Difference]:
    """Answer the examined disagreements."""
    return [Difference(**row) for row in _rows(DIFFERENCES)]


def theirs(report: Path) -> dict[str, list[Seen]]:
    """Read the peer's OCSF report: verdicts by its check ids."""
    found: dict[str, list[Seen]] = defaultdict(list)
    for row in json.loads(report.read_text(encoding="utf-8")):
        resource = row["resources"][0]
        found[row["metadata"]["event_code"]].append(
            Seen(resource["uid"], resource.get("region", ""), row["status_code"].lower())
        )
    return found


def compare(
    pair: Pair,
    ours: Iterable[Seen],
    peer: Iterable[Seen],
    explained: Iterable[Difference],
) -> Comparison:
    """Compare one pair of checks.

    A resource is the same by its id; where neither side knows the other's ids and both judge one
    thing in a region, or one at all (an account, a region's setting), that is the same too.
    `not_applicable` agrees with silence and with a pass: the peer has no such word.
    """
    mine, other = _keyed(ours), _keyed(peer)
    if not mine.keys() & other.keys():
        mine, other = _by_region(mine), _by_region(other)
    if not mine.keys() & other.keys() and len(mine) == len(other) == 1:
        mine, other = _as_the_only_one(mine), _as_the_only_one(other)
    result = Comparison(pair)
    reasons = list(explained)
    for key in sorted(mine.keys() | other.keys()):
        answer, wanted = mine.get(key), other.get(key)
        if wanted is None:
            if answer not in {"not_applicable", "unknown"}:
                result.only_ours.append(key)
        elif answer == wanted or (answer, wanted) == ("not_applicable", "pass"):
            result.agree += 1
        elif any(one.explains(pair, key) for one in reasons):
            result.explained += 1
        elif answer is None:
            result.only_theirs.append(f"{key} ({wanted})")
        else:
            result.disagree.append(f"{key}: ours {answer}, theirs {wanted}")
    return result


def summary(results: Iterable[Comparison]) -> str:
    """Write a line per pair, the resources of each disagreement, and the share that agrees."""
    head = ("agree", "expl.", "differ", "theirs", "ours")
    lines = [f"{'check':64} " + " ".join(f"{word:>6}" for word in head)]
    total: Counter[str] = Counter()
    for one in results:
        lines.append(
            f"{one.pair.check_id:64} {one.agree:6} {one.explained:6} {len(one.disagree):6} "
            f"{len(one.only_theirs):6} {len(one.only_ours):6}"
        )
        if one.disagree or one.only_theirs:
            lines.append(f"    as {one.pair.peer_check_id}")
            lines += [f"    {text}" for text in one.disagree[:8]]
            lines += [f"    only theirs: {text}" for text in one.only_theirs[:8]]
        total["agree"] += one.agree + one.explained
        total["judged"] += one.judged
    share = total["agree"] / total["judged"] if total["judged"] else 0.0
    lines.append(f"agreement: {total['agree']} of {total['judged']} verdicts, {share:.2%}")
    return "\n".join(lines)


def _keyed(seen: Iterable[Seen]) -> dict[str, str]:
    worst = ("fail", "unknown", "pass", "not_applicable", "manual")
    found: dict[str, str] = {}
    for one in seen:
        if one.status == "manual":
            continue
        before = found.get(one.resource_id, "manual")
        found[one.resource_id] = min(one.status, before, key=worst.index)
    return found


def _by_region(seen: Mapping[str, str]) -> dict[str, str]:
    regions = Counter(_region(key) for key in seen)
    return {
        (f"the one in {region or 'the account'}" if regions[region] == 1 else key): status
        for key, status in seen.items()
        for region in (_region(key),)
    }


def _as_the_only_one(seen: Mapping[str, str]) -> dict[str, str]:
    return dict.fromkeys(["the only one"], *seen.values())


def _region(resource_id: str) -> str:
    parts = resource_id.split(":")
    return parts[3] if len(parts) > 3 else ""


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
