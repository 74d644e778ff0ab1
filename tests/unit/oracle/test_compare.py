"""How verdicts are compared with the peer's: what is the same resource, and what is excused."""

import pytest

from tests.oracle.azure import of_assets
from tests.oracle.both import by_our_names
from tests.oracle.compare import Comparison, Difference, Pair, Seen, compare
from tests.oracle.report import summary, unmet

PAIR = Pair("aws_paper_sheet_whole", "paper_sheet_whole")
SHEET = "arn:aws:paper:home:1:sheet/"
LISTED = Difference(*PAIR, f"{SHEET}bad-*", "fail", "pass", "It is torn.", "https://x")


def seen(**statuses: str) -> list[Seen]:
    return [
        Seen(SHEET + name.replace("_", "-"), "home", status) for name, status in statuses.items()
    ]


def counts_of(found: Comparison) -> tuple[int, int, int, int]:
    return found.agree, len(found.explained), len(found.unlisted), len(found.only_ours)


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({"a": "pass"}, {"a": "pass"}, (1, 0, 0, 0)),
        ({"a": "fail"}, {"a": "pass"}, (0, 0, 1, 0)),
        ({"a": "unknown"}, {"a": "pass"}, (0, 0, 1, 0)),
        ({"a": "not_applicable"}, {"a": "pass"}, (1, 0, 0, 0)),
        ({"a": "not_applicable"}, {"a": "fail"}, (0, 0, 1, 0)),
        ({"a": "pass", "b": "fail"}, {"a": "pass"}, (1, 0, 0, 1)),
        ({"a": "pass", "b": "not_applicable"}, {"a": "pass"}, (1, 0, 0, 0)),
        ({"a": "pass"}, {"a": "pass", "b": "fail"}, (1, 0, 1, 0)),
        ({"a": "pass"}, {"a": "manual"}, (0, 0, 0, 1)),
        ({"bad_1": "fail"}, {"bad_1": "pass"}, (0, 1, 0, 0)),
        ({"bad_1": "pass"}, {"bad_1": "fail"}, (0, 0, 1, 0)),
        ({"good_1": "fail"}, {"good_1": "pass"}, (0, 0, 1, 0)),
    ],
)
def test_a_disagreement_is_excused_only_as_it_is_listed(
    ours: dict[str, str], theirs: dict[str, str], expected: tuple[int, int, int, int]
) -> None:
    assert counts_of(compare(PAIR, seen(**ours), seen(**theirs), [LISTED])) == expected


def test_a_difference_of_other_checks_excuses_nothing() -> None:
    other = LISTED._replace(check_id="aws_paper_sheet_white")
    found = compare(PAIR, seen(bad_1="fail"), seen(bad_1="pass"), [other])
    assert counts_of(found) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("made_up", "own"),
    [
        (
            "arn:aws:iam:eu-central-1:1:user/sam/credential/A",
            "arn:aws:iam::1:user/sam/credential/A",
        ),
        ("arn:aws:ec2:home:1:eip-allocation/e", "arn:aws:ec2:home:1:elastic-ip/e"),
    ],
)
def test_an_arn_made_by_the_peer_is_mapped_to_that_of_aws(made_up: str, own: str) -> None:
    ours = [Seen(own, "home", "fail"), Seen(own + "2", "home", "pass")]
    theirs = [Seen(made_up, "home", "fail"), Seen(made_up + "2", "home", "pass")]
    assert counts_of(compare(PAIR, ours, theirs, [])) == (2, 0, 0, 0)


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        ({"a": "fail", "b": "pass"}, (1, 0, 0, 0)),
        ({"a": "pass", "b": "fail"}, (1, 0, 0, 0)),
        ({"a": "fail", "b": "fail"}, (0, 0, 1, 0)),
    ],
)
def test_a_region_passes_when_anything_in_it_satisfies_the_peer(
    theirs: dict[str, str], expected: tuple[int, int, int, int]
) -> None:
    region = [Seen("arn:aws:paper:home:1:region", "home", "pass")]
    assert counts_of(compare(PAIR, region, seen(**theirs), [])) == expected


def test_a_single_asset_on_each_side_is_the_same_asset() -> None:
    ours, theirs = [Seen("arn:aws:iam::1:root", "home", "fail")], [Seen("1", "home", "fail")]
    assert counts_of(compare(PAIR, ours, theirs, [])) == (1, 0, 0, 0)


def test_the_worst_of_several_verdicts_on_a_resource_counts() -> None:
    twice = [*seen(a="pass"), *seen(a="fail")]
    assert counts_of(compare(PAIR, seen(a="fail"), twice, [])) == (1, 0, 0, 0)


def test_the_report_has_unlisted_and_unused_differences() -> None:
    found = [compare(PAIR, seen(a="fail", b="pass"), seen(a="pass", b="pass"), [LISTED])]
    text = summary(found, [LISTED])
    assert f"{SHEET}a: ours fail, theirs pass" in text
    assert "50.00%" in text
    assert unmet(found, [LISTED]) == [LISTED]
    assert "listed, and not met: aws_paper_sheet_whole" in text


def test_ids_of_google_are_the_same_by_their_last_part() -> None:
    ours = [Seen("//bigquery.googleapis.com/projects/p/datasets/sales", "", "fail")]
    peer = [Seen("p:Sales", "", "fail"), Seen("p:other", "", "pass")]

    found = by_our_names(peer, ours)

    assert [one.resource_id for one in found] == [ours[0].resource_id, "p:other"]


def test_ids_of_azure_are_the_same_in_any_letter_case_before_their_last_parts() -> None:
    first, second = "/subscriptions/s/vaults/A/keys/k", "/subscriptions/s/vaults/B/keys/k"
    ours = [Seen(first, "", "fail"), Seen(second, "", "pass")]

    found = by_our_names([Seen(first.lower(), "", "fail"), Seen(second.upper(), "", "pass")], ours)

    assert [one.resource_id for one in found] == [first, second]


def test_settings_of_an_azure_resource_are_the_resource_and_the_worst_counts() -> None:
    server = "/subscriptions/s/providers/p/servers/A"
    ours = [Seen(server, "", "fail")]
    peer = [
        Seen(f"{server.lower()}/configurations/tls", "", "pass"),
        Seen(f"{server}/configurations/log", "", "fail"),
        Seen("/subscriptions/s/providers/p/servers/B", "", "pass"),
    ]

    found = of_assets(peer, ours)

    assert [one.resource_id for one in found] == [server, server, peer[2].resource_id]
    assert counts_of(compare(PAIR, ours, found, [])) == (1, 0, 1, 0)
