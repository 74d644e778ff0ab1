"""The pipeline's trace goes on in what it starts, whichever way, down to the cloud calls."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.pipeline import CALL, Pipeline
from tests.e2e.stage import Stage, stage
from tests.emulator.account import s3
from tests.emulator.account.account import HOME, Account
from tests.emulator.server import emulator
from tests.machine import need
from tests.plugins.ci.checkout import LEAKING
from tests.plugins.ci.hosts import Pipeline as Job
from tests.plugins.ci.wrappers import WRAPPERS, Wrapper, applied
from tests.plugins.terraform.harness import HEAD, Workspace, built, environment, override

REQUESTED = (CALL, "collect s3", "process run", "POST /api/v2/cloud-posture-runs", "pipeline")
CONFIGURATION = """
resource "posture_run" "after_apply" {
  integration_id = "%s"
  scope          = { services = ["s3"] }
}
"""


@dataclass(frozen=True, slots=True)
class Site:
    """Where pipelines run: a server that tells its spans, and an account."""

    here: Stage
    cloud: str

    def integration(self, name: str) -> str:
        """Connect the account; a pipeline of its own needs a connection of its own, for the cap."""
        options = ("--region", HOME, "--endpoint-url", self.cloud)
        made: str = self.here.answer("integration", "create", name, *options)["id"]
        return made


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with stage() as here, emulator() as aws:
        s3.seed(Account(aws.url), 0)
        here.ready()
        yield Site(here, aws.url)


@pytest.fixture
def inside(site: Site) -> Iterator[Callable[[Pipeline], None]]:
    """Run the commands of the stage in a pipeline's span."""
    before = dict(site.here.environ)

    def enter(pipeline: Pipeline) -> None:
        site.here.environ.update(pipeline.environ)

    yield enter
    site.here.environ.clear()
    site.here.environ.update(before)


def test_of_the_command_line(site: Site, inside: Callable[[Pipeline], None]) -> None:
    pipeline, integration = Pipeline(), site.integration("cli")
    inside(pipeline)
    site.here.command("run", "start", "--integration", integration, "--service", "s3", "--wait")
    assert pipeline.paths(site.here.telemetry) == {REQUESTED}


def test_of_a_scan_without_a_server(site: Site, inside: Callable[[Pipeline], None]) -> None:
    pipeline = Pipeline()
    inside(pipeline)
    site.here.environ["AWS_ENDPOINT_URL"] = site.cloud
    site.here.command("scan", "aws", "--region", HOME, "--service", "s3")
    assert pipeline.paths(site.here.telemetry) == {
        (CALL, "collect s3", "process run", "pipeline"),
    }


def test_of_terraform(site: Site, tmp_path: Path) -> None:
    need("terraform")
    pipeline, integration = Pipeline(), site.integration("terraform")
    own = {name: site.here.environ[name] for name in ("POSTURE_ENDPOINT", "POSTURE_TOKEN")}
    config = override(built(tmp_path / "binaries"))
    workspace = Workspace(tmp_path, environment(tmp_path, config) | own | pipeline.environ)
    workspace.write(CONFIGURATION % integration, head=HEAD)
    workspace.apply()
    assert pipeline.paths(site.here.telemetry) == {REQUESTED}


@pytest.mark.parametrize("wrapper", WRAPPERS, ids=[one.name for one in WRAPPERS])
def test_of_every_wrapper(site: Site, tmp_path: Path, wrapper: Wrapper) -> None:
    pipeline = Pipeline()
    secrets = {name: site.here.environ[name] for name in ("POSTURE_ENDPOINT", "POSTURE_TOKEN")}
    job, files = applied(wrapper, Job(tmp_path / "checkout", secrets), LEAKING)
    own = {"POSTURE_INTEGRATION": site.integration(wrapper.name), "POSTURE_SERVICE": "s3"}
    assert wrapper.run(job, own | files | pipeline.environ).done.code == 1
    assert pipeline.paths(site.here.telemetry) == {REQUESTED}


def test_a_malformed_trace_stops_nothing(site: Site, inside: Callable[[Pipeline], None]) -> None:
    pipeline, integration = Pipeline(), site.integration("malformed")
    inside(pipeline)
    site.here.environ["TRACEPARENT"] += "-and-what-is-not"
    start = (
        "run",
        "start",
        "--integration",
        integration,
        "--service",
        "s3",
        "--wait",
        "-o",
        "json",
    )
    run = json.loads(site.here.command(*start))
    assert run["status"] == "completed"
    spans = site.here.telemetry.wait_for(
        lambda spans: any(span.attributes.get("posture.run.id") == run["id"] for span in spans)
    )
    ours = {span.trace_id for span in spans if span.attributes.get("posture.run.id") == run["id"]}
    assert len(ours) == 1
    assert pipeline.trace_id not in ours
