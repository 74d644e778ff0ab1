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
from posture.domain.verdict import Verdict, VerdictStatus
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


# A test for each check would take a hundred times as long as what it tests: there is one for each
# service, which names the checks for which it does not hold.
SERVICES = sorted({(rule.provider, rule.service) for rule in CHECKS})
of_each_service = pytest.mark.parametrize("service", SERVICES, ids="-".join)


def named(pair: tuple[Check[Any], type[Asset]]) -> str:
    rule, kind = pair
    return f"{rule.id}-{kind.__name__}"


def is_of(rule: Check[Any], service: tuple[str, str]) -> bool:
    return (rule.provider, rule.service) == service


def rules_of(service: tuple[str, str]) -> list[Check[Any]]:
    return [rule for rule in CHECKS if is_of(rule, service)]


def pairs_of(service: tuple[str, str]) -> list[tuple[Check[Any], type[Asset]]]:
    return [pair for pair in PAIRS if is_of(pair[0], service)]


def expected(rule: Check[Any], kind: type[Asset], changed: Facts) -> VerdictStatus | None:
    """Return the verdict that the check's table gives for exactly these changes, if it has one."""
    same = (case for case in OF_CHECK[rule] if case.changed == changed)
    return next((case.status for case in same if case.kind in {None, kind}), None)


def verdict_of(rule: Check[Any], kind: type[Asset], changed: Facts) -> Verdict:
    return rule(build(kind, COMPLIANT[kind] | changed))


def test_every_case_and_every_check_is_of_a_service() -> None:
    assert sum(len(rules_of(service)) for service in SERVICES) == len(CHECKS)
    assert {case.rule.id for case in CASES} <= {rule.id for rule in CHECKS}


@of_each_service
def test_the_verdict_is_the_one_in_the_table(service: tuple[str, str]) -> None:
    wrong = []
    for case in (one for one in CASES if is_of(one.rule, service)):
        verdict = verdict_of(case.rule, case.kind or case.rule.asset_type, case.changed)
        says_why = bool(verdict.message) or verdict.status is PASS
        if verdict.status is not case.status or case.words not in verdict.message or not says_why:
            wrong.append((case.rule.id, case.changed, case.status, case.words, verdict))

    assert not wrong


@of_each_service
def test_a_compliant_asset_passes_unless_the_table_says_otherwise(
    service: tuple[str, str],
) -> None:
    wrong = []
    for rule, kind in pairs_of(service):
        verdict = verdict_of(rule, kind, {})
        if verdict.status is not (expected(rule, kind, {}) or PASS):
            wrong.append((named((rule, kind)), verdict))

    assert not wrong


@of_each_service
def test_unread_facts_make_the_verdict_unknown_unless_the_table_says_otherwise(
    service: tuple[str, str],
) -> None:
    wrong = []
    for rule, kind in pairs_of(service):
        unread = unread_facts(rule, kind)
        if not unread:
            continue
        verdict = verdict_of(rule, kind, unread)
        names_the_call = str(DENIED) in verdict.message
        if verdict.status is not (expected(rule, kind, unread) or UNKNOWN):
            wrong.append((named((rule, kind)), "another verdict", verdict))
        if (verdict.status is UNKNOWN) != names_the_call:
            wrong.append((named((rule, kind)), "another reason", verdict))

    assert not wrong


@of_each_service
def test_the_table_shows_the_check_pass_fail_and_where_facts_can_be_unread_unknown(
    service: tuple[str, str],
) -> None:
    missing = {}
    for rule in rules_of(service):
        kinds = [kind for one, kind in pairs_of(service) if one is rule]
        rows = {case.status for case in OF_CHECK[rule]}
        compliant = {expected(rule, kind, {}) or PASS for kind in kinds}
        facts = {kind: unread_facts(rule, kind) for kind in kinds}
        unread = {expected(rule, kind, facts[kind]) or UNKNOWN for kind in kinds if facts[kind]}
        needed = {PASS, FAIL, UNKNOWN} if unread else {PASS, FAIL}
        if left := needed - (rows | compliant | unread):
            missing[rule.id] = left

    assert not missing


def test_every_check_of_a_service_whose_assets_are_described_one_by_one_can_be_unknown() -> None:
    described = [pair for pair in PAIRS if pair[0].service in DESCRIBED_ONE_BY_ONE]

    assert {rule.service for rule, _ in described} == set(DESCRIBED_ONE_BY_ONE)
    assert not [named(pair) for pair in described if not unread_facts(*pair)]


def has_the_form_of_a_check(rule: Check[Any]) -> bool:
    return (
        rule.title[0].isupper()
        and not rule.title.startswith(("Ensure", "Check", "Verify"))
        and not rule.title.endswith(".")
        and rule.rationale.endswith(".")
        and rule.remediation.endswith(".")
    )


@of_each_service
def test_the_texts_of_a_check_have_the_form_of_the_catalog(service: tuple[str, str]) -> None:
    wrong = [
        (rule.id, rule.title, rule.rationale, rule.remediation)
        for rule in rules_of(service)
        if not has_the_form_of_a_check(rule)
    ]
    assert not wrong


def has_the_form_of_a_finding(rule: Check[Any]) -> bool:
    title = rule.finding_title
    return (
        0 < len(title) <= LONGEST_FINDING_TITLE
        and title[0].isupper()
        and not title.endswith(".")
        and title != rule.title
        and "complian" not in title.lower()
    )


@of_each_service
def test_the_title_of_a_finding_says_in_one_short_line_what_is_wrong(
    service: tuple[str, str],
) -> None:
    wrong = [
        (rule.id, rule.finding_title)
        for rule in rules_of(service)
        if not has_the_form_of_a_finding(rule)
    ]
    assert not wrong


def test_no_two_checks_of_a_service_find_the_same() -> None:
    found = Counter((rule.service, rule.finding_title) for rule in CHECKS)

    assert not [title for title, count in found.items() if count > 1]
