"""The tree holds what it should, where it should, and nothing of the machine it was written on."""

import re
from pathlib import PurePath

import pytest

from tests.meta.repository import ROOT, lines, text, tracked

TOP_LEVEL = {
    ".ci",
    ".editorconfig",
    ".gitattributes",
    ".github",
    ".gitignore",
    "LICENSE",
    "README.md",
    "backend",
    "noxfile.py",
    "openapi",
    "plugins",
    "pyproject.toml",
    "requirements.lock",
    "terraform-examples",
    "tests",
}

VAGUE = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}

FOREIGN = {
    "a path of one machine": r"(?<![\w.~-])/(?:home|root|Users|work|mnt)/[\w.-]+",
    "a package registry's host": r"\b(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com))\b",
    "a host of a private network": r"\b[\w-]+\.(?:corp|intranet|lan)\b",
    "an address of a private network": (
        r"://(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)\.\d+[.\d]*"
    ),
}

SILENCED = re.compile(r"#\s*(?:noqa|type: ignore|pragma: no cover)\b")
SILENCED_WITH_REASON = re.compile(
    r"#\s*(?:noqa: [A-Z]+\d+(?:, [A-Z]+\d+)*|type: ignore\[[\w, -]+\]|pragma: no cover)"
    r"(?:  # .*\w|: .*\w)"
)


def test_the_top_level_has_only_the_documented_entries() -> None:
    assert {name.partition("/")[0] for name in tracked()} - TOP_LEVEL == set()


def test_every_module_has_a_name_that_says_what_it_is() -> None:
    assert not [
        name for name in tracked() if {PurePath(part).stem for part in name.split("/")} & VAGUE
    ]


@pytest.mark.parametrize("what", FOREIGN)
def test_no_text_holds(what: str) -> None:
    pattern = re.compile(FOREIGN[what])
    assert not [
        f"{place}: {found[0]}" for place, line in lines() if (found := pattern.search(line))
    ]


def test_every_silenced_warning_says_why() -> None:
    silenced = [
        f"{place}: {line.strip()}"
        for place, line in lines()
        if ".py:" in place and SILENCED.search(line) and not SILENCED_WITH_REASON.search(line)
    ]
    assert not silenced


LINK = re.compile(r"\]\((?![a-z]+:)([^)#\s]+)")


def test_every_link_between_documents_leads_somewhere() -> None:
    assert not [
        f"{name}: {target}"
        for name in tracked()
        if name.endswith(".md")
        for target in LINK.findall(text(name) or "")
        if not (ROOT / name).parent.joinpath(target).exists()
    ]


def test_text_files_end_with_one_newline() -> None:
    assert not [
        name
        for name in tracked()
        if (content := text(name)) and (not content.endswith("\n") or content.endswith("\n\n"))
    ]


INSTALL = re.compile(r"\b(?:pip|pipx|uv pip|uv tool|uvx|npx|npm) (?:install|run|add) ([^`\n&|;)]*)")
# What may follow: this checkout, a lock file, and the one name on the package index that is ours.
OURS = re.compile(r"\.|\"?\.\"?|-r|--\S+|\S+\.(?:lock|txt)|\"?cloud-posture-runs\S*|\"\$\w+\"|\\")


def test_nothing_installs_an_unrelated_distribution() -> None:
    shown = [
        (place, found[1])
        for place, line in lines()
        if not place.startswith("tests/")
        for found in INSTALL.finditer(line)
    ]
    assert shown
    assert not [
        f"{place}: {arguments}"
        for place, arguments in shown
        if any(not OURS.fullmatch(word) for word in arguments.split())
    ]
