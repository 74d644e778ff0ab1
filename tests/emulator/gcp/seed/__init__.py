"""What is in the emulated project: good, bad and borderline resources of each service."""

from importlib import import_module
from pkgutil import iter_modules

from tests.emulator.gcp import EmulatedProject


def fill(project: EmulatedProject) -> dict[str, str]:
    """Put the resources of all services into the project; return their names by a short name."""
    ids: dict[str, str] = {}
    for module in iter_modules(__path__, f"{__name__}."):
        ids |= import_module(module.name).fill(project)
    return ids
