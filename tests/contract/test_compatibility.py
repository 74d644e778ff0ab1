"""The document breaks no client of the last release, unless the changelog announces it."""

import copy
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.spec import document

FOLDER = Path(__file__).parents[2] / "openapi"


def loaded() -> ModuleType:
    place = importlib.util.spec_from_file_location("compatibility", FOLDER / "compatibility.py")
    assert place is not None
    assert place.loader is not None
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    return module


TOOL = loaded()
RELEASED: dict[str, Any] = json.loads((FOLDER / "released.json").read_text(encoding="utf-8"))
RUN = {
    "type": "object",
    "required": ["id", "status"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "status": {"$ref": "#/components/schemas/Status"},
        "phase": {"$ref": "#/components/schemas/RunPhase"},
        "runs": {"type": "array", "items": {"$ref": "#/components/schemas/Run"}},
        "error": {"type": ["string", "null"]},
    },
}
REQUEST = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "maxLength": 10, "minLength": 1},
        "only": {"type": "string", "enum": ["new", "all"], "default": "new"},
        "count": {"type": ["integer", "null"], "maximum": 9},
    },
}
BASE: dict[str, Any] = {
    "security": [{"token": []}],
    "paths": {
        "/runs": {
            "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
            "get": {
                "operationId": "list_runs",
                "security": [{"token": ["runs:read"]}],
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}}
                ],
                "responses": {
                    "200": {
                        "headers": {"ETag": {"required": True, "schema": {"type": "string"}}},
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Run"}},
                            "text/csv": {"schema": {"type": "string"}},
                        },
                    },
                    "404": {
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Error"},
                                "examples": {"run_not_found": {}},
                            }
                        }
                    },
                },
            },
            "post": {
                "operationId": "start_run",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Request"}}
                    },
                },
                "responses": {"202": {}},
            },
        }
    },
    "components": {
        "schemas": {
            "Run": RUN,
            "Request": REQUEST,
            "Status": {"type": "string", "enum": ["running", "done"]},
            "RunPhase": {"type": "string", "enum": ["queued"]},
            "Error": {"type": "object", "properties": {"error": {"type": "string"}}},
        }
    },
}
Change = Callable[[dict[str, Any]], object]


def schemas(new: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = new["components"]["schemas"]
    return found


def member(new: dict[str, Any], schema: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = schemas(new)[schema]["properties"][name]
    return found


def operation(new: dict[str, Any], method: str) -> dict[str, Any]:
    found: dict[str, Any] = new["paths"]["/runs"][method]
    return found


def ok(new: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = operation(new, "get")["responses"]["200"]
    return found


BREAKING: list[tuple[Change, str]] = [
    (lambda new: new["paths"].pop("/runs"), "`GET /runs`: it is gone"),
    (lambda new: new["paths"]["/runs"].pop("post"), "`POST /runs`: it is gone"),
    (
        lambda new: operation(new, "get").update(operationId="runs"),
        "`GET /runs`: its operationId is not `list_runs`",
    ),
    (
        lambda new: operation(new, "get").update(security=[{"token": ["runs:write"]}]),
        "`GET /runs`: it needs another scope",
    ),
    (
        lambda new: operation(new, "get")["parameters"].clear(),
        "`GET /runs`: the parameter `limit` is gone",
    ),
    (
        lambda new: new["paths"]["/runs"]["parameters"][0].update(required=True),
        "`GET /runs`: the parameter `q` is required",
    ),
    (
        lambda new: operation(new, "get")["parameters"][0]["schema"].update(maximum=50),
        "`GET /runs` `limit`: its maximum is 50",
    ),
    (
        lambda new: operation(new, "post")["requestBody"]["content"].clear(),
        "`POST /runs`: it takes no application/json",
    ),
    (lambda new: operation(new, "post").pop("requestBody"), "`POST /runs`: it takes no body"),
    (
        lambda new: schemas(new)["Request"]["required"].append("only"),
        "`Request`: the member `only` is required",
    ),
    (
        lambda new: schemas(new)["Request"]["properties"].pop("only"),
        "`Request`: the member `only` is gone",
    ),
    (
        lambda new: member(new, "Request", "only").update(enum=["new"]),
        "`Request` `only`: the value `all` is gone",
    ),
    (
        lambda new: member(new, "Request", "only").update(default="all"),
        "`Request` `only`: its default is another one",
    ),
    (
        lambda new: member(new, "Request", "count").update(type="integer"),
        "`Request` `count`: it is no longer `null`",
    ),
    (
        lambda new: member(new, "Request", "name").update(minLength=2),
        "`Request` `name`: its minLength is 2",
    ),
    (
        lambda new: member(new, "Request", "name").update(pattern="^a"),
        "`Request` `name`: its pattern is another one",
    ),
    (
        lambda new: operation(new, "get")["responses"].pop("200"),
        "`GET /runs`: its response 200 is gone",
    ),
    (lambda new: ok(new)["headers"].clear(), "`GET /runs` 200: the header `ETag` is gone"),
    (
        lambda new: ok(new)["headers"]["ETag"].pop("required"),
        "`GET /runs` 200: the header `ETag` may be missing",
    ),
    (lambda new: ok(new)["content"].pop("text/csv"), "`GET /runs` 200: it is never text/csv"),
    (
        lambda new: operation(new, "get")["responses"]["404"]["content"]["application/json"][
            "examples"
        ].clear(),
        "`GET /runs` 404: the error `run_not_found` is gone",
    ),
    (lambda new: schemas(new)["Run"]["properties"].pop("id"), "`Run`: the member `id` is gone"),
    (
        lambda new: schemas(new)["Run"].update(required=["id"]),
        "`Run`: the member `status` may be missing",
    ),
    (
        lambda new: member(new, "Run", "id").update(type=["string", "null"]),
        "`Run` `id`: it may be `null`",
    ),
    (lambda new: member(new, "Run", "id").pop("format"), "`Run` `id`: its format is another one"),
    (
        lambda new: schemas(new)["Status"]["enum"].append("paused"),
        "`Status`: the value `paused` is new",
    ),
]
COMPATIBLE: list[Change] = [
    lambda new: new["paths"].update({"/checks": new["paths"]["/runs"]}),
    lambda new: operation(new, "get")["parameters"].append(
        {"name": "status", "in": "query", "schema": {"type": "string"}}
    ),
    lambda new: member(new, "Request", "name").update(maxLength=20, minLength=0),
    lambda new: member(new, "Request", "only")["enum"].append("known"),
    lambda new: schemas(new)["Request"].update(required=[]),
    lambda new: schemas(new)["Run"]["properties"].update(extra={"type": "string"}),
    lambda new: schemas(new)["Run"]["required"].append("phase"),
    lambda new: schemas(new)["Run"].update(description="Another text."),
    lambda new: member(new, "Run", "error").update(type="string"),
    lambda new: schemas(new)["RunPhase"]["enum"].append("paused"),
    lambda new: operation(new, "get")["responses"].pop("404"),
    lambda new: operation(new, "get")["responses"].update({"409": {}}),
]


def test_the_document_breaks_no_client_of_the_last_release_unannounced() -> None:
    changes = TOOL.breaking_changes(RELEASED, document())
    changelog = (FOLDER / "CHANGELOG.md").read_text(encoding="utf-8")

    assert [TOOL.announcement(one) for one in TOOL.unannounced(changes, changelog)] == []


@pytest.mark.parametrize(("change", "expected"), BREAKING)
def test_what_breaks_a_client_is_named(change: Change, expected: str) -> None:
    new = copy.deepcopy(BASE)
    change(new)

    assert expected in TOOL.breaking_changes(BASE, new)


@pytest.mark.parametrize("change", COMPATIBLE)
def test_what_only_adds_breaks_nothing(change: Change) -> None:
    new = copy.deepcopy(BASE)
    change(new)

    assert TOOL.breaking_changes(BASE, new) == []


def test_an_announced_change_is_accepted() -> None:
    change = "`GET /runs`: it is gone"
    changelog = (
        "# Changes\n\n## 3.0.0\n\n- **Breaking: `GET /runs`: it\n  is gone.** Use another.\n"
    )

    assert TOOL.unannounced([change], changelog) == []
    assert TOOL.unannounced([change, "`Run`: x"], changelog) == ["`Run`: x"]


def test_a_real_operation_that_is_gone_is_found() -> None:
    new = copy.deepcopy(document())
    del new["paths"]["/api/v2/suppressions"]["post"]

    assert "`POST /api/v2/suppressions`: it is gone" in TOOL.breaking_changes(RELEASED, new)


def test_the_released_document_keeps_what_is_compared() -> None:
    bare = TOOL.bare(document())

    assert TOOL.breaking_changes(document(), bare) == TOOL.breaking_changes(bare, document()) == []
