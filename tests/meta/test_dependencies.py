"""What the product imports is what its distribution declares: no more, no less."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

from posture.version import version
from tests.meta.repository import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = [
    ROOT / path for path in PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
]
# Known to type checkers alone.
TYPES_ONLY = {"_typeshed"}
# Distributions that share a top-level package: an import says which one by the rest of its name.
NAMESPACE = {
    "opentelemetry.exporter": "opentelemetry-exporter-otlp-proto-http",
    "opentelemetry.sdk": "opentelemetry-sdk",
    "opentelemetry": "opentelemetry-api",
    "google.auth": "google-auth",
    "google.oauth2": "google-auth",
}


def imports(source: str) -> Iterator[str]:
    """Yield the modules that a text imports, also where it does so late."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (one.name for one in names)
            case ast.ImportFrom(module=str(module)):
                yield module


@cache
def distributions() -> dict[str, set[str]]:
    """Return the distributions of each package of the environment."""
    return {name: set(found) for name, found in packages_distributions().items()}


def distribution(module: str) -> str | None:
    """Return the distribution of a module, or None for the standard library's and ours."""
    top = module.partition(".")[0]
    if top in sys.stdlib_module_names | TYPES_ONLY | {one.name for one in PACKAGES}:
        return None
    for prefix, name in NAMESPACE.items():
        if f"{module}.".startswith(f"{prefix}."):
            return name
    (name,) = distributions()[top]
    return name.lower()


def declared() -> set[str]:
    project = PYPROJECT["project"]
    asked = chain(project["dependencies"], *project["optional-dependencies"].values())
    names = (re.match(r"[\w.-]+", one) for one in asked)
    return {found[0].lower() for found in names if found}


def test_every_package_that_is_imported_is_declared_and_the_reverse() -> None:
    files = chain.from_iterable(Path(one).rglob("*.py") for one in PACKAGES)
    modules = {one for file in files for one in imports(file.read_text(encoding="utf-8"))}
    assert {name for name in map(distribution, modules) if name} == declared()


def test_one_install_is_enough_but_for_google_cloud_and_pdf_files() -> None:
    """The renderer of PDF files is larger than all other packages together."""
    extras = PYPROJECT["project"]["optional-dependencies"]
    assert {name: len(asked) for name, asked in extras.items()} == {"gcp": 1, "pdf": 1}


def test_the_version_of_the_code_is_that_of_the_distribution() -> None:
    assert version() == PYPROJECT["project"]["version"]
