"""Every example is valid and formatted, and the pages of the provider show it."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from posture_terraform.provider import PROVIDER
from tests.machine import need
from tests.plugins.terraform.harness import ROOT, Workspace

EXAMPLES = ROOT / "terraform-examples"
PAGES = ROOT / "plugins" / "terraform" / "docs"
# The language of newer Terraform versions; this machine's can only format it.
NEWER = ("actions", "list-resources")
HEAD = EXAMPLES / "provider" / "provider.tf"


def documented() -> list[Path]:
    """Return the directories whose names the registry's layout gives."""
    return sorted(
        path
        for kind in ("resources", "data-sources", "functions", "ephemeral-resources")
        for path in EXAMPLES.glob(f"{kind}/*")
    )


def test_each_part_of_the_provider_has_its_examples() -> None:
    names = {str(file.relative_to(EXAMPLES)) for path in documented() for file in path.iterdir()}
    resources = {f"resources/{name}/resource.tf" for name in PROVIDER.resources}
    imports = {f"resources/{name}/import.sh" for name in PROVIDER.resources}
    sources = {f"data-sources/{name}/data-source.tf" for name in PROVIDER.data_sources}
    functions = {f"functions/{name}/function.tf" for name in PROVIDER.functions}
    ephemeral = {
        f"ephemeral-resources/{name}/ephemeral-resource.tf" for name in PROVIDER.ephemeral_resources
    }
    assert names == resources | imports | sources | functions | ephemeral
    newer = {
        str(file.relative_to(EXAMPLES)) for kind in NEWER for file in EXAMPLES.glob(f"{kind}/*/*")
    }
    lists = {f"list-resources/{name}/list.tfquery.hcl" for name in PROVIDER.list_resources}
    assert newer == lists | {f"actions/{name}/action.tf" for name in PROVIDER.actions}


@pytest.mark.parametrize("example", documented(), ids=lambda path: path.name)
def test_an_example_is_valid(example: Path, workspace: Workspace) -> None:
    shutil.copy(HEAD, workspace.directory)
    for file in example.glob("*.tf"):
        shutil.copy(file, workspace.directory)
    assert workspace.validate() == []


def test_the_provider_of_the_examples_is_valid(workspace: Workspace) -> None:
    shutil.copy(HEAD, workspace.directory)
    assert workspace.validate() == []


@pytest.mark.parametrize("name", PROVIDER.resources)
def test_an_import_is_of_a_resource_of_its_example(name: str) -> None:
    example = EXAMPLES / "resources" / name
    command = (example / "import.sh").read_text().splitlines()[-1].split()
    kind, _, label = command[2].partition(".")
    assert command[:2] == ["terraform", "import"]
    assert kind == name
    assert f'resource "{kind}" "{label}"' in (example / "resource.tf").read_text()


def test_examples_are_formatted() -> None:
    command = ("fmt", "-check", "-recursive", "-list=true", str(EXAMPLES))
    done = subprocess.run(
        [need("terraform"), *command], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def names(attributes: Mapping[str, Any]) -> set[str]:
    """Return the names of attributes as Terraform shows them, with those of nested objects."""
    nested = (one.get("nested_type", {}).get("attributes", {}) for one in attributes.values())
    return attributes.keys() | {name for inner in nested for name in names(inner)}


def test_the_pages_have_the_attributes_that_terraform_shows(workspace: Workspace) -> None:
    workspace.write("")
    shown = json.loads(workspace.run("providers", "schema", "-json").out)["provider_schemas"]
    (provider,) = shown.values()
    for kind, folder in (
        ("resource_schemas", "resources"),
        ("data_source_schemas", "data-sources"),
        ("ephemeral_resource_schemas", "ephemeral-resources"),
    ):
        for name, schema in provider[kind].items():
            page = (PAGES / folder / f"{name.removeprefix('posture_')}.md").read_text()
            documented = set(re.findall(r"^- `(\w+)` \(", page, re.MULTILINE))
            assert documented == names(schema["block"]["attributes"]), name
    assert provider["functions"].keys() == PROVIDER.functions.keys()


def test_the_pages_are_up_to_date_and_an_old_page_is_reported(tmp_path: Path) -> None:
    tree = tmp_path / "posture"
    for part in ("plugins/terraform", "terraform-examples"):
        shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
    program = tree / "plugins" / "terraform" / "generate_docs.py"

    def check(*options: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, program, *options], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout

    assert check("--check") == (0, "")
    pages = tree / "plugins" / "terraform" / "docs"
    (pages / "resources" / "run.md").write_text("other words\n")
    (pages / "resources" / "gone.md").write_text("of a resource that is gone\n")
    code, output = check("--check")
    assert code == 1
    assert "resources/run.md" in output
    assert "resources/gone.md" in output
    assert check() == (0, "")
    assert not (pages / "resources" / "gone.md").exists()
    assert check("--check") == (0, "")
