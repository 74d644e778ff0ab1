"""Compares verdicts with the peer's, check by check and resource by resource."""

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
CORRESPONDENCE = HERE / "correspondence"
DIFFERENCES = HERE / "differences.csv"
SILENT = "-"

# Where the peer makes an ARN up, AWS's own is the resource's id.
OWN_ARNS = (
    (re.compile(r"^(arn:[\w-]+:iam):[\w-]+:"), r"\1::"),
    (re.compile(r"^(arn:[\w-]+:ec2:.*:)eip-allocation/"), r"\1elastic-ip/"),
)


class Seen(NamedTuple):
    """One verdict on one resource."""

    resource_id: str
    region: str
    status: str


class Pair(NamedTuple):
    """Our check, and the peer's check for the same question."""

    check_id: str
    peer_check_id: str


class Difference(NamedTuple):
    """An examined disagreement, with the page that proves our side."""

    check_id: str
    peer_check_id: str
    resource: str
    ours: str
    theirs: str
    reason: str
    source: str

    def explains(self, resource_id: str, ours: str, theirs: str) -> bool:
        """Return whether it is this disagreement: such a resource, these verdicts."""
        return (self.ours, self.theirs) == (ours, theirs) and fnmatchcase(
            resource_id, self.resource
        )


@dataclass(slots=True)
class Comparison:
    """How one pair of checks agrees."""

    pair: Pair
    agree: int = 0
    explained: list[Difference] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    only_ours: list[str] = field(default_factory=list)

    @property
    def judged(self) -> int:
        """Count the peer's verdicts."""
        return self.agree + len(self.explained) + len(self.unlisted)


def pairs() -> list[Pair]:
    """Return every pair that asks the same question."""
    return sorted(
        {
            Pair(row["check_id"], row["peer_check_id"])
            for path in CORRESPONDENCE.glob("*.csv")
            for row in _rows(path)
            if row["check_id"] and row["peer_check_id"]
        }
    )


def differences() -> list[Difference]:
    """Return the examined disagreements."""
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
    known: Iterable[Difference],
) -> Comparison:
    """Compare one pair of checks.

    A resource is the same by its id. Where neither side knows the other's ids and ours judges one
    thing in a region, the peer's verdicts there are one answer, a pass if any passes: it reports
    what satisfies the rule, ours the region. One thing on each side is the same thing, too.
    `not_applicable` agrees with silence and with a pass: the peer has no such word.
    """
    mine, other = _keyed(ours), _keyed(peer)
    if not mine.keys() & other.keys():
        mine, other = _by_region(mine, other)
    if not mine.keys() & other.keys() and len(mine) == len(other) == 1:
        mine, other = _as_the_only_one(mine), _as_the_only_one(other)
    result = Comparison(pair)
    reasons = [one for one in known if (one.check_id, one.peer_check_id) == pair]
    for key in sorted(mine.keys() | other.keys()):
        _note(result, key, mine.get(key, SILENT), other.get(key, SILENT), reasons)
    return result


def _note(
    result: Comparison, key: str, ours: str, theirs: str, known: Iterable[Difference]
) -> None:
    listed = next((one for one in known if one.explains(key, ours, theirs)), None)
    if theirs == SILENT:
        if ours not in {"not_applicable", "unknown"}:
            result.only_ours.append(key)
    elif ours == theirs or (ours, theirs) == ("not_applicable", "pass"):
        result.agree += 1
    elif listed:
        result.explained.append(listed)
    else:
        result.unlisted.append(f"{key}: ours {ours}, theirs {theirs}")


def _keyed(seen: Iterable[Seen]) -> dict[str, str]:
    worst = ("fail", "unknown", "pass", "not_applicable", "manual")
    found: dict[str, str] = {}
    for one in seen:
        if one.status == "manual":
            continue
        key = _own_arn(one.resource_id)
        found[key] = min(one.status, found.get(key, "manual"), key=worst.index)
    return found


def _by_region(
    mine: Mapping[str, str], other: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    ours, theirs = Counter(map(_region, mine)), Counter(map(_region, other))
    other_by_region: dict[str, str] = {}
    for key, status in other.items():
        region = _region(key)
        name = _place(region) if 1 in {ours[region], theirs[region]} else key
        other_by_region[name] = "pass" if "pass" in {status, other_by_region.get(name)} else status
    mine_by_region = {
        (_place(_region(key)) if ours[_region(key)] == 1 else key): status
        for key, status in mine.items()
    }
    return mine_by_region, other_by_region


def _place(region: str) -> str:
    return f"the one in {region or 'the account'}"


def _as_the_only_one(seen: Mapping[str, str]) -> dict[str, str]:
    return dict.fromkeys(["the only one"], *seen.values())


def _region(resource_id: str) -> str:
    parts = resource_id.split(":")
    return parts[3] if len(parts) > 3 else ""


def _own_arn(resource_id: str) -> str:
    for made_up, own in OWN_ARNS:
        resource_id = made_up.sub(own, resource_id)
    return resource_id


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
