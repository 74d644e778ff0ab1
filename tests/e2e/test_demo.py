"""The demo runs to its end, and nothing of it is left, however it ends."""

import os
import re
import secrets
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.e2e.apply import PROGRAMS
from tests.e2e.demo import main
from tests.emulator.otlp import receiver
from tests.emulator.server import REPOSITORY
from tests.machine import exhaustive, need

MARK = "DEMO_MARK"
SECONDS = 600
# What is shown of each cloud.
SHOWN = {
    "aws": (
        "an AWS account leaks on http://127.0.0.1:",
        "posture: collecting",  # others are read too quickly for it
        "marketing-site-acme",
        "aws_iam_role_trust_not_public",
        "CIS_AWS",
        "collect s3",
        "collect sagemaker",
        "collect bedrock",
    ),
    "azure": (
        "an Azure subscription leaks on http://127.0.0.1:",
        "azure_storage_container_not_public",
        "azure_ai_account_local_auth_disabled",
        "CIS_AZURE",
        "collect storage",
    ),
    "gcp": (
        "a Google Cloud project leaks on",
        "gcp_storage_bucket_not_public",
        "CIS_GCP",
        "collect vertexai",
    ),
}


@contextmanager
def demo(*arguments: str, path: str | None = None) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Start the demo in a session of its own, as a terminal would, with a mark on all it starts."""
    mark = secrets.token_hex(8)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.demo", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, MARK: mark, "PYTHONUNBUFFERED": "1"} | ({"PATH": path} if path else {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process, mark
    finally:
        for pid in marked(mark):
            os.kill(pid, signal.SIGKILL)
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def marked(mark: str) -> list[int]:
    """Find the processes that have the mark in their environment."""
    wanted = f"{MARK}={mark}"
    command = ["ps", "axeww", "-o", "pid=,command="]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    return [int(line.split()[0]) for line in listed.stdout.splitlines() if wanted in line]


def without_terraform(directory: Path) -> str:
    """Return a search path with all that is on this machine's, but Terraform and OpenTofu."""
    for place in map(Path, os.environ["PATH"].split(os.pathsep)):
        for tool in sorted(place.glob("*")):
            link = directory / tool.name
            if tool.name not in PROGRAMS and not link.is_symlink():
                link.symlink_to(tool)
    return str(directory)


@pytest.mark.parametrize(
    ("way", "cloud"),
    [
        ("terraform", "aws"),
        ("command line", "azure"),
        pytest.param("command line", "aws", marks=pytest.mark.exhaustive),
    ],
)
def test_the_demo_shows_a_run_from_end_to_end(way: str, cloud: str, tmp_path: Path) -> None:
    picture = tmp_path / "demo.svg"
    if way == "terraform":
        path, ours = os.environ["PATH"], [f"$ {need('terraform').name} apply", "Apply complete!"]
    else:
        (tmp_path / "bin").mkdir()
        path = without_terraform(tmp_path / "bin")
        ours = ["$ posture integration create", "$ posture run start"]
    given = ("--cloud", cloud, "--picture", str(picture))
    with receiver() as far, demo(*given, "--otlp", far.url, path=path) as (process, mark):
        output, _ = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, output
        assert marked(mark) == []
        sent = {span.name for span in far.spans()}
        collected = {text for text in SHOWN[cloud] if text.startswith("collect ")}
        assert {"POST /api/v2/cloud-posture-runs", "process run"} | collected <= sent
        assert "posture.findings.open" in far.metrics()
    for expected in (
        "the API listens on http://127.0.0.1:",
        *ours,
        "posture: done",
        "SEVERITY",
        *SHOWN[cloud],
        "Verdicts: ",
        "Coverage 100.0%",
        "duration_ms",
        "POST /api/v2/cloud-posture-runs",
        "process run",
        "evaluate checks",
        "record findings",
        "exports of traces and metrics to http://127.0.0.1:",
        "nothing is left running",
    ):
        assert expected in output
    assert "Traceback" not in output
    assert not re.search(r"posture_[\w-]{43}", output)
    drawn = picture.read_text()
    assert ET.fromstring(drawn).tag.endswith("svg")  # noqa: S314  # our own
    ids_of_machines = {("", "0" * 17)} if cloud == "aws" else set()
    found = set(re.findall(r"127\.0\.0\.1:(\d+)|-([0-9a-f]{17})\b", drawn))
    assert found == {("00000", "")} | ids_of_machines


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("notaurl", "'notaurl' is no URL such as http://127.0.0.1:4318"),
        ("http://", "is no URL"),
        ("http://127.0.0.1:bad", "takes no exports"),
        ("http://127.0.0.1:1", "takes no exports"),
    ],
)
def test_a_place_that_takes_no_exports_is_refused_first(
    url: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--otlp", url])
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "when",
    [
        "a server starts",
        "the API listens",
        pytest.param("an AWS account leaks", marks=pytest.mark.exhaustive),
    ],
)
def test_ctrl_c_leaves_nothing_behind(when: str) -> None:
    with demo() as (process, mark):
        assert process.stdout is not None
        for line in process.stdout:
            if when in line:
                break
        os.killpg(process.pid, signal.SIGINT)
        output = process.stdout.read()
        assert process.wait(SECONDS) == 130, output
        assert marked(mark) == []
    assert "nothing is left running" in output
    assert "Traceback" not in output


@pytest.mark.exhaustive
def test_the_demo_can_be_kept_for_the_console() -> None:
    with demo("--keep") as (process, mark):
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "Ctrl-C ends it" in line:
                break
        shown = "".join(lines)
        (console,) = set(re.findall(r"http://127\.0\.0\.1:\d+/console/", shown))
        with urllib.request.urlopen(console) as page:  # noqa: S310  # our own server
            assert b"/console/assets/" in page.read()
        assert re.search(r"posture_[\w-]{43}", shown)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(SECONDS) == 130
        assert marked(mark) == []


def test_a_plain_kill_of_the_demo_is_as_good_as_ctrl_c() -> None:
    # Of an AWS account there is more to end, as the test above does.
    cloud, when = ("aws", "the API listens") if exhaustive() else ("azure", "a server starts")
    with demo("--cloud", cloud) as (process, mark):
        assert process.stdout is not None
        next(line for line in process.stdout if when in line)
        process.terminate()
        assert process.wait(SECONDS) == 130
        assert marked(mark) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("cloud", ["azure", "gcp"])
def test_the_demo_shows_another_cloud(cloud: str) -> None:
    with demo("--cloud", cloud) as (process, mark):
        output, _ = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, output
        assert marked(mark) == []
    for expected in (*SHOWN[cloud], "Coverage 100.0%", "nothing is left running"):
        assert expected in output
    assert "Traceback" not in output
