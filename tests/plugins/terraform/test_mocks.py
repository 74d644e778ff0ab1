"""A mocked provider needs no made-up defaults; `gate` runs the examples of tests."""

from typing import Any

import pytest

from posture_terraform.framework.log import Log
from posture_terraform.framework.server import ProviderServer
from posture_terraform.framework.values import conform
from posture_terraform.provider import PROVIDER
from tests.plugins.terraform.harness import Workspace

# Terraform makes this up for a string.
MADE_UP = "0mid7gc1"


def validated(config: dict[str, Any], *, mocked: bool) -> list[str]:
    server = ProviderServer(PROVIDER, Log("posture"))
    if not mocked:
        block = conform(PROVIDER.schema.attributes, {})
        server.call("ValidateProviderConfig", {"config": block})
    request = {
        "type_name": "posture_run",
        "config": conform(PROVIDER.resources["posture_run"].schema.attributes, config),
        "client_capabilities": None,
    }
    found = server.call("ValidateResourceConfig", request)["diagnostics"]
    return [diagnostic["summary"] for diagnostic in found]


@pytest.mark.parametrize(
    ("config", "attribute"),
    [
        ({"integration_id": MADE_UP}, "integration_id"),
        ({"scope": {"check_ids": [MADE_UP]}}, "scope.check_ids"),
        ({"scope": {"services": []}}, "scope.services"),
        ({"source": {"url": MADE_UP}}, "source.url"),
    ],
)
def test_a_value_that_a_mocked_provider_made_up_is_valid(
    config: dict[str, Any], attribute: str
) -> None:
    assert validated(config, mocked=True) == []
    assert validated(config, mocked=False) == [f"Invalid value for {attribute}"]


@pytest.mark.parametrize(
    "config",
    [{"integration_id": "production"}, {"trigger": "schedule"}, {"fail_on": "criticel"}],
)
def test_other_wrong_values_are_not_valid_with_a_mocked_provider(config: dict[str, Any]) -> None:
    (name,) = config
    assert validated(config, mocked=True) == [f"Invalid value for {name}"]


def test_a_plan_is_strict_without_arguments_of_the_provider(processes: Workspace) -> None:
    processes.environ |= {"POSTURE_ENDPOINT": "http://127.0.0.1:9", "POSTURE_TOKEN": "t"}
    processes.write(f'resource "posture_run" "a" {{\n integration_id = "{MADE_UP}"\n}}\n')
    assert processes.validate() == []
    assert processes.plan(expect=1).error["summary"] == "Invalid value for integration_id"
