"""By keyboard alone: every control is reached and seen, and the focus returns."""

import json

from tests.browser import Page
from tests.console import SHOWN, Site, pages_of, walk
from tests.machine import exhaustive

# Each control that gets the focus is noted, and whether a person sees that it has it.
NOTE_FOCUS = """
window.walked = new Set(); window.unseen = [];
document.addEventListener("focusin", ({target}) => walked.add(target));
// After the key: at the event of the focus the style may be that of before.
document.addEventListener("keyup", () => {
  const target = document.activeElement;
  const {outlineStyle, outlineWidth} = getComputedStyle(target);
  if (target.tabIndex >= 0 && (outlineStyle !== "solid" || outlineWidth === "0px"))
    unseen.push(target.outerHTML.slice(0, 200));
});
"""


CONTROLS = """[...document.querySelectorAll(
  "a[href], button, input, select, textarea, summary, [tabindex='0']")].filter((one) =>
  !one.disabled && one.checkVisibility({visibilityProperty: true}))"""


def test_by_keyboard_alone_every_control_is_reached_and_seen(
    site: Site, person: Page, finding: str
) -> None:
    """Tab reaches each link, button and field of a page, and leaves each of them again."""
    person.resize(1440)
    places = pages_of(site, finding)
    person.open(f"{site.console}/settings")
    person.run(NOTE_FOCUS)
    for place in places if exhaustive() else places[:: len(places) // 5]:
        walk(person, place)
        person.run("walked.clear()")
        person.press(*["Tab"] * (int(person.run(f"{CONTROLS}.length")) + SCROLLED))
        missed = f"{CONTROLS}.filter((one) => !walked.has(one))"
        assert person.run(f"{missed}.map((one) => one.outerHTML)") == [], place
    assert person.run("unseen") == []


# What scrolls has the focus in turn, too.
SCROLLED = 8


FOCUSED = "document.activeElement.outerHTML"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until a control has the focus."""
    for _ in range(MOST_TABS):
        if page.run(f"document.activeElement.matches({json.dumps(selector)})"):
            return
        page.press("Tab")
    raise AssertionError(f"Tab does not reach {selector}: {page.run(FOCUSED)}")


MOST_TABS = 150


def test_the_skip_link_leads_past_the_pages(site: Site, person: Page) -> None:
    person.open(f"{site.console}/runs")
    person.until(SHOWN)
    person.press("Tab")
    assert person.run("document.activeElement.className") == "skip"
    person.press("Enter", "Tab")
    assert person.run("document.querySelector('#main').contains(document.activeElement)")
    assert person.run("location.pathname") == "/console/runs"


def test_enter_follows_a_link_and_presses_a_button_where_keys_have_meanings(
    site: Site, person: Page
) -> None:
    person.open(f"{site.console}/findings")
    person.until("document.querySelector('.row')")
    tab_to(person, ".row button.text")
    person.press("Enter")
    person.until("document.querySelector('.row input')")
    person.press("j", "j", "Enter")  # the keys of the page go on from there
    person.until("document.querySelector('.panel')")
    person.press("Escape")
    tab_to(person, "nav a[href$=runs]")
    person.press("Enter")
    person.until("document.querySelector('#main table')")
    assert person.run("location.pathname") == "/console/runs"


def test_by_keyboard_alone_a_decision_is_made_about_several_and_taken_back(
    site: Site, person: Page
) -> None:
    person.open(f"{site.console}/findings?delta=new&group=none")
    person.until("document.querySelectorAll('.row input').length === 6")
    tab_to(person, ".row input")
    person.press("Space")
    person.press("Tab", "Tab", "Space")
    person.sees("2 findings marked")
    tab_to(person, ".bulk select")
    person.press("ArrowDown")
    person.sees("2 findings marked")  # to look at the choices decides nothing
    tab_to(person, ".bulk .chips button")
    person.press("Enter")
    person.sees("2 findings marked as accepted.")
    person.sees("4 findings match")
    person.press("u")
    person.sees("Each has the status that it had before.")
    person.sees("6 findings match")


def test_the_focus_returns_to_what_opened_a_dialog_or_a_finding(site: Site, person: Page) -> None:
    person.open(f"{site.console}/findings?delta=new&group=none")
    person.until("document.querySelectorAll('.row input').length === 6")
    tab_to(person, ".row button.text")
    person.press("Enter")
    person.until("document.querySelector('.panel .evidence')")
    person.until("document.activeElement.className === 'panel'")
    tab_to(person, ".panel .actions.low > button")
    person.press("Enter")
    person.until("document.querySelector('dialog .note')")
    person.sees("Covers 1 open finding now")
    person.until("document.activeElement.name === 'reason'")
    person.write("It is only paper.")
    tab_to(person, "dialog [name=owner]")
    person.write("team-paper")
    person.press("Enter")
    person.sees("Suppressed from the next run on.")
    person.until("document.activeElement.matches('.panel .actions.low > button')")
    person.press("u")
    person.sees("The suppression is gone again.")
    person.press("Escape")
    person.until("document.activeElement.matches('.row button.text')")
