"""Patterns: matched without backtracking, with the result of the obvious regular expression."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.domain.pattern import matches_case
from tests.promises import promise

PATTERNS = st.text(alphabet="ab*?\n", max_size=8)
TEXTS = st.text(alphabet="ab?*\n", max_size=8)


def obvious(pattern: str) -> str:
    words = {"*": ".*", "?": "."}
    return "".join(words.get(one, re.escape(one)) for one in pattern)


@given(pattern=PATTERNS, text=TEXTS)
def test_a_pattern_matches_what_the_regular_expression_matches(pattern: str, text: str) -> None:
    expected = re.fullmatch(obvious(pattern), text, re.DOTALL) is not None
    assert matches_case(pattern, text) == expected


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("arn:aws:s3:::*", "arn:aws:s3:::a", True),
        ("arn:aws:s3:::*", "arn:aws:s3::", False),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("*a?c*", "xxabcxx", True),
        ("*a?c*", "xxacxx", False),
        ("A", "a", False),
        ("", "", True),
        ("*", "", True),
        ("?", "", False),
    ],
)
def test_stars_and_question_marks(pattern: str, text: str, *, matches: bool) -> None:
    assert matches_case(pattern, text) == matches


@promise("limits", "A hostile pattern of a suppression is matched in one pass")
@pytest.mark.parametrize(
    "pattern", ["*a" * 500 + "b", "*" + "?" * 998 + "b", "*" + "a?" * 499 + "b", "?*" * 500]
)
def test_a_hostile_pattern_looks_at_each_character_once(pattern: str) -> None:
    looks = 0

    class Counted(str):
        __slots__ = ()

        def __getitem__(self, key: object) -> str:
            nonlocal looks
            looks += 1
            return super().__getitem__(key)  # type: ignore[index]  # an index or a slice

    text = Counted("a" * 2_000 + "c")
    assert matches_case(pattern, text) == pattern.endswith("*")
    assert looks <= 2 * len(text)
