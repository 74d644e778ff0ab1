"""What a run's plan asks of each collector: which assets, and in which regions."""

import re
from collections.abc import Iterable
from typing import Any

from posture.collectors.aws.collecting import AssetCollector
from posture.domain.asset import Asset
from posture.domain.collector import Plan

# A region becomes part of a host name, and whoever asks for a run may write anything into an ARN.
REGION = re.compile(r"[a-z]{2}[a-z0-9-]{0,30}")
Collectors = Iterable[AssetCollector[Any]]


def named_assets(collector: AssetCollector[Any], plan: Plan) -> frozenset[str] | None:
    """Return the ARNs of this type that the run is limited to; None where it is not."""
    if plan.resource_ids is None:
        return None
    return frozenset(filter(collector.asset_type.is_id, plan.resource_ids))


def named_regions(collectors: Collectors, plan: Plan) -> tuple[str, ...] | None:
    """Return where the assets are that the run is limited to; None where their ARNs do not say."""
    if plan.resource_ids is None:
        return None
    found: set[str] = set()
    for one in collectors:
        if one.regional and plan.wanted(one.asset_type) is not None:
            found |= regions_of(named_assets(one, plan) or ())
    return None if "" in found else tuple(sorted(filter(REGION.fullmatch, found)))


def regional_types(collectors: Collectors, plan: Plan) -> list[type[Asset]]:
    """Return the planned asset types that are listed in every region."""
    planned = (one for one in collectors if plan.wanted(one.asset_type) is not None)
    return [one.asset_type for one in planned if one.regional]


def region_of(arn: str) -> str:
    """Return the region that an ARN names, empty for what is global."""
    return arn.split(":", 4)[3]


def regions_of(arns: Iterable[str]) -> frozenset[str]:
    """Return the regions that ARNs name."""
    return frozenset(map(region_of, arns))
