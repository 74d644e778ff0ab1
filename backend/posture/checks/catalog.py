"""The catalog: every check of the clouds at hand."""

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from posture.domain.check import Check
from posture.domain.cloud import Cloud


def checks(clouds: Iterable[Cloud]) -> tuple[Check[Any], ...]:
    """Return all checks of these clouds, in the order of their ids."""
    return _in_order(one for cloud in clouds for one in cloud.checks())


@cache
def checks_in(package: ModuleType) -> tuple[Check[Any], ...]:
    """Return all checks of a cloud's folder, in whatever of its modules they stand.

    They are looked for once in a process.
    """
    names = (one.name for one in iter_modules(package.__path__, f"{package.__name__}."))
    return checks_of(map(import_module, names))


def checks_of(modules: Iterable[ModuleType]) -> tuple[Check[Any], ...]:
    """Return the checks of some modules, in the order of their ids."""
    found = (one for module in modules for one in vars(module).values())
    return _in_order(one for one in found if isinstance(one, Check))


def _in_order(found: Iterable[Check[Any]]) -> tuple[Check[Any], ...]:
    return tuple(sorted(set(found), key=lambda one: one.id))
