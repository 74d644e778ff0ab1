"""Pictures: pages of the console as PNG, of the run that the demo has made."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.browser import Browser, chromium

WIDTH: Final = 1_180
HEIGHT: Final = 760
READ: Final = "document.querySelector('#main h1') && !document.querySelector('.waiting')"
# The name of each picture, its page, and whether it is dark.
PAGES: Final = (
    ("run", "/runs/{run_id}", False),
    ("findings", "/findings", True),
    ("controls", "/frameworks/CIS_AWS_7_0", False),
)

# A picture of its own: of a run that is under way, some of whose services are collected.
LIVE: Final = "live"
SOME_REMAIN: Final = """(() => {
    const left = document.querySelectorAll('.remaining li').length;
    const done = parseFloat(document.querySelector('.remaining .bar span')?.style.width ?? '0');
    return left > 0 && done >= 20;
})()"""
# Starts a run of the same account, and leads to its page.
START: Final = """
    fetch('/api/v2/cloud-posture-runs/{run_id}').then((one) => one.json()).then((run) =>
    fetch('/api/v2/cloud-posture-runs', {{
        method: 'POST',
        headers: {{'content-type': 'application/json'}},
        body: JSON.stringify({{integration_id: run.integration_id}}),
    }})).then((one) => one.json()).then((made) => {{
        history.pushState(null, '', `/console/runs/${{made.run_id}}`);
        dispatchEvent(new PopStateEvent('popstate'));
    }})
"""


def take(endpoint: str, token: str, run_id: str, directory: Path) -> list[Path]:
    """Take a picture of each page, signed in with a token; return the files."""
    with TemporaryDirectory(prefix="pictures-") as profile, chromium(Path(profile)) as browser:
        console = f"{endpoint}/console"
        files = taken(browser, console, token, run_id, directory)
        return [*files, taken_live(browser, console, token, run_id, directory)]


def taken(browser: Browser, console: str, token: str, run_id: str, directory: Path) -> list[Path]:
    """Take the pictures with a browser that is open."""
    page = browser.page()
    page.resize(WIDTH, HEIGHT)
    page.open(f"{console}/settings#token={token}")
    page.until(READ)
    directory.mkdir(parents=True, exist_ok=True)
    files = []
    for name, place, dark in PAGES:
        page.paint(dark=dark)
        page.open(console + place.format(run_id=run_id))
        page.until(READ)
        files.append(directory / f"{name}.png")
        page.picture(files[-1])
    page.close()
    return files


def taken_live(browser: Browser, console: str, token: str, run_id: str, directory: Path) -> Path:
    """Take the picture of another run of an account, while it is under way."""
    page = browser.page()
    page.resize(WIDTH, HEIGHT)
    page.open(f"{console}/settings#token={token}")
    page.until(READ)
    page.run(START.format(run_id=run_id))
    page.until(SOME_REMAIN)
    file = directory / f"{LIVE}.png"
    page.picture(file)
    page.close()
    return file
