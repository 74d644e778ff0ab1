"""Selection: checks, services, schedules and endpoints must be usable before a run needs them."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from msgspec import UNSET, UnsetType

from posture.api.deps import Deps
from posture.api.errors import ProblemError
from posture.api.schemas import RunScope
from posture.api.structs import unset_to_none
from posture.domain import schedule as schedules
from posture.domain.check import Check
from posture.domain.cloud import Cloud
from posture.domain.connection import ConnectionOptions
from posture.domain.egress import EgressPolicy, unusable
from posture.domain.gate import GatePolicy, without_checks
from posture.domain.nearest import unknown_names
from posture.frameworks.catalog import Frameworks
from posture.services.integrations import IntegrationRow
from posture.settings import Settings


def require_known(deps: Deps, scope: RunScope) -> None:
    """Refuse a scope that names an unknown check or service."""
    require_checks(deps.checks, unset_to_none(scope.check_ids) or ())
    services = {check.service for check in deps.checks.values()}
    _require("service_unknown", unset_to_none(scope.services) or (), services)


def require_checks(checks: Mapping[str, Check[Any]], check_ids: Iterable[str]) -> None:
    """Refuse an unknown check."""
    _require("check_unknown", check_ids, checks.keys())


def require_regions(
    settings: Settings, cloud: Cloud, options: ConnectionOptions, regions: Iterable[str]
) -> None:
    """Refuse a region that the account cannot have, where all regions of its cloud are known."""
    if cloud.regions:
        known = options.regions_within(cloud.regions).union(settings.extra_regions.split())
        _require("region_unknown", regions, known)


def require_concerned(
    checks: Mapping[str, Check[Any]],
    frameworks: Frameworks,
    integration: IntegrationRow,
    scope: RunScope | UnsetType,
    policy: GatePolicy,
) -> None:
    """Refuse a policy that is about none of the checks that a run would select."""
    services = None if scope is UNSET else unset_to_none(scope.services)
    check_ids = None if scope is UNSET else unset_to_none(scope.check_ids)
    for one in checks.values():
        if (
            one.provider == integration.provider
            and (integration.checks is None or one.id in integration.checks)
            and (services is None or one.service in services)
            and (check_ids is None or one.id in check_ids)
            and (not policy.families or one.family.value in policy.families)
            and (
                not policy.frameworks
                or not policy.frameworks.isdisjoint(frameworks.names_of(one.id))
            )
        ):
            return
    raise ProblemError("policy_without_checks", members={"detail": without_checks(policy)})


def require_schedule(settings: Settings, text: str | None) -> None:
    """Refuse an invalid schedule, or one that is due more often than settings allow."""
    if text is None:
        return
    try:
        distance = schedules.parse(text).least_distance_seconds()
    except schedules.ScheduleError as error:
        raise ProblemError("invalid_schedule", members={"detail": str(error)}) from None
    least = settings.schedule_distance_seconds
    if distance < least:
        detail = f"It is due every {distance} s; this server takes {least} s and more."
        raise ProblemError("schedule_too_frequent", members={"detail": detail})


def require_reach(settings: Settings, endpoint_url: str | None) -> None:
    """Refuse an endpoint that no connection can use, or whose address is not public.

    Host names are not resolved here: callers could read an internal DNS from our responses.
    """
    if endpoint_url is None:
        return
    if detail := unusable(endpoint_url):
        raise ProblemError("invalid_endpoint_url", members={"detail": detail})
    if reason := EgressPolicy(settings.endpoint_networks.split()).refusal_of_url(endpoint_url):
        detail = f"A {reason} address is not reached unless this server's operator allows it."
        raise ProblemError("invalid_endpoint_url", members={"detail": detail})


def require_role(
    settings: Settings, options: ConnectionOptions, changed: Collection[str] | None = None
) -> None:
    """Refuse connection options with which a worker would use its own credentials.

    Of options that exist already, only members in `changed` can be at fault.
    """
    if not settings.roles_only:
        return
    for member in options.own_credentials():
        if changed is None or member in changed:
            detail = "This server's operator lets accounts be reached by roles alone."
            raise ProblemError(f"invalid_{member}", members={"detail": detail})


def _require(slug: str, names: Iterable[str], known: Collection[str]) -> None:
    if unknown := unknown_names(sorted(names), known):
        raise ProblemError(slug, members={"detail": f"Not known here: {', '.join(unknown)}."})
