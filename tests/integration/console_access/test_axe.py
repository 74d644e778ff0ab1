"""Axe looks at each page and each state of it, in both themes and at both widths."""

import pytest

from tests.browser import Page
from tests.console import Site, pages_of, walk
from tests.machine import exhaustive

LOOKS = [(1440, False), (390, True), (1440, True), (390, False)]


def test_no_page_fails_axe(site: Site, person: Page, finding: str, axe: str) -> None:
    """Each page in one theme at one width; with `--exhaustive` in both at both."""
    person.open(f"{site.console}/settings")
    person.run(f"{axe}; 0")
    found = {}
    for index, place in enumerate(pages_of(site, finding)):
        turn = index % len(LOOKS)
        for width, dark in LOOKS if exhaustive() else LOOKS[turn : turn + 1]:
            person.resize(width)
            person.paint(dark=dark)
            walk(person, place)
            if faults_here := faults(person, width):
                found[place, width, dark] = faults_here
    assert found == {}


# What is clicked one after the other.
DIALOGS = {
    "runs": (".head button",),
    "reports": (".head button",),
    "tokens": ("td button",),
    "settings": ("[aria-label=Keys]",),
    "findings?delta=new&group=none": (".row input", ".bulk .primary"),
}


def test_no_dialog_fails_axe(site: Site, person: Page, axe: str) -> None:
    person.open(f"{site.console}/settings")
    person.run(f"{axe}; 0")
    for index, (place, clicked) in enumerate(DIALOGS.items()):
        turn = index % len(LOOKS)
        for width, dark in LOOKS if exhaustive() else LOOKS[turn : turn + 1]:
            person.resize(width)
            person.paint(dark=dark)
            walk(person, place)
            for selector in clicked:
                person.click(selector)
            person.until(
                "document.querySelector('dialog[open]') && !document.querySelector('.waiting')"
            )
            assert faults(person, width) == [], (place, width, dark)
            person.press("Escape")
            person.until("!document.querySelector('dialog')")
            walk(person, "settings")


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_the_sign_in_page_does_not_fail_axe(
    site: Site, visitor: Page, axe: str, width: int, *, dark: bool
) -> None:
    visitor.resize(width)
    visitor.paint(dark=dark)
    visitor.open(f"{site.console}/findings?sign_in=refused")
    visitor.sees("Sign in with Example Login")
    visitor.sees("this server does not let you in")
    visitor.run(f"{axe}; 0")
    assert faults(visitor, width) == []


def faults(page: Page, width: int) -> list[str]:
    """Return what axe finds wrong with what is shown, and whether it is too wide."""
    found: list[str] = page.run(
        "axe.run(document, {resultTypes: ['violations']}).then(({violations}) => "
        "violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html)"
        ".slice(0, 3).join(' | ')))"
    )
    return found if page.run("document.documentElement.scrollWidth") <= width else [*found, "wide"]
