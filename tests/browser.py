"""A real Chromium, driven over a pipe by its own protocol: no driver and no library is needed."""

import base64
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from select import select
from typing import Any, Final

from tests.machine import need

# Where Chromium reads commands and writes what happens.
COMMANDS: Final = 3
EVENTS: Final = 4
CHUNK: Final = 65_536
WAIT_MS: Final = 60_000
# Longer than any command takes, that of WAIT_MS among them, and than the end of the browser.
SILENT_SECONDS: Final = 240.0
WIDTH: Final = 1_440
SHOWN: Final = 2_000
VIOLATIONS: Final = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
DEAF: Final = """
window.EventSource = class extends EventTarget { readyState = 0; close() {} };
window.BroadcastChannel = class { postMessage() {} close() {} };
"""
# What was drawn is on the screen then, and what waits for that, such as handlers of keys, has run.
SETTLED: Final = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
KEYS: Final = {
    "Enter": ("Enter", 13, "\r"),
    "Escape": ("Escape", 27, ""),
    "Tab": ("Tab", 9, ""),
    "Space": ("Space", 32, " "),
    "ArrowDown": ("ArrowDown", 40, ""),
}


class BrowserError(Exception):
    """The page raised an error, or did not become what was waited for."""


@dataclass
class Browser:
    """A running Chromium; its pages share nothing unless they are of one `profile`."""

    process: "subprocess.Popen[bytes]"
    commands: int
    events: int
    pending: bytes = b""
    last_id: int = 0
    pages: dict[str, "Page"] = field(default_factory=dict)

    def page(self, *, like: "Page | None" = None, hears: bool = True) -> "Page":
        """Open a page of a new profile, or of that of another page.

        With `hears=False` no event of a server reaches it, so it changes by what is done there.
        """
        profile = like.profile if like else self._profile()
        created = self.call("Target.createTarget", url="about:blank", browserContextId=profile)
        target = created["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session, target, profile)
        self.pages[session] = page
        for domain in ("Page", "Runtime", "Network", "Log"):
            page.call(f"{domain}.enable")
        for source in (VIOLATIONS,) if hears else (VIOLATIONS, DEAF):
            page.call("Page.addScriptToEvaluateOnNewDocument", source=source)
        page.resize(WIDTH)
        page.paint(dark=False)
        return page

    def _profile(self) -> str:
        return str(self.call("Target.createBrowserContext")["browserContextId"])

    def call(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
        """Send a command and return its result; events that come before it are noted."""
        self.last_id += 1
        command = {"id": self.last_id, "method": method, "params": params}
        if session:
            command["sessionId"] = session
        os.write(self.commands, json.dumps(command).encode() + b"\0")
        while True:
            message = self._read()
            if message.get("id") == self.last_id:
                break
            self._note(message)
        if "error" in message:
            raise BrowserError(f"{method}: {message['error']}")
        found: dict[str, Any] = message["result"]
        return found

    def hear(self) -> None:
        """Wait for an event, and note it."""
        self._note(self._read())

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self.pending:
            if not select([self.events], [], [], SILENT_SECONDS)[0]:
                raise BrowserError(f"the browser sent nothing for {SILENT_SECONDS:g} s")
            chunk = os.read(self.events, CHUNK)
            if not chunk:
                raise BrowserError("the browser has ended")
            self.pending += chunk
        text, _, self.pending = self.pending.partition(b"\0")
        found: dict[str, Any] = json.loads(text)
        return found

    def _note(self, message: dict[str, Any]) -> None:
        page = self.pages.get(message.get("sessionId", ""))
        if page is None:
            return
        params = message["params"]
        match message["method"]:
            case "Runtime.exceptionThrown":
                page.faults.append(params["exceptionDetails"]["exception"].get("description", "?"))
            case "Log.entryAdded" if params["entry"]["source"] == "security":
                page.faults.append(params["entry"]["text"])
            case "Page.frameNavigated" if "parentId" not in params["frame"]:
                page.loaders.add(params["frame"]["loaderId"])
            case "Network.requestWillBeSent":
                request = params["request"]
                page.requests.append(f"{request['method']} {request['url']}")


@dataclass
class Page:
    """One tab."""

    browser: Browser
    session: str
    target: str
    profile: str
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    loaders: set[str] = field(default_factory=set)

    def call(self, method: str, **params: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
        """Send a command to this tab."""
        return self.browser.call(method, self.session, **params)

    def resize(self, width: int, height: int = 900) -> None:
        """Set the size of the window."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", **size)
        self.until(f"innerWidth === {width}")
        self.run(SETTLED)

    def paint(self, *, dark: bool) -> None:
        """Choose what the person prefers."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.call("Emulation.setEmulatedMedia", features=[scheme, still])

    def open(self, url: str) -> None:
        """Go to an address and wait until its document is there."""
        found = self.call("Page.navigate", url=url)
        if "errorText" in found:
            raise BrowserError(f"{url}: {found['errorText']}")
        # Until the new document is there, the one before would be looked at.
        while "loaderId" in found and found["loaderId"] not in self.loaders:
            self.browser.hear()
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def run(self, script: str) -> Any:  # noqa: ANN401  # any JSON
        """Evaluate an expression, await it, and return its value."""
        found = self.call(
            "Runtime.evaluate",
            expression=script,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        if "exceptionDetails" in found:
            details = found["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description", details["text"]))
        return found["result"].get("value")

    def until(self, condition: str) -> Any:  # noqa: ANN401  # any JSON
        """Wait until an expression, or what it promises, is true, and return its value."""
        wait = f"""new Promise((resolve, reject) => {{
            const end = performance.now() + {WAIT_MS};
            const look = async () => {{
                let found;
                try {{ found = await ({condition}); }} catch {{ found = null; }}
                if (found) resolve(found);
                else if (performance.now() > end)
                    reject(new Error("not so: " + document.body.innerText.slice(0, {SHOWN})));
                else setTimeout(look, 20);
            }};
            look();
        }})"""
        try:
            return self.run(wait)
        except BrowserError as error:
            if "navigated" in str(error) or "destroyed" in str(error):
                return self.until(condition)
            raise BrowserError(f"{condition}: {error}") from None

    def sees(self, text: str) -> None:
        """Wait until a text can be read on the page."""
        self.until(f"document.body.innerText.includes({json.dumps(text)})")

    def text(self) -> str:
        """Return the text that a person reads."""
        return str(self.run("document.body.innerText"))

    def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the page is drawn; Tab needs no handler."""
        for key in keys:
            if key != "Tab":
                self.run(SETTLED)
            code, number, text = KEYS.get(key, (key, 0, key))
            name = " " if key == "Space" else key
            down: dict[str, Any] = {"key": name, "code": code, "windowsVirtualKeyCode": number}
            shown = {"text": text} if text else {}
            self.call("Input.dispatchKeyEvent", type="keyDown", **down, **shown)
            self.call("Input.dispatchKeyEvent", type="keyUp", **down)

    def write(self, text: str) -> None:
        """Type a text where the focus is."""
        self.call("Input.insertText", text=text)

    def click(self, selector: str) -> None:
        """Wait until a selector finds something that is not disabled, and click the first."""
        self.act(f"document.querySelector({json.dumps(selector)})", "click()")

    def fill(self, selector: str, text: str) -> None:
        """Wait for a field, and replace what it has by a text."""
        write = f"document.execCommand('insertText', false, {json.dumps(text)})"
        self.act(f"document.querySelector({json.dumps(selector)})", f"select(), {write}")

    def act(self, found: str, action: str) -> None:
        """Wait until an expression finds an element that is not disabled, and call a method of it.

        Both are one evaluation: a page that draws itself anew cannot take the element away between.
        """
        self.until(f"((one) => one && !one.disabled && (one.{action}, true))({found})")

    def picture(self, file: Path) -> None:
        """Save what is seen as PNG."""
        found = self.call("Page.captureScreenshot", format="png")
        file.write_bytes(base64.b64decode(found["data"]))

    def complaints(self) -> list[str]:
        """Return the errors of scripts and what a policy has refused."""
        return [*self.faults, *(self.run("window.violations") or [])]

    def close(self) -> None:
        """Close the tab."""
        self.browser.call("Target.closeTarget", targetId=self.target)


@contextmanager
def chromium(directory: Path) -> Iterator[Browser]:
    """Provide a browser for the time of a `with` block; skip where there is none."""
    program = need("chromium")
    read_commands, commands = os.pipe()
    events, write_events = os.pipe()

    def place() -> None:
        high = [os.dup(one) for one in (read_commands, write_events)]
        for number, one in zip((COMMANDS, EVENTS), high, strict=True):
            os.dup2(one, number)

    process = subprocess.Popen(
        [
            program,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--remote-debugging-pipe",
            "--no-first-run",
            "--disable-background-networking",
            f"--user-data-dir={directory / 'profile'}",
            "about:blank",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(COMMANDS, EVENTS),
        preexec_fn=place,  # noqa: PLW1509  # only duplicates two descriptors
    )
    os.close(read_commands)
    os.close(write_events)
    browser = Browser(process, commands, events)
    try:
        yield browser
        browser.call("Browser.close")
    finally:
        os.close(commands)
        os.close(events)
        try:
            process.wait(timeout=SILENT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
