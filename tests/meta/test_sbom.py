"""The image's bill of materials names every locked distribution, with every hash."""

import json
import re

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
