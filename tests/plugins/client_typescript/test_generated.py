"""Stale types are found without Node; `-s consumers` compares every byte with it."""

import copy
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

FOLDER = Path(__file__).parents[3] / "plugins" / "client_typescript"


def loaded() -> ModuleType:
    place = importlib.util.spec_from_file_location("generate", FOLDER / "generate.py")
    assert place is not None
    assert place.loader is not None
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    return module


GENERATE = loaded()
DOCUMENT: dict[str, Any] = json.loads(GENERATE.DOCUMENT.read_text(encoding="utf-8"))


def a_member_of_a_schema(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["Run"]["properties"]["owner"] = {"type": "string"}


def a_parameter_of_an_operation(document: dict[str, Any]) -> None:
    document["paths"]["/api/v2/findings"]["get"]["parameters"].pop()


def a_shared_response(document: dict[str, Any]) -> None:
    document["components"]["responses"]["Forbidden"]["description"] = "No."


def an_event_of_a_webhook(document: dict[str, Any]) -> None:
    document["webhooks"].clear()


@pytest.mark.parametrize(
    "change",
    [
        a_member_of_a_schema,
        a_parameter_of_an_operation,
        a_shared_response,
        an_event_of_a_webhook,
    ],
)
def test_a_change_of_the_document_changes_one_line(
    change: Callable[[dict[str, Any]], None],
) -> None:
    changed = copy.deepcopy(DOCUMENT)
    change(changed)

    before, after = (GENERATE.digests(one).splitlines() for one in (DOCUMENT, changed))

    assert len({*before} ^ {*after}) == 2


def test_types_of_another_document_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = copy.deepcopy(DOCUMENT)
    a_member_of_a_schema(changed)
    other = tmp_path / "openapi.json"
    other.write_text(json.dumps(changed), encoding="utf-8")
    assert GENERATE.main(["--check"]) == 0

    monkeypatch.setattr(GENERATE, "DOCUMENT", other)

    assert GENERATE.main(["--check"]) == 1
    assert "src/schema.ts is not up to date" in capsys.readouterr().err
