"""Suppressions: what one covers, to the letter, and which of several does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.domain.suppression import Suppression, Suppressions

CHECK = "aws_s3_bucket_tls_required"
BUCKET = "arn:aws:s3:::acme-logs"


def suppression(
    pattern: str,
    *,
    check_id: str = CHECK,
    name: str = "s",
    expires_at: int = 1_000,
) -> Suppression:
    return Suppression(id=name, check_id=check_id, resource_pattern=pattern, expires_at=expires_at)


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        (BUCKET, True),
        ("arn:aws:s3:::acme-*", True),
        ("*", True),
        ("*logs", True),
        ("arn:aws:s3:::acme-log?", True),
        ("arn:*:s3:::*-logs", True),
        ("arn:aws:s3:::Acme-logs", False),
        ("arn:aws:s3:::ACME-*", False),
        ("arn:aws:s3:::acme-log", False),
        ("arn:aws:s3:::acme-logs?", False),
        ("acme-logs", False),
        ("arn:aws:s3:::acme.logs", False),
        ("arn:aws:s3:::acme-[l]ogs", False),
        ("arn:aws:s3:::acme-logs*extra", False),
        ("", False),
    ],
)
def test_what_a_pattern_covers(pattern: str, covered: bool) -> None:  # noqa: FBT001  # a column of the table
    assert suppression(pattern).covers(CHECK, BUCKET) == covered
    found = Suppressions([suppression(pattern)]).covering(CHECK, BUCKET)
    assert found == ("s" if covered else None)


PATH = "/subscriptions/6f2c1a54/resourceGroups/Shop/providers/Microsoft.Sql/servers/Data"


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        (PATH, True),
        (PATH.lower(), True),
        (PATH.upper(), True),
        ("/subscriptions/6F2C1A54/resourcegroups/shop/*", True),
        ("*/SERVERS/dat?", True),
        (f"{PATH}2", False),
        ("/subscriptions/6F2C1A54/resourcegroups/other/*", False),
    ],
)
def test_the_letter_case_of_a_path_does_not_matter(pattern: str, *, covered: bool) -> None:
    assert suppression(pattern).covers(CHECK, PATH) == covered
    found = Suppressions([suppression(pattern)]).covering(CHECK, PATH)
    assert found == ("s" if covered else None)


def test_another_checks_finding_is_not_covered() -> None:
    known = Suppressions([suppression("*", check_id="aws_s3_bucket_acl_off"), suppression("x")])
    assert known.covering(CHECK, BUCKET) is None


def test_an_id_that_contains_a_star_is_covered_by_itself() -> None:
    group = "arn:aws:logs:eu-central-1:111122223333:log-group:app:*"
    assert Suppressions([suppression(group)]).covering(CHECK, group) == "s"


def test_many_stars_take_no_time() -> None:
    assert not suppression("a*" * 300 + "b").covers(CHECK, "a" * 1_000)


names = st.text("aA*?-/", max_size=4)
several = st.lists(
    st.builds(
        Suppression,
        id=st.uuids().map(str),
        check_id=st.sampled_from(["one", "two"]),
        resource_pattern=names,
        expires_at=st.integers(1, 4),
    ),
    max_size=6,
)


@given(several, st.sampled_from(["one", "two"]), st.text("aA-/", max_size=4))
def test_of_several_the_one_that_lasts_longest_is_named(
    known: list[Suppression], check_id: str, resource_id: str
) -> None:
    covering = [one for one in known if one.covers(check_id, resource_id)]
    longest = min(covering, key=lambda one: (-one.expires_at, one.id), default=None)
    found = Suppressions(known).covering(check_id, resource_id)
    assert found == (longest.id if longest else None)
    assert found == Suppressions(known[::-1]).covering(check_id, resource_id)
