"""Selections: what a caller picks by name must exist, or a run would quietly judge nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

from posture.api.errors import Problem
from posture.api.schemas import RunScope
from posture.api.structs import given
from posture.domain.check import Check


def require_known(checks: Mapping[str, Check[Any]], scope: RunScope) -> None:
    """Refuse a scope that names a check or service that is not there."""
    require_checks(checks, given(scope.check_ids) or ())
    services = {check.service for check in checks.values()}
    if unknown := set(given(scope.services) or ()) - services:
        raise _unknown("service_unknown", unknown)


def require_checks(checks: Mapping[str, Check[Any]], check_ids: Iterable[str]) -> None:
    """Refuse a check that is not there."""
    if unknown := set(check_ids) - checks.keys():
        raise _unknown("check_unknown", unknown)


def _unknown(slug: str, names: Iterable[str]) -> Problem:
    return Problem(slug, members={"detail": f"Not known here: {', '.join(sorted(names))}."})
