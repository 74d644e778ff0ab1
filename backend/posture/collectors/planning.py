"""What a run's plan asks of each collector: which assets, and in which regions."""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from posture.collectors.collecting import AssetCollector
from posture.domain.asset import Asset
from posture.domain.cloud import Location
from posture.domain.collector import Plan

Collectors: TypeAlias = Iterable[AssetCollector[Any, Any]]
Locate: TypeAlias = Callable[[str], Location | None]


def named_assets(collector: AssetCollector[Any, Any], plan: Plan) -> frozenset[str] | None:
    """Return the ids of this type that the run is limited to; None where it is not limited."""
    if plan.resource_ids is None:
        return None
    return frozenset(filter(collector.asset_type.is_id, plan.resource_ids))


def types_of(collectors: Collectors, plan: Plan, resource_id: str) -> frozenset[type[Asset]]:
    """Return the planned asset types that an id can be of."""
    planned = (one.asset_type for one in collectors if plan.wanted(one.asset_type) is not None)
    return frozenset(kind for kind in planned if kind.is_id(resource_id))


def named_regions(collectors: Collectors, plan: Plan, locate: Locate) -> tuple[str, ...] | None:
    """Return the regions of the assets that the run is limited to; None where ids name none."""
    if plan.resource_ids is None:
        return None
    found: set[str] = set()
    for one in collectors:
        if one.regional and plan.wanted(one.asset_type) is not None:
            found |= regions_of(named_assets(one, plan) or (), locate)
    return None if "" in found else tuple(sorted(found))


def regional_types(collectors: Collectors, plan: Plan) -> list[type[Asset]]:
    """Return the planned asset types that are listed in every region."""
    planned = (one for one in collectors if plan.wanted(one.asset_type) is not None)
    return [one.asset_type for one in planned if one.regional]


def in_region(resource_ids: Iterable[str], region: str, locate: Locate) -> frozenset[str]:
    """Return the ids of what lives in a region or, as far as the id says, in any."""
    return frozenset(one for one in resource_ids if regions_of((one,), locate) & {"", region})


def regions_of(resource_ids: Iterable[str], locate: Locate) -> frozenset[str]:
    """Return the regions that ids name, empty for one that names none."""
    return frozenset(found.region for found in map(locate, resource_ids) if found is not None)
