"""The steps of a host and their outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.meta.repository import ROOT
from tests.plugins.ci.hosts import Done

PLUGIN = ROOT / "plugins" / "ci"
COMMIT = "4f1c2b9d0e6a7c8b9d0e1f2a3b4c5d6e7f8091a2"


class Ended(NamedTuple):
    """What a host has of a job: the last step, and what the job's page and later jobs get."""

    done: Done
    outputs: Mapping[str, str]
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """What a host is about to run."""

    command: Sequence[str]
    environ: Mapping[str, str]
    where: Path


def document(file: Path) -> Any:  # noqa: ANN401  # any YAML
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def files_of(directory: Path, names: Mapping[str, str]) -> dict[str, str]:
    """Read those of some files that are there."""
    found = {of: directory / name for of, name in names.items()}
    return {of: file.read_text(encoding="utf-8") for of, file in found.items() if file.exists()}
