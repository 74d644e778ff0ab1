"""Findings: filters, decisions, suppressions, and taking back."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from posture.services.integrations import create_integration
from posture.store.engine import Store
from tests.browser import Page
from tests.console import HOSTILE, KNOWN_ID, Site, api, deaf, run_of, sign_in
from tests.integration.fakes import sheet
from tests.server import Served

MOST_ROWS = 60


MANY = 10_000


JUMPS = 240


# For one frame; a screen shows 60 in a second, so 16.7 ms are there.
SCRIPT_MS = 3.0


TASK_MS = 12.0


ROW_PIXELS = 44


def test_filters_are_in_the_address_and_groups_count_what_they_show(
    site: Site, person: Page
) -> None:
    person.open(f"{site.console}/findings?delta=new")
    person.sees("6 findings match")
    person.click(".row button.text")
    person.until("document.querySelectorAll('.row input').length === 6")
    person.fill("#search", "javascript")
    person.sees("1 finding matches")
    assert person.run("new URLSearchParams(location.search).get('q')") == "javascript"
    person.run("history.back()")
    person.until("!location.search.includes('q=')")


def test_by_keyboard_alone_a_finding_is_found_read_and_suppressed(site: Site, person: Page) -> None:
    person.open(f"{site.console}/findings?delta=new")
    person.sees("6 findings match")
    person.press("j", "Enter")
    person.until("document.querySelectorAll('.row input').length === 6")
    person.press("j", "x", "j", "Enter")
    person.until("document.querySelector('.panel .evidence')")
    assert "id=" in person.run("location.search")
    person.press("Escape")
    person.until("!document.querySelector('.panel')")
    person.press("s")
    person.until("document.querySelector('dialog[open]')")
    person.sees("Covers 1 open finding now")
    for field, text in (("reason", "It is only paper."), ("owner", "team-paper")):
        person.fill(f"dialog[open] [name={field}]", text)
    person.press("Enter")
    person.sees("Suppressed from the next run on.")
    person.click(".toast button")
    person.sees("The suppression is gone again.")
    person.open(f"{site.console}/suppressions")
    person.sees("Nothing is suppressed")


ACCEPT = """(() => {
    const status = document.querySelector('.panel select');
    status.value = 'accepted';
    status.dispatchEvent(new Event('change', {bubbles: true}));
})()"""


def accept(page: Page, place: str = ".panel") -> None:
    """Choose a status, which decides nothing yet, and set it."""
    page.run(ACCEPT.replace(".panel", place))
    page.click(f"{place} .chips button")


def test_a_decision_that_somebody_else_has_changed_is_not_lost(site: Site) -> None:
    page = deaf(site, place="/findings?delta=new&group=none")
    page.click(".row button.text")
    page.until("document.querySelector('.panel select')")
    finding_id = page.run("new URLSearchParams(location.search).get('id')")
    with api(site) as other:
        path = f"/findings/{finding_id}"
        assert other.patch(path, json={"status": "triaged"}).status_code == 200
        accept(page)
        page.until("document.querySelector('.panel [role=alert]')")
        page.until("document.querySelector('.panel select').value === 'triaged'")
        assert other.get(path).json()["status"] == "triaged"
        assert other.patch(path, json={"status": "open"}).status_code == 200
    assert page.complaints() == []
    page.close()


def test_a_status_can_be_taken_back(site: Site, person: Page) -> None:
    person.open(f"{site.console}/findings?delta=new&group=none")
    person.click(".row button.text")
    person.until("document.querySelector('.panel select')")
    person.run(ACCEPT)
    assert person.run("document.querySelector('.panel .badge:not(.new)').innerText") == "open"
    person.click(".panel .chips button")
    person.sees("Marked as accepted.")
    person.click(".toast button")
    person.sees("Marked as open.")


def test_several_findings_are_decided_together_and_that_can_be_taken_back(
    site: Site, person: Page
) -> None:
    person.open(f"{site.console}/findings?delta=new&group=none")
    person.until("document.querySelectorAll('.row input').length === 6")
    person.run(
        "[...document.querySelectorAll('.row input')].slice(0, 2).forEach((one) => one.click())"
    )
    person.sees("2 findings marked")
    # They have two statuses, which another person has set meanwhile.
    chosen = person.run(
        "[...document.querySelectorAll('.row input:checked')].map((one) => one.ariaLabel)"
    )
    resource_id = chosen[0].removeprefix("Mark ")
    with api(site) as client:
        found = client.get("/findings", params={"resource_id": resource_id}).json()["data"]
        path = f"/findings/{found[0]['id']}"
        assert client.patch(path, json={"status": "triaged"}).status_code == 200
        person.sees("5 findings match")
        accept(person, ".bulk")
        person.sees("2 findings marked as accepted.")
        person.sees("4 findings match")
        person.requests.clear()
        person.click(".toast button")
        person.sees("Each has the status that it had before.")
        person.sees("5 findings match")
        decided = [one for one in person.requests if one.startswith("POST")]
        assert decided == [f"POST {site.server.url}/api/v2/findings/bulk"]
        assert client.get(path).json()["status"] == "triaged"
        assert client.patch(path, json={"status": "open"}).status_code == 200
    person.sees("6 findings match")


def test_what_cannot_be_taken_back_is_said(site: Site) -> None:
    page = sign_in(site.browser.page(), site, place="/findings?delta=new&group=none")
    page.until("document.querySelectorAll('.row input').length === 6")
    page.run(
        "window.unhandled = 0; addEventListener('unhandledrejection', () => window.unhandled++)"
    )
    page.click(".row input")
    page.sees("1 finding marked")
    page.run(ACCEPT.replace(".panel select", ".bulk select"))
    page.click(".bulk .chips button")
    page.sees("1 finding marked as accepted.")
    limits = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    page.call("Network.emulateNetworkConditions", offline=True, **limits)
    page.click(".toast button")
    page.sees("That could not be taken back.")
    assert page.run("window.unhandled") == 0
    page.call("Network.emulateNetworkConditions", offline=False, **limits)
    page.close()
    headers = {"Authorization": f"Bearer {site.server.token}"}
    with httpx.Client(base_url=site.server.url, headers=headers) as client:
        (finding,) = client.get("/api/v2/findings?status=accepted").json()["data"]
        again = client.patch(f"/api/v2/findings/{finding['id']}", json={"status": "open"})
    assert again.status_code == 200


def test_the_history_of_a_finding_names_its_runs_and_decisions(site: Site, person: Page) -> None:
    person.open(f"{site.console}/findings?delta=unchanged&group=none")
    person.click(".row button.text")
    person.until("document.querySelector('.panel select')")
    accept(person)
    person.sees("Marked as accepted.")
    person.click(".toast button")
    person.sees("Marked as open.")
    person.click(".panel .history summary")
    person.sees("found it first")
    person.sees("from accepted to open")


def test_suppressions_are_renewed_together_and_that_can_be_taken_back(site: Site) -> None:
    body = {"check_id": KNOWN_ID, "reason": HOSTILE[1], "owner": "team"}
    body["expires_at"] = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    with api(site) as client:
        made = [
            client.post("/suppressions", json=body | {"resource_pattern": f"none-{name}"}).json()
            for name in ("one", "two")
        ]
        paths = [f"/suppressions/{one['id']}" for one in made]
        ends = [one["expires_at"] for one in made]
        page = deaf(site, place="/suppressions")
        mark = "[...document.querySelectorAll('td input')].map((one) => one.click()).length"
        page.until(f"document.querySelectorAll('td input').length === 2 && {mark}")
        page.sees("2 suppressions marked")
        page.click(".bulk .primary")
        page.sees("2 suppressions renewed for 30 days.")
        renewed = [client.get(path).json()["expires_at"] for path in paths]
        assert [now > before for now, before in zip(renewed, ends, strict=True)] == [True, True]
        page.press("u")
        page.sees("Each ends when it did before.")
        assert [client.get(path).json()["expires_at"] for path in paths] == ends
        # What another person has changed meanwhile is not renewed, and stays marked.
        page.until(f"document.querySelectorAll('td input').length === 2 && {mark}")
        assert client.patch(paths[1], json={"reason": "Another one."}).status_code == 200
        page.click(".bulk .primary")
        page.sees("1 suppression renewed for 30 days.")
        page.sees("1 suppression marked")
        page.sees("It was changed meanwhile.")
        assert client.get(paths[1]).json()["expires_at"] == ends[1]
        for path in paths:
            assert client.delete(path).status_code in {200, 204}
    assert page.complaints() == []
    page.close()


def test_a_long_list_has_few_rows_in_the_document(site: Site, person: Page) -> None:
    person.open(f"{site.console}/findings?group=none&status=any&suppressed=include")
    person.until("document.querySelector('.row')")
    assert person.run("document.querySelectorAll('.row').length") <= MOST_ROWS
    assert person.run("document.querySelector('.rows').offsetHeight") == ROW_PIXELS * 9


@pytest.mark.exhaustive
def test_ten_thousand_findings_scroll_within_the_time_of_a_frame(site: Site) -> None:
    """What counts is the time of the page's thread, which does not depend on other processes."""
    other = site.server.for_another()
    asyncio.run(many_findings(other))
    page = sign_in(site.browser.page(), site, place="/findings?group=none", token=other.token)
    page.sees("10,000 findings match")
    height = ROW_PIXELS * MANY
    page.run(
        "new Promise((done) => { const look = () => { scrollTo(0, document.body.scrollHeight); "
        f"if (document.querySelector('.rows')?.offsetHeight >= {height}) done(); "
        "else setTimeout(look, 50); }; look(); })"
    )
    page.call("Performance.enable", timeDomain="threadTicks")
    page.run("scrollTo(0, 0)")
    before = times(page)
    page.run(
        f"new Promise(async (done) => {{ for (let jump = 0; jump < {JUMPS}; jump += 1) {{ "
        "scrollTo(0, jump * 400); await new Promise(requestAnimationFrame); } done(); })"
    )
    after = times(page)
    used = {name: (after[name] - before[name]) * 1_000 / JUMPS for name in after}
    assert used["ScriptDuration"] <= SCRIPT_MS
    assert used["TaskDuration"] <= TASK_MS
    assert page.run("document.querySelectorAll('.row').length") <= MOST_ROWS
    assert page.complaints() == []
    page.close()


async def many_findings(server: Served) -> None:
    async with Store(server.settings) as store:
        row = await create_integration(
            store, tenant_id=server.tenant_id, name="many", provider="aws"
        )
        await run_of(server, store, row.id, *(sheet(f"many-{number}") for number in range(MANY)))


def times(page: Page) -> dict[str, float]:
    """Return the seconds that the page's thread has used."""
    found = page.call("Performance.getMetrics")["metrics"]
    return {one["name"]: one["value"] for one in found if one["name"].endswith("Duration")}
