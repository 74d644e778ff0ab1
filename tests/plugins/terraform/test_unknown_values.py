"""Unknown values: no attribute is refused, or planned as known, before its value is known."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from posture_terraform.framework.extended import ExtendedServer
from posture_terraform.framework.log import Log
from posture_terraform.framework.schema import Attribute, Collection, Nested
from posture_terraform.framework.values import conform, has_unknown
from posture_terraform.provider import PROVIDER
from posture_terraform.unknown import UNKNOWN
from tests.plugins.terraform.configurations import ACCOUNT, CONFIGURED
from tests.plugins.terraform.harness import Workspace

Path = tuple[str, ...]
KINDS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "resource": ("ValidateResourceConfig", PROVIDER.resources),
    "data source": ("ValidateDataResourceConfig", PROVIDER.data_sources),
    "ephemeral resource": ("ValidateEphemeralResourceConfig", PROVIDER.ephemeral_resources),
    "list resource": ("ValidateListResourceConfig", PROVIDER.list_resources),
    "action": ("ValidateActionConfig", PROVIDER.actions),
}


def paths(attributes: Mapping[str, Attribute], parent: Path = ()) -> Iterator[Path]:
    """Yield the paths of the attributes that a configuration may set."""
    for name, attribute in attributes.items():
        if attribute.required or attribute.optional:
            yield (*parent, name)
            if isinstance(attribute.type, Nested):
                yield from paths(attribute.type.attributes, (*parent, name))


def attribute_at(attributes: Mapping[str, Attribute], path: Path) -> Attribute:
    found = attributes[path[0]]
    for name in path[1:]:
        assert isinstance(found.type, Nested)
        found = found.type.attributes[name]
    return found


def configured(
    attributes: Mapping[str, Attribute],
    path: Path,
    value: Any,  # noqa: ANN401  # any value
) -> dict[str, Any]:
    """Return a configuration that sets one attribute."""
    name, *rest = path
    inner = attributes[name].type
    if rest:
        assert isinstance(inner, Nested)
        value = configured(inner.attributes, tuple(rest), value)
        value = [value] if inner.nesting == "LIST" else value
    return {name: value}


def partly_unknown(attribute: Attribute) -> list[Any]:
    """Return the values of an attribute that are unknown in part."""
    match attribute.type:
        case Collection("map", _):
            return [{"key": UNKNOWN}]
        case Collection():
            return [[UNKNOWN], [UNKNOWN, UNKNOWN]]
        case Nested(attributes, "SINGLE"):
            return [dict.fromkeys(attributes, UNKNOWN)]
        case Nested(attributes, _):
            return [[UNKNOWN], [UNKNOWN, dict.fromkeys(attributes, UNKNOWN)]]
        case _:
            return []


CASES = [
    pytest.param(kind, name, path, id=f"{kind} {name} {'.'.join(path)}")
    for kind, (_, parts) in KINDS.items()
    for name, part in parts.items()
    for path in paths(part.schema.attributes)
]


def with_a_text(condition: Any) -> Any:  # noqa: ANN401  # an object, or UNKNOWN
    """Return a condition with one of its texts, if it is known."""
    if not isinstance(condition, dict):
        return condition
    return {"matches" if "equals" in condition else "equals": UNKNOWN} | condition


def needed(name: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a configuration needs besides one attribute."""
    if name == "posture_trust" and isinstance(conditions := config.get("conditions"), list):
        return {"conditions": [with_a_text(one) for one in conditions]}
    if name != "posture_webhook":
        return {}
    return {"url_wo" if "url" in config else "url": UNKNOWN}


def diagnostics(kind: str, name: str, config: dict[str, Any]) -> list[dict[str, Any]]:
    method, parts = KINDS[kind]
    server = ExtendedServer(PROVIDER, Log("posture", level=9))
    found: list[dict[str, Any]] = server.call(
        method,
        {
            "action_type" if kind == "action" else "type_name": name,
            "config": conform(parts[name].schema.attributes, config | needed(name, config)),
            "client_capabilities": {"write_only_attributes_allowed": True},
        },
    )["diagnostics"]
    return found


@pytest.mark.parametrize(("kind", "name", "path"), CASES)
def test_an_unknown_value_is_not_refused(kind: str, name: str, path: Path) -> None:
    attribute = attribute_at(KINDS[kind][1][name].schema.attributes, path)
    for value in (UNKNOWN, None, *partly_unknown(attribute)):
        attributes = KINDS[kind][1][name].schema.attributes
        assert diagnostics(kind, name, configured(attributes, path, value)) == []


@pytest.mark.parametrize(("kind", "name", "path"), CASES)
def test_a_known_element_is_checked_beside_an_unknown_one(kind: str, name: str, path: Path) -> None:
    attribute = attribute_at(KINDS[kind][1][name].schema.attributes, path)
    collects = isinstance(attribute.type, Collection) and attribute.type.kind != "map"
    for wrong in ["\x00", None] if collects and attribute.validators else []:
        attributes = KINDS[kind][1][name].schema.attributes
        config = configured(attributes, path, [UNKNOWN, wrong])
        (found,) = diagnostics(kind, name, config)
        assert found["summary"].replace("[0]", "") == f"Invalid value for {'.'.join(path)}"
        assert found["attribute"]["steps"] == [{"attribute_name": path[0]}]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        case.values[1:]
        for case in CASES
        if case.values[0] == "resource" and case.values[2] != ("url_wo",)  # never in a plan
    ],
)
def test_an_unknown_value_stays_unknown_in_the_plan(name: str, path: Path) -> None:
    attributes = PROVIDER.resources[name].schema.attributes
    server = ExtendedServer(PROVIDER, Log("posture", level=9))
    for value in (UNKNOWN, *partly_unknown(attribute_at(attributes, path))):
        config = conform(attributes, configured(attributes, path, value))
        response = server.call(
            "PlanResourceChange",
            {
                "type_name": name,
                "prior_state": None,
                "prior_private": b"",
                "prior_identity": None,
                "config": config,
                "proposed_new_state": config,
            },
        )
        assert response["diagnostics"] == []
        assert has_unknown(response["planned_state"][path[0]])


FOR_EACH = """
variable "services" { default = ["s3", "iam"] }
resource "terraform_data" "later" {}
resource "posture_run" "each" {
  for_each       = toset(var.services)
  integration_id = posture_integration.account.id
  wait           = false
  scope          = { services = [each.key], resource_ids = [terraform_data.later.id] }
}
"""


def test_a_scope_of_unknown_elements_is_valid_and_planned(workspace: Workspace) -> None:
    workspace.write(ACCOUNT + FOR_EACH, head=CONFIGURED)
    assert workspace.validate() == []
    planned = workspace.planned()
    run = planned['posture_run.each["s3"]']
    assert run["after"]["scope"]["services"] == ["s3"]
    assert run["after_unknown"]["scope"]["resource_ids"] == [True]
