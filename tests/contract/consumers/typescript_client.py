"""The published TypeScript client: built, packed, and used in its story, its page and faults."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Event

from tests.plugins.client.scripted import Reply, scripted

HERE = Path(__file__).parent
CLIENT = HERE.parents[2] / "plugins" / "client_typescript"
PAGE = HERE.parents[2] / "backend" / "docs" / "clients.md"
# What it is published as, and what a program beside it imports.
NAME = "cloud-posture-runs-client"
STRICT = (
    "--strict",
    "--target",
    "es2022",
    "--module",
    "nodenext",
    "--lib",
    "es2022,dom,dom.iterable",
)
OK = Reply(body={"data": []})

Run = Callable[..., str]


def build(run: Run, tsc: list[Path], npm: list[Path], out: Path) -> Path:
    """Build the package as it is published; return the folder of programs that import it."""
    programs = out / "published"
    package = programs / "node_modules" / NAME
    shutil.copytree(CLIENT, package, ignore=shutil.ignore_patterns("node_modules", "dist"))
    (programs / "package.json").write_text('{"type": "module"}')
    run(*tsc, "-p", package)
    (packed,) = json.loads(run(*npm, "pack", package, "--dry-run", "--ignore-scripts", "--json"))
    files = {one["path"] for one in packed["files"]}
    for entry in json.loads((package / "package.json").read_text())["exports"].values():
        missing = {Path(one).as_posix() for one in entry.values()} - files
        assert not missing, f"not published: {missing}"
    return programs


def compile_programs(run: Run, tsc: list[Path], programs: Path) -> None:
    """Compile the story, the faults and the page's example against the built package."""
    (example,) = re.findall(
        r"^```typescript\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL
    )
    node = "declare const process: { env: Record<string, string | undefined> };\n"
    (programs / "page.ts").write_text(f"{node}{example}export {{}};\n")
    for name in ("story_client.ts", "faults_client.ts"):
        shutil.copy(HERE / name, programs)
    run(*tsc, *STRICT, *programs.glob("*.ts"))


def check_faults(run: Run, node: Path, programs: Path) -> None:
    """Let the client meet each fault once; it retries, and raises, as the Python clients do."""
    release = Event()
    failing = Reply(status=503, body={"error": "unavailable"}, headers={"Retry-After": "0"})
    replies = [
        *(
            failing,
            Reply(cut=True),
            Reply(status=502, text=b"<p>"),
            Reply(status=202, body={"n": 1}),
        ),
        Reply(status=404, body={"error": "run_not_found"}, headers={"X-Request-Id": "q"}),
        Reply(status=429, body={"error": "rate_limited", "retry_after_seconds": 17}),
        Reply(text=b"<html>Sign in</html>"),
        Reply(status=301, headers={"Location": "https://elsewhere/"}),
        OK,
        Reply(held=release),
        *(Reply(body={"id": "r", "status": "running"}, headers={"ETag": '"1"'}), Reply(status=304)),
        OK,
    ]
    with scripted(*replies) as server:
        shown = run(node, programs / "faults_client.js", server.url)
        release.set()
    lines = dict(line.split(" ", 1) for line in shown.splitlines())
    assert lines["retried"] == '{"n":1}', shown
    assert lines["lasting"] == "ApiError ApiError: 404 run_not_found (request q)", shown
    assert lines["impatient"] == "ApiError ApiError: 429 rate_limited", shown
    assert lines["foreign"].startswith("NotPostureError"), shown
    assert lines["redirected"].startswith("NotPostureError"), shown
    assert lines["listed"] == '{"data":[]}', shown
    assert lines["hung"].startswith("UnreachableError"), shown
    assert lines["unended"].startswith("WaitTimeoutError"), shown
    assert lines["aborted"] == "another error Error: not wanted", shown
    assert "secret" not in shown
    started = [one for one in server.requests if one.method == "POST"]
    assert len(started) == 4, shown
    assert len({one.headers["idempotency-key"] for one in started}) == 1
    assert {one.headers["authorization"] for one in server.requests} == {"Bearer posture_a-secret"}
    assert server.requests[4].path.endswith("/r%2F1")
    assert server.requests[8].path.endswith("?limit=3")
