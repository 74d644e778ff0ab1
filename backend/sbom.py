"""Write the bill of materials of the image (CycloneDX) from its lock file. `--check` compares."""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from posture.version import version

DEPLOY: Final = Path(__file__).parent / "deploy"
LOCK: Final = DEPLOY / "requirements.lock"
BOM: Final = DEPLOY / "sbom.cdx.json"
NAME: Final = "cloud-posture-runs"
PINNED: Final = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)", re.MULTILINE
)
HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components() -> Iterator[dict[str, Any]]:
    """Return each locked distribution, with the hashes of the files that may be installed."""
    text = LOCK.read_text(encoding="utf-8")
    found = list(PINNED.finditer(text))
    ends = [one.start() for one in found[1:]] + [len(text)]
    for one, end in zip(found, ends, strict=True):
        name = re.sub(r"[-_.]+", "-", one["name"]).lower()
        purl = f"pkg:pypi/{name}@{one['version']}"
        hashes = HASH.findall(text, one.end(), end)
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": one["version"],
            "purl": purl,
            "externalReferences": [
                {
                    "type": "distribution",
                    "url": purl,
                    "hashes": [{"alg": "SHA-256", "content": digest} for digest in hashes],
                }
            ],
        }


def render() -> str:
    """Return the bill of materials; the same lock file gives the same text."""
    libraries = list(components())
    own = f"pkg:pypi/{NAME}@{version()}"
    content = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, json.dumps(libraries) + own)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": NAME,
                "version": version(),
                "purl": own,
            }
        },
        "components": libraries,
        "dependencies": [
            {"ref": own, "dependsOn": [one["bom-ref"] for one in libraries]},
            *({"ref": one["bom-ref"]} for one in libraries),
        ],
    }
    return json.dumps(content, indent=1) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Write the file, or with `--check` return 1 when it is out of date."""
    after = render()
    if "--check" not in arguments:
        BOM.write_text(after, encoding="utf-8")
        return 0
    before = BOM.read_text(encoding="utf-8") if BOM.exists() else ""
    if before != after:
        sys.stderr.write(f"{BOM.name} is out of date: run `python3 noxfile.py -s generate`.\n")
    return int(before != after)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
