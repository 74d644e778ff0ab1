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


def take(endpoint: str, token: str, run_id: str, directory: Path) -> list[Path]:
    """Take a picture of each page, signed in with a token; return the files."""
    with TemporaryDirectory(prefix="pictures-") as profile, chromium(Path(profile)) as browser:
        return taken(browser, f"{endpoint}/console", token, run_id, directory)


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
