"""The catalog: every check there is, in whatever module of a cloud's folder it stands."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from posture.checks import aws
from posture.domain.check import Check

CLOUDS: tuple[ModuleType, ...] = (aws,)


def checks(modules: Iterable[ModuleType] | None = None) -> tuple[Check[Any], ...]:
    """Return all checks, or those of some modules, in the order of their ids."""
    looked_in = _modules() if modules is None else modules
    found = (one for module in looked_in for one in vars(module).values())
    return tuple(sorted({one for one in found if isinstance(one, Check)}, key=lambda one: one.id))


def _modules() -> Iterator[ModuleType]:
    for cloud in CLOUDS:
        for module in iter_modules(cloud.__path__, f"{cloud.__name__}."):
            yield import_module(module.name)
