"""What holds for every check of the catalog: its table of cases, its texts, its unread facts."""

from collections import Counter, defaultdict
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.domain.asset import Asset
from posture.domain.check import Check
from posture.domain.verdict import VerdictStatus
from tests.unit.checks import aws, azure, gcp
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    PASS,
    UNKNOWN,
    Case,
    Compliant,
    Facts,
    build,
    unread_facts,
)

TABLES = [
    import_module(f"{cloud.__name__}.{module.name}")
    for cloud in (aws, azure, gcp)
    for module in iter_modules(cloud.__path__)
    if not module.name.startswith("test_")
]
CASES: list[Case] = [case for table in TABLES for case in table.CASES]
COMPLIANT: Compliant = {kind: facts for table in TABLES for kind, facts in table.COMPLIANT.items()}
OF_CHECK: dict[Check[Any], list[Case]] = defaultdict(list)
for _case in CASES:
    OF_CHECK[_case.rule].append(_case)
CHECKS = checks(CLOUDS)
# Each check with each type of asset that it is about.
PAIRS = [(rule, kind) for rule in CHECKS for kind in COMPLIANT if issubclass(kind, rule.asset_type)]
LONGEST_FINDING_TITLE = 70
# Each asset of these services is described by a call of its own, which can be denied.
DESCRIBED_ONE_BY_ONE = ("guardduty", "sagemaker")


def named(pair: tuple[Check[Any], type[Asset]]) -> str:
    rule, kind = pair
    return f"{rule.id}-{kind.__name__}"


def expected(rule: Check[Any], kind: type[Asset], changed: Facts) -> VerdictStatus | None:
    """Return the verdict that the check's table gives for exactly these changes, if it has one."""
    same = (case for case in OF_CHECK[rule] if case.changed == changed)
    return next((case.status for case in same if case.kind in {None, kind}), None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule.id)
def test_the_verdict_is_the_one_in_the_table(case: Case) -> None:
    kind = case.kind or case.rule.asset_type

    verdict = case.rule(build(kind, COMPLIANT[kind] | case.changed))

    assert verdict.status is case.status, verdict
    assert case.words in verdict.message
    assert verdict.message or verdict.status is PASS


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_a_compliant_asset_passes_unless_the_table_says_otherwise(
    pair: tuple[Check[Any], type[Asset]],
) -> None:
    rule, kind = pair

    verdict = rule(build(kind, COMPLIANT[kind]))

    assert verdict.status is (expected(rule, kind, {}) or PASS)


@pytest.mark.parametrize("pair", [one for one in PAIRS if unread_facts(*one)], ids=named)
def test_unread_facts_make_the_verdict_unknown_unless_the_table_says_otherwise(
    pair: tuple[Check[Any], type[Asset]],
) -> None:
    rule, kind = pair
    unread = unread_facts(rule, kind)

    verdict = rule(build(kind, COMPLIANT[kind] | unread))

    assert verdict.status is (expected(rule, kind, unread) or UNKNOWN)
    assert (verdict.status is UNKNOWN) == (str(DENIED) in verdict.message)


@pytest.mark.parametrize("rule", CHECKS, ids=lambda rule: rule.id)
def test_the_table_shows_the_check_pass_fail_and_where_facts_can_be_unread_unknown(
    rule: Check[Any],
) -> None:
    kinds = [kind for one, kind in PAIRS if one is rule]
    rows = {case.status for case in OF_CHECK[rule]}
    compliant = {expected(rule, kind, {}) or PASS for kind in kinds}
    facts = {kind: unread_facts(rule, kind) for kind in kinds}
    unread = {expected(rule, kind, facts[kind]) or UNKNOWN for kind in kinds if facts[kind]}

    needed = {PASS, FAIL, UNKNOWN} if unread else {PASS, FAIL}
    assert needed <= rows | compliant | unread


def test_every_check_of_a_service_whose_assets_are_described_one_by_one_can_be_unknown() -> None:
    described = [pair for pair in PAIRS if pair[0].service in DESCRIBED_ONE_BY_ONE]

    assert {rule.service for rule, _ in described} == set(DESCRIBED_ONE_BY_ONE)
    assert not [named(pair) for pair in described if not unread_facts(*pair)]


@pytest.mark.parametrize("rule", CHECKS, ids=lambda rule: rule.id)
def test_the_texts_of_a_check_have_the_form_of_the_catalog(rule: Check[Any]) -> None:
    assert rule.title[0].isupper()
    assert not rule.title.startswith(("Ensure", "Check", "Verify"))
    assert not rule.title.endswith(".")
    assert rule.rationale.endswith(".")
    assert rule.remediation.endswith(".")


@pytest.mark.parametrize("rule", CHECKS, ids=lambda rule: rule.id)
def test_the_title_of_a_finding_says_in_one_short_line_what_is_wrong(rule: Check[Any]) -> None:
    title = rule.finding_title

    assert 0 < len(title) <= LONGEST_FINDING_TITLE
    assert title[0].isupper()
    assert not title.endswith(".")
    assert title != rule.title
    assert "complian" not in title.lower()


def test_no_two_checks_of_a_service_find_the_same() -> None:
    found = Counter((rule.service, rule.finding_title) for rule in CHECKS)

    assert not [title for title, count in found.items() if count > 1]
