"""Texts for people."""

import pytest

from posture_client.texts import accepted, basis, unread_lines


@pytest.mark.parametrize(
    ("unread", "line"),
    [
        ({}, "not read: AccessDenied: kms:ListKeys"),
        (
            {"count": 4, "permission": "kms:ListKeys", "regions": ["a", "b"]},
            "not read: AccessDenied: kms:ListKeys in a, b (4 times): grant kms:ListKeys",
        ),
        (
            {"permission": "kms:ListKeys", "suppressed_by": "7d"},
            "not read: AccessDenied: kms:ListKeys, accepted by suppression 7d",
        ),
        (
            {"regions": ["a", "b", "c", "d"]},
            "not read: AccessDenied: kms:ListKeys in 4 regions",
        ),
        (
            {"reason": "InTransition(CREATING)", "call": "arn:aws:a"},
            "not read: InTransition(CREATING): arn:aws:a; look again",
        ),
        (
            {"reason": "NotFound", "call": "arn:aws:a"},
            "not read: NotFound: arn:aws:a; look again",
        ),
    ],
)
def test_a_line_says_what_was_not_read_where_and_what_would_allow_it(
    unread: dict[str, object], line: str
) -> None:
    whole = {
        "reason": "AccessDenied",
        "call": "kms:ListKeys",
        "count": 1,
        "permission": None,
        "regions": [],
        **unread,
    }
    assert list(unread_lines({"unread": [whole]})) == [line]


def test_lines_beyond_the_most_are_counted() -> None:
    one = {"reason": "AccessDenied", "call": "a:B", "count": 1, "permission": None}
    assert list(unread_lines({"unread": [one] * 3}, most=1)) == [
        "not read: AccessDenied: a:B",
        "and 2 more reasons",
    ]


TWELVE = "1 asset, 2 verdicts; 12 known findings of severity high or worse stay open"


@pytest.mark.parametrize(
    ("known", "text"),
    [
        ({"known_count": 0}, "1 asset, 2 verdicts"),
        (
            {"known_count": 1, "known_counts": {"critical": 0, "high": 1}},
            "1 asset, 2 verdicts; 1 known finding of severity high or worse stays open (1 high)",
        ),
        (
            {"known_count": 12, "known_counts": {"critical": 2, "high": 10, "low": 0}},
            f"{TWELVE} (2 critical, 10 high)",
        ),
        (
            {"known_count": 12},
            TWELVE,
        ),
    ],
)
def test_a_gate_says_what_is_known_and_not_counted(known: dict[str, object], text: str) -> None:
    gate = {"asset_count": 1, "verdict_count": 2, "policy": {"fail_on": "high"}}
    assert basis(gate | known) == text


def accepting(how: str, by: str | None, by_name: str | None, count: int) -> dict[str, object]:
    return {"how": how, "by": by, "by_name": by_name, "count": count}


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (accepting("baseline", "7d", "ana", 12), "12 findings by a baseline of ana (7d)"),
        (accepting("status", "7d", None, 1), "1 finding by the status set by 7d"),
        (
            accepting("unread_call", "7d", "ana", 2),
            "2 unknown verdicts by a suppression of ana (7d)",
        ),
        (accepting("baseline", None, None, 3), "3 findings by a baseline of an unknown author"),
        (accepting("later", "7d", None, 1), "1 finding by later 7d"),
    ],
)
def test_a_gate_says_what_was_accepted_and_by_whom(one: dict[str, object], text: str) -> None:
    assert accepted({"accepted": [one]}) == f"Accepted, so not counted: {text}"


def test_a_gate_without_anything_accepted_says_nothing() -> None:
    assert accepted({"accepted": []}) == accepted({}) == ""
