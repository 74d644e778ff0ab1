"""Texts for people."""

import pytest

from posture_client.texts import basis, unread_lines


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


@pytest.mark.parametrize(
    ("known_count", "text"),
    [
        (0, "1 asset, 2 verdicts"),
        (1, "1 asset, 2 verdicts; 1 known finding of severity high or worse stays open"),
        (12, "1 asset, 2 verdicts; 12 known findings of severity high or worse stay open"),
    ],
)
def test_a_gate_says_what_was_there_before_and_is_not_counted(known_count: int, text: str) -> None:
    gate = {"asset_count": 1, "verdict_count": 2, "policy": {"fail_on": "high"}}
    assert basis(gate | {"known_count": known_count}) == text
