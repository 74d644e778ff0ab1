"""The oracle's tables are whole: every check has its place, every difference its proof."""

import csv
import re
from collections import Counter

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from tests.oracle.compare import CORRESPONDENCE, SILENT, differences, pairs

STATUSES = {"pass", "fail", "unknown", "not_applicable", SILENT}
PROOF = re.compile(
    r"https://(?:docs\.aws\.amazon|cloud\.google|learn\.microsoft)\.com/\S+|https://www\.postgresql\.org/\S+"
)


def corresponding() -> list[dict[str, str]]:
    return [
        row
        for path in sorted(CORRESPONDENCE.glob("*.csv"))
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    ]


def test_every_check_names_its_counterparts_at_the_peer() -> None:
    assert {row["check_id"] for row in corresponding()} - {""} == {one.id for one in checks(CLOUDS)}


def test_a_check_of_the_peer_without_a_counterpart_has_a_reason() -> None:
    assert not [row for row in corresponding() if not row["check_id"] and not row["note"]]


def test_no_pair_is_listed_twice() -> None:
    listed = Counter((row["check_id"], row["peer_check_id"]) for row in corresponding())
    assert not [pair for pair, count in listed.items() if count > 1]


def test_every_difference_is_of_a_pair_that_is_compared() -> None:
    assert {(one.check_id, one.peer_check_id) for one in differences()} - set(pairs()) == set()


def test_every_difference_has_two_verdicts_a_reason_and_a_page_that_proves_it() -> None:
    assert not [
        one
        for one in differences()
        if one.ours == one.theirs
        or {one.ours, one.theirs} - STATUSES
        or not one.reason.endswith(".")
        or not PROOF.fullmatch(one.source)
    ]


def test_no_difference_is_listed_twice() -> None:
    listed = Counter(one[:5] for one in differences())
    assert not [one for one, count in listed.items() if count > 1]
