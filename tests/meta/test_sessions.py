"""The sessions of noxfile.py, their words in the documentation, and what they install."""

import re
import tomllib
from itertools import chain

import pytest
from packaging.requirements import Requirement

from posture_terraform.version import VERSION
from tests.meta.repository import ROOT, sessions

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PIN = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)


def documented() -> set[str]:
    """Name the sessions in the table of the page on development."""
    page = (ROOT / "backend" / "docs" / "development.md").read_text(encoding="utf-8")
    table = re.search(r"^\| *session *\|.*\n\|[-| :]+\n((?:\|.*\n?)+)", page, re.MULTILINE)
    assert table, "development.md has no table of sessions"
    return set(re.findall(r"^\| *`([\w-]+)` *\|", table[1], re.MULTILINE))


def test_the_documentation_lists_every_session_and_no_other() -> None:
    assert documented() == sessions()


@pytest.mark.parametrize(
    ("lock", "groups"),
    [
        ("requirements.lock", ["dev"]),
        ("tests/bench/requirements.lock", ["dev", "bench"]),
        ("backend/deploy/requirements.lock", []),
    ],
)
def test_a_lock_file_has_the_dependencies_of_pyproject(lock: str, groups: list[str]) -> None:
    content = (ROOT / lock).read_text()
    pins = {name.lower().replace("_", "-"): version for name, version in PIN.findall(content)}
    project = PYPROJECT["project"]
    asked = chain(
        project["dependencies"],
        *project.get("optional-dependencies", {}).values(),
        *(PYPROJECT["dependency-groups"][group] for group in groups),
    )
    wrong = [
        str(requirement)
        for requirement in map(Requirement, asked)
        if not requirement.specifier.contains(pins.get(requirement.name, "0"), prereleases=True)
    ]
    assert not wrong, "run `python3 noxfile.py -s lock`"


def test_the_provider_has_the_version_of_its_distribution() -> None:
    assert PYPROJECT["project"]["version"] == VERSION
