"""The image's bill of materials names every locked distribution, with every hash."""

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.meta.repository import ROOT

DEPLOY = ROOT / "backend" / "deploy"
LOCK = (DEPLOY / "requirements.lock").read_text(encoding="utf-8")
BOM = json.loads((DEPLOY / "sbom.cdx.json").read_text(encoding="utf-8"))


def test_it_is_cyclonedx_and_every_reference_leads_to_a_component() -> None:
    assert (BOM["bomFormat"], BOM["specVersion"], BOM["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", BOM["serialNumber"])
    known = [one["bom-ref"] for one in (BOM["metadata"]["component"], *BOM["components"])]
    assert len(known) == len(set(known))
    assert [one["ref"] for one in BOM["dependencies"]] == known
    assert BOM["dependencies"][0]["dependsOn"] == known[1:]


def test_every_locked_distribution_is_named_with_its_hashes() -> None:
    locked = re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==(\S+)", LOCK, re.MULTILINE)
    named = [(one["name"], one["version"]) for one in BOM["components"]]
    assert named == [(re.sub(r"[-_.]+", "-", name).lower(), version) for name, version in locked]
    hashes = [
        one["content"]
        for component in BOM["components"]
        for one in component["externalReferences"][0]["hashes"]
    ]
    assert hashes == re.findall(r"sha256:([0-9a-f]{64})", LOCK)
    assert all(component["externalReferences"][0]["hashes"] for component in BOM["components"])


# What CycloneDX 1.6 requires of the objects that the file has.
SCHEMA = {
    "type": "object",
    "required": ["bomFormat", "specVersion", "serialNumber", "version", "metadata", "components"],
    "properties": {
        "bomFormat": {"const": "CycloneDX"},
        "specVersion": {"const": "1.6"},
        "version": {"type": "integer", "minimum": 1},
        "metadata": {"type": "object", "properties": {"component": {"$ref": "#/$defs/component"}}},
        "components": {
            "type": "array",
            "uniqueItems": True,
            "items": {"$ref": "#/$defs/component"},
        },
        "dependencies": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["ref"],
                "properties": {
                    "ref": {"type": "string", "minLength": 1},
                    "dependsOn": {
                        "type": "array",
                        "uniqueItems": True,
                        "items": {"type": "string"},
                    },
                },
            },
        },
    },
    "$defs": {
        "component": {
            "type": "object",
            "required": ["type", "name"],
            "properties": {
                "type": {"enum": ["application", "framework", "library", "container"]},
                "name": {"type": "string", "minLength": 1},
                "version": {"type": "string", "maxLength": 1024},
                "purl": {"type": "string", "pattern": "^pkg:pypi/[a-z0-9-]+@[^@]+$"},
                "externalReferences": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["url", "type"],
                        "properties": {
                            "hashes": {
                                "type": "array",
                                "items": {
                                    "type": "object",
                                    "additionalProperties": False,
                                    "required": ["alg", "content"],
                                    "properties": {
                                        "alg": {"enum": ["SHA-256", "SHA-384", "SHA-512"]},
                                        "content": {"pattern": "^[0-9a-f]{64,128}$"},
                                    },
                                },
                            }
                        },
                    },
                },
            },
        }
    },
}


def test_it_has_the_form_that_cyclonedx_requires() -> None:
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(BOM)] == []


@pytest.mark.parametrize(
    "broken",
    [
        {"specVersion": "1.0"},
        {"components": [{"name": "a"}]},
        {"components": [{"type": "library", "name": "a", "purl": "pkg:npm/a@1"}]},
        {"dependencies": [{"dependsOn": []}]},
    ],
)
def test_another_form_is_found(broken: dict[str, Any]) -> None:
    assert list(Draft202012Validator(SCHEMA).iter_errors(BOM | broken))
