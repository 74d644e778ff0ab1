"""An apply of `google` and `azurerm`, by the gate of a pipeline, the run task and the provider.

Each is a process as its users start it, with one server that executes runs on emulated clouds.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from posture_client import Client
from tests.emulator import arm
from tests.emulator.arm.scaled import signing_in
from tests.emulator.arm.seed import fill as fill_subscription
from tests.emulator.gcp import PROJECT, EmulatedProject
from tests.emulator.gcp.credentials import key_file
from tests.emulator.gcp.seed import fill
from tests.emulator.serving import serving
from tests.machine import need
from tests.plugins.ci.hosts import Pipeline
from tests.plugins.ci.wrappers import OPTIONS, WRAPPERS
from tests.plugins.run_task.hcp import hcp
from tests.plugins.run_task.plans import created, plan, updated
from tests.plugins.run_task.process import configuration, run_task
from tests.plugins.terraform.configurations import CONFIGURED
from tests.plugins.terraform.harness import Workspace, built, credentials, environment, override
from tests.plugins.terraform.keys import client_keys
from tests.server import Queue, Served, served

SETTINGS = {
    "POSTURE_RATE_LIMIT_BUCKET": "100000",
    "POSTURE_MANUAL_RUNS_PER_WINDOW": "1000",
    "POSTURE_CLOUD_SETTLE_SECONDS": "0",
}
DECLARED_AT = 2
CODE = """\
# Everything is public.
resource "%s" "%s" {
  name = "leaky"
}
"""


class Applied(NamedTuple):
    """A resource that an apply touched.

    Attributes:
        provider: its cloud, as integrations have it.
        options: what an integration needs beside the URL.
        resource_id: what a run is limited to.
        attributes: those in the state.
        change: the change in the plan.
    """

    provider: str
    options: Mapping[str, str]
    resource_id: str
    address: str
    attributes: Mapping[str, str]
    change: dict[str, Any]


BUCKET = "google_storage_bucket.exports"
ACCOUNT = "azurerm_storage_account.exports"
LEAKY = f"{arm.GROUP}/providers/Microsoft.Storage/storageAccounts/leaky"
OF_ACCOUNT = {"id": LEAKY, "name": "leaky", "resource_group_name": "Shop"}
APPLIES = (
    Applied(
        "gcp",
        {"project_id": PROJECT},
        "//storage.googleapis.com/leaky",
        BUCKET,
        {
            "id": "leaky",
            "name": "leaky",
            "project": PROJECT,
            "self_link": "https://www.googleapis.com/storage/v1/b/leaky",
        },
        created(BUCKET, unknown=("id", "self_link"), name="leaky", project=PROJECT),
    ),
    Applied(
        "azure",
        {"subscription_id": arm.SUBSCRIPTION},
        LEAKY,
        ACCOUNT,
        OF_ACCOUNT,
        updated(ACCOUNT, before=OF_ACCOUNT, allow_nested_items_to_be_public=True),
    ),
)
APPLIED = """
variable "integration" { type = string }
resource "terraform_data" "bucket" {
  input = %s
}
resource "posture_run" "after" {
  integration_id = var.integration
  fail_on        = "high"
  scope          = { resource_ids = provider::posture::asset_ids([terraform_data.bucket.input]) }
}
"""


@pytest.fixture(scope="module")
def project() -> Iterator[EmulatedProject]:
    found = EmulatedProject()
    fill(found)
    with serving(found):
        yield found
    assert found.faults == []


@pytest.fixture(scope="module")
def subscription() -> Iterator[arm.EmulatedSubscription]:
    found = arm.EmulatedSubscription()
    fill_subscription(found)
    with serving(found):
        yield found


@pytest.fixture(scope="module")
def api(
    tmp_path_factory: pytest.TempPathFactory,
    project: EmulatedProject,
    subscription: arm.EmulatedSubscription,
) -> Iterator[Served]:
    directory = tmp_path_factory.mktemp("server")
    key = key_file(tmp_path_factory.mktemp("key"), project.url)
    google = {"GOOGLE_APPLICATION_CREDENTIALS": str(key)}
    environ = {**SETTINGS, **google, **signing_in(subscription.url)}
    with served(directory, queue=Queue.WORK, environ=environ) as found:
        yield found


@pytest.fixture(params=APPLIES, ids=[one.provider for one in APPLIES])
def applied(request: pytest.FixtureRequest) -> Applied:
    found: Applied = request.param
    return found


@pytest.fixture
def integration(
    api: Served,
    project: EmulatedProject,
    subscription: arm.EmulatedSubscription,
    applied: Applied,
) -> str:
    url = {"gcp": project.url, "azure": subscription.url}[applied.provider]
    request: Any = {
        "name": f"shop {uuid4()}",
        "provider": applied.provider,
        applied.provider: {**applied.options, "endpoint_url": url},
    }
    with Client(api.url, api.token) as client:
        made = client.create_integration(**request)
    return made["id"]


def run_of(api: Served, integration: str) -> dict[str, Any]:
    with Client(api.url, api.token) as client:
        (run,) = client.list_runs(integration_id=integration)["data"]
    return dict(run)


def test_the_gate_of_a_pipeline_stops_and_names_the_line(
    api: Served, integration: str, applied: Applied, tmp_path: Path
) -> None:
    wrapper = next(one for one in WRAPPERS if one.name == "gitlab")
    code = tmp_path / "checkout" / "infra"
    code.mkdir(parents=True)
    type_, name = applied.address.split(".")
    (code / "main.tf").write_text(CODE % (type_, name))
    (code / "plan.json").write_text(json.dumps(plan(applied.change)))
    row = {"address": applied.address, "mode": "managed", "type": type_, "name": name}
    state = {"root_module": {"resources": [{**row, "values": applied.attributes}]}}
    (code / "state.json").write_text(json.dumps({"format_version": "1.0", "values": state}))
    secrets = {"POSTURE_ENDPOINT": api.url, "POSTURE_TOKEN": api.token}

    ended = wrapper.run(
        Pipeline(tmp_path / "checkout", secrets),
        {"POSTURE_INTEGRATION": integration, **OPTIONS},
    )

    assert ended.done.code == 1, ended.done.err
    assert f"infra/main.tf:{DECLARED_AT} {applied.address}" in ended.done.out
    assert run_of(api, integration)["scope"]["resource_ids"] == [applied.resource_id]


def test_the_run_task_evaluates_what_the_plan_names(
    api: Served, integration: str, applied: Applied, tmp_path: Path
) -> None:
    keys = client_keys(tmp_path, curve=ec.SECP256R1())
    entry = {"organization": "acme", "workspace": "*", "integration_id": integration}
    with hcp(keys) as terraform:
        tables = configuration(terraform, endpoint=api.url, directory=tmp_path, workspaces=[entry])
        with run_task(tmp_path, tables, token=api.token) as task:
            asked = terraform.ask(task.url, plan=plan(applied.change))
            result = terraform.result(asked)

    assert result.status == "failed"
    assert "1 resource that the apply touched. Coverage 100 %." in result.message
    assert run_of(api, integration)["scope"] == {
        "resource_ids": [applied.resource_id],
        "skip_unchecked": True,
    }
    assert all(applied.address in one["description"] for one in asked.outcomes)
    assert asked.outcomes


def test_the_provider_fails_the_apply_of_a_resource_that_the_function_names(
    api: Served, integration: str, applied: Applied, tmp_path: Path
) -> None:
    need("terraform")
    programs = override(built(tmp_path / "binaries"))
    workspace = Workspace(tmp_path, environment(tmp_path, programs) | credentials(api))
    workspace.variables["integration"] = integration
    workspace.write(APPLIED % json.dumps(applied.attributes), head=CONFIGURED)

    error = workspace.apply(expect=1).error

    assert applied.resource_id in error["detail"]
    assert run_of(api, integration)["scope"]["resource_ids"] == [applied.resource_id]
