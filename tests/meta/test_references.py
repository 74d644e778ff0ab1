"""What is cited can be followed: every page is named in the one form in which it is found."""

import re

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.frameworks.catalog import frameworks
from tests.oracle.compare import differences

# A page of a cloud's documentation: in English or in the reader's language, in its current
# edition, at most with an anchor.
PAGE = re.compile(
    r"https://docs\.aws\.amazon\.com/[\w-]+/latest(?:/[\w.-]+)+\.html(?:#[\w-]+)?"
    r"|https://learn\.microsoft\.com/(?:azure|entra)(?:/[\w-]+)+(?:#[\w-]+)?"
    r"|https://cloud\.google\.com(?:/[\w-]+)+(?:#[\w-]+)?"
    # What a managed database does is what the database says.
    r"|https://www\.postgresql\.org/docs/current/[\w-]+\.html(?:#[\w-]+)?",
    re.ASCII,
)
DOCUMENT = re.compile(r"https://[a-z0-9.-]+\.[a-z]+(?:/[\w.-]+)+/?")

CITED = {
    "check": [(one.id, one.reference) for one in checks(CLOUDS)],
    "difference": [(one.check_id, one.source) for one in differences()],
}


@pytest.mark.parametrize("citing", CITED)
def test_every_page_of_a_cloud_is_named_in_its_current_edition(citing: str) -> None:
    assert CITED[citing]
    assert not [(name, page) for name, page in CITED[citing] if not PAGE.fullmatch(page)]


def test_every_framework_names_the_address_of_its_document() -> None:
    assert not [one.id for one in frameworks().frameworks if not DOCUMENT.fullmatch(one.source)]
