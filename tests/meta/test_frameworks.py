"""Frameworks are data: what they name exists, and what is checked speaks for a control."""

import re
from collections import Counter

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.frameworks.catalog import Framework, frameworks

ALL = frameworks()
TITLE_LENGTH = 72

# How each framework's document writes the ids of its controls.
WRITTEN = {
    "AWS_FSBP": r"[A-Z][A-Za-z0-9]+\.\d+",
    "CIS_AWS_6_0": r"\d(\.\d{1,2}){1,2}",
    "CIS_AWS_7_0": r"\d(\.\d{1,2}){1,2}",
    "EU_AI_ACT": r"Art\d+",
    "ISO_27001_2022": r"A\.[5-8]\.\d{1,2}",
    "ISO_42001": r"A\.\d{1,2}(\.\d){1,2}",
    "MITRE_ATLAS": r"AML\.T\d{4}(\.\d{3})?",
    "NIST_800_53_R5": r"[A-Z]{2}-\d{1,2}(\(\d{1,2}\))?",
    "NIST_AI_600_1": r"(GV|MP|MS|MG)-\d\.\d{1,2}",
    "OWASP_AGENTIC_2026": r"ASI(0\d|10)",
    "OWASP_LLM_2025": r"LLM(0\d|10)",
    "PCI_DSS_4_0_1": r"\d{1,2}(\.\d{1,2}){2,3}",
    "SOC_2": r"(CC|A|C|PI|P)\d\.\d",
}

each = pytest.mark.parametrize("framework", ALL.frameworks, ids=lambda one: one.id)


def test_every_check_a_framework_names_exists() -> None:
    assert ALL.controls_by_check.keys() - {check.id for check in checks(CLOUDS)} == set()


def test_every_check_covers_a_control() -> None:
    assert {check.id for check in checks(CLOUDS)} - ALL.controls_by_check.keys() == set()


def test_every_ai_check_covers_a_control_of_an_ai_framework() -> None:
    ai = {"EU_AI_ACT", "ISO_42001", "MITRE_ATLAS", "NIST_AI_600_1", "OWASP_LLM"}
    asked = frozenset[str]().union(*(ALL.checks_of(name) or () for name in ai))
    assert {check.id for check in checks(CLOUDS) if check.family == "ai"} - asked == set()


def test_every_framework_has_an_id_of_its_own() -> None:
    assert sorted(one.id for one in ALL.frameworks) == sorted(WRITTEN)


def test_the_versions_of_a_framework_share_its_family() -> None:
    assert not [one.id for one in ALL.frameworks if not one.id.startswith(one.family)]


@each
def test_control_ids_are_written_as_in_the_document(framework: Framework) -> None:
    written = re.compile(WRITTEN[framework.id])
    assert framework.controls
    assert not [one.id for one in framework.controls if not written.fullmatch(one.id)]


@each
def test_no_control_and_no_check_of_a_control_is_listed_twice(framework: Framework) -> None:
    listed = Counter(one.id for one in framework.controls)
    listed.update(f"{one.id} {check_id}" for one in framework.controls for check_id in one.checks)
    assert not [name for name, count in listed.items() if count > 1]


@each
def test_every_control_has_a_check(framework: Framework) -> None:
    assert not [one.id for one in framework.controls if not one.checks]


@each
def test_titles_are_short_and_our_own_words(framework: Framework) -> None:
    """The documents say "should be", "ensure" and "shall": no title of ours does."""
    quoted = re.compile(r"\b(ensure|should|shall|must be)\b", re.IGNORECASE)
    titles = [one.title for one in framework.controls]
    assert not [one for one in titles if not 8 <= len(one) <= TITLE_LENGTH or quoted.search(one)]
