"""What changed: the first page of the console, and the way from there to a finding."""

from tests.browser import SETTLED, Page
from tests.console import READ, Site, api, asked_by


def test_changes_show_what_is_new_first(site: Site, person: Page) -> None:
    person.open(f"{site.console}/changes")
    person.until("document.querySelectorAll('.feed li').length === 2")
    assert person.run("document.querySelector('.feed strong').innerText") == "6 new, 1 resolved"


def test_the_way_from_changes_to_a_finding_takes_few_requests(site: Site, person: Page) -> None:
    person.open(f"{site.console}/changes")
    person.sees("prod ")
    person.until(READ)
    person.run(SETTLED)
    for link, shown, most in (
        (".feed a[href*='/runs/']", ".asset", 2),
        (".asset a[href*='/findings/']", ".evidence", 1),
    ):
        person.requests.clear()
        person.click(link)
        person.until(f"document.querySelector({shown!r}) && {READ}")
        sent = asked_by(person)
        assert len(sent) <= most, "\n".join(sent)


def test_a_name_that_another_person_changes_is_shown(site: Site, person: Page) -> None:
    with api(site) as client:
        run = client.get(f"/cloud-posture-runs/{site.second}").json()
        path = f"/integrations/{run['integration_id']}"
        name = client.get(path).json()["name"]
        person.open(f"{site.console}/changes")
        person.sees("prod ")
        for changed in ("renamed", name):
            assert client.patch(path, json={"name": changed}).status_code == 200
            person.sees(f"{changed} · ")


def test_the_first_page_is_small(site: Site, person: Page) -> None:
    person.open(f"{site.console}/changes")
    person.until("document.querySelector('.feed li')")
    sizes = person.run(
        "performance.getEntries().filter((one) => /console/.test(one.name) && one.encodedBodySize)"
        ".map((one) => [one.name.split('/').at(-1), one.encodedBodySize])"
    )
    assert sum(size for _, size in sizes) <= 60_000, sizes
