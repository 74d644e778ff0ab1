"""The union of two scopes: exact where it can be, wider where it cannot, never narrower."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.domain.scope import MEMBERS, union

Scope = dict[str, list[str]]


def selects(scope: Scope, looked_at: dict[str, str]) -> bool:
    """Return whether a run with this scope evaluates a check on an asset."""
    return all(name not in scope or looked_at[name] in scope[name] for name in MEMBERS)


@pytest.mark.parametrize(
    ("one", "other", "united"),
    [
        ({}, {}, {}),
        ({}, {"services": ["s3"]}, {}),
        ({"services": ["s3"]}, {"services": ["iam", "s3"]}, {"services": ["s3", "iam"]}),
        ({"services": ["s3"]}, {"regions": ["eu-west-1"]}, {}),
        (
            {"services": ["s3"], "resource_ids": ["a"]},
            {"services": ["s3"], "resource_ids": ["b"]},
            {"services": ["s3"], "resource_ids": ["a", "b"]},
        ),
        (
            {"services": ["s3"], "resource_ids": ["a"]},
            {"resource_ids": ["b"]},
            {"resource_ids": ["a", "b"]},
        ),
        ({"resource_ids": []}, {"resource_ids": ["a"]}, {"resource_ids": ["a"]}),
        ({"resource_ids": []}, {"resource_ids": []}, {"resource_ids": []}),
        ({"resource_ids": []}, {"services": ["s3"]}, {}),
        (
            {"regions": ["eu-west-1"], "services": ["s3"]},
            {"regions": ["us-east-1"], "services": ["iam"]},
            {"regions": ["eu-west-1", "us-east-1"], "services": ["s3", "iam"]},
        ),
    ],
)
def test_the_union_of_two_scopes(one: Scope, other: Scope, united: Scope) -> None:
    assert union(one, other) == united


@pytest.mark.parametrize(("name", "most"), MEMBERS.items())
def test_a_member_beyond_its_limit_limits_nothing(name: str, most: int) -> None:
    same = {"regions": ["eu-west-1"], "services": ["s3"]}
    one = same | {name: [f"a{number}" for number in range(most - 1)]}
    full, over = same | {name: ["b"]}, same | {name: ["b", "c"]}
    assert len(union(one, full)[name]) == most
    assert union(one, over) == {other: values for other, values in same.items() if other != name}


WORDS = ["a", "b", "c"]
scopes: Any = st.fixed_dictionaries(
    {}, optional={name: st.lists(st.sampled_from(WORDS), unique=True) for name in MEMBERS}
)
EVERYTHING = [dict(zip(MEMBERS, words, strict=True)) for words in product(WORDS, repeat=4)]


@given(scopes, scopes)
def test_the_union_includes_both_scopes(one: Scope, other: Scope) -> None:
    united = union(one, other)
    for each in EVERYTHING:
        if selects(one, each) or selects(other, each):
            assert selects(united, each)


@given(scopes, st.sampled_from(list(MEMBERS)), st.lists(st.sampled_from(WORDS), unique=True))
def test_it_is_exact_where_one_member_differs(scope: Scope, name: str, values: list[str]) -> None:
    other = scope | {name: values}
    united = union(scope, other)
    for each in EVERYTHING:
        assert selects(united, each) == (selects(scope, each) or selects(other, each))


@given(scopes, scopes, scopes)
def test_the_order_of_callers_changes_nothing(one: Scope, two: Scope, three: Scope) -> None:
    there = union(union(one, two), three)
    back = union(three, union(two, one))
    assert {name: set(values) for name, values in there.items()} == {
        name: set(values) for name, values in back.items()
    }


@pytest.mark.parametrize(
    ("one", "other", "absent"),
    [
        ({"resource_ids": ["a", "b"], "expected_absent": ["b"]}, {"resource_ids": ["a"]}, ["b"]),
        ({"resource_ids": ["a", "b"], "expected_absent": ["b"]}, {"resource_ids": ["b"]}, []),
        (
            {"resource_ids": ["a", "b"], "expected_absent": ["b"]},
            {"resource_ids": ["b", "c"], "expected_absent": ["b", "c"]},
            ["b", "c"],
        ),
        ({"resource_ids": ["a"], "expected_absent": ["a"]}, {"services": ["s3"]}, []),
    ],
)
def test_an_asset_is_expected_to_be_gone_unless_the_other_scope_expects_it(
    one: dict[str, Any], other: dict[str, Any], absent: list[str]
) -> None:
    for united in (union(one, other), union(other, one)):
        assert sorted(united.get("expected_absent", [])) == absent


@pytest.mark.parametrize(
    ("one", "other", "skips"), [(True, True, True), (True, False, False), (False, False, False)]
)
def test_unchecked_assets_are_skipped_only_if_both_scopes_skip_them(
    one: bool,  # noqa: FBT001  # a row of the table
    other: bool,  # noqa: FBT001  # as above
    skips: bool,  # noqa: FBT001  # as above
) -> None:
    scopes = [
        {"resource_ids": ["a"]} | ({"skip_unchecked": True} if skip else {})
        for skip in (one, other)
    ]
    assert ("skip_unchecked" in union(*scopes)) == skips
