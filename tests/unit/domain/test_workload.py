"""Conditions on claims: what meets them, and which of them let strangers in."""

import re
from fnmatch import translate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.domain.workload import Condition, advice_on, open_to_strangers, unmet

GITHUB = "https://token.actions.githubusercontent.com"
OWN = "https://jenkins.example.com/oidc"
LETTERS = st.text("ab/:*", max_size=12)


def condition(claim: str, *equals: str, matches: tuple[str, ...] = ()) -> Condition:
    return Condition(claim=claim, equals=equals, matches=matches)


@given(value=st.text("ab/:", max_size=12), pattern=LETTERS)
def test_a_pattern_fits_as_a_whole(value: str, pattern: str) -> None:
    expected = re.fullmatch(translate(pattern.replace("[", "[[]")), value) is not None
    assert condition("sub", matches=(pattern,)).holds({"sub": value}) == expected


@given(value=LETTERS, other=LETTERS)
def test_a_value_fits_letter_by_letter(value: str, other: str) -> None:
    assert condition("sub", value).holds({"sub": other}) == (value == other)


@given(
    claims=st.dictionaries(
        st.sampled_from(["a", "b"]),
        st.none() | st.booleans() | st.integers() | st.text(),
        max_size=2,
    ),
    extra=st.text(min_size=1),
)
def test_one_unmet_condition_is_enough(claims: dict[str, Any], extra: str) -> None:
    wanted = [condition("missing", extra), condition("a", matches=("*",))]
    assert unmet(wanted, claims) == wanted[0]


def test_a_claim_over_the_limit_meets_nothing() -> None:
    assert condition("sub", matches=("a*",)).holds({"sub": "a" * 1_024})
    assert not condition("sub", matches=("a*",)).holds({"sub": "a" * 1_025})


def test_a_pattern_of_many_stars_ends() -> None:
    pattern = "*a" * 100 + "b"
    assert not condition("sub", matches=(pattern,)).holds({"sub": "a" * 1_000})


@pytest.mark.parametrize(
    ("subject", "is_open"),
    [
        ("repo:acme/shop:environment:production", False),
        ("repo:acme/*", False),
        ("repository_owner:acme", False),
        ("environment:production", True),
        ("ref:refs/heads/main", True),
        ("workflow:deploy", True),
        ("event_name:push", True),
        ("job_workflow_ref:acme/flows/.github/workflows/a.yml@refs/heads/main", True),
        ("repo:*", True),
        ("repo:acme*", True),
        ("*repo:acme/shop", True),
        ("*", True),
    ],
)
def test_a_subject_of_a_shared_host_names_its_owner(subject: str, *, is_open: bool) -> None:
    found = open_to_strangers(GITHUB, [condition("sub", matches=(subject,))])
    assert (found is not None) == is_open


@pytest.mark.parametrize(
    ("issuer", "wanted", "is_open"),
    [
        (GITHUB, condition("repository_id", "74"), False),
        (GITHUB, condition("repository_id", matches=("*",)), True),
        (GITHUB, condition("environment", "production"), True),
        (GITHUB, condition("repository_owner", "acme", matches=("*",)), True),
        ("https://gitlab.com", condition("sub", "ref_type:branch:ref:main"), True),
        ("https://gitlab.com", condition("project_id", "20"), False),
        ("https://gitlab.com", condition("job_project_id", "20"), True),
        ("https://gitlab.com", condition("job_namespace_path", "my-group"), True),
        ("https://gitlab.example.com", condition("job_project_id", "20"), True),
        ("https://gitlab.com/", condition("ref_protected", "true"), True),
        ("https://app.terraform.io", condition("terraform_run_phase", "apply"), True),
        ("https://accounts.google.com", condition("sub", "1068"), False),
        ("https://accounts.google.com", condition("email_verified", "true"), True),
        ("https://agent.buildkite.com", condition("sub", matches=("organization:acme:*",)), False),
        ("https://agent.buildkite.com", condition("sub", matches=("pipeline:*",)), True),
        (OWN, condition("sub", "https://jenkins.example.com/job/shop/"), False),
        (OWN, condition("sub", matches=("*",)), True),
        (OWN, condition("/sub", matches=("ref_type:branch:*",)), True),
        (OWN, condition("/iss", OWN), True),
        (OWN, condition("/aud", "posture"), True),
        (GITHUB, condition("/environment", "production"), True),
        (GITHUB, condition("/repository_id", "74"), False),
        ("https://cognito-identity.amazonaws.com", condition("amr", "authenticated"), True),
        ("https://cognito-identity.amazonaws.com", condition("aud", "eu-west-1:1a2b"), False),
        ("https://appleid.apple.com", condition("email_verified", "true"), True),
        (OWN, condition("aud", "posture"), True),
        (OWN, condition("sub", matches=("ref_type:branch:*",)), True),
        (OWN, condition("sub", matches=("system:serviceaccount:*",)), True),
        (OWN, condition("sub", matches=("system:serviceaccount:security:*",)), False),
    ],
)
def test_conditions_that_let_strangers_in(issuer: str, wanted: Condition, *, is_open: bool) -> None:
    assert (open_to_strangers(issuer, [wanted]) is not None) == is_open


def test_a_name_alone_gets_advice() -> None:
    named = condition("repository_owner", "acme")
    assert "`repository_owner_id`" in (advice_on(GITHUB, [named]) or "")
    assert advice_on(GITHUB, [named, condition("repository_id", "74")]) is None
    assert advice_on(OWN, [named]) is None
