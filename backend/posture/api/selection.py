"""Selection: checks, services, schedules and endpoints must be usable before a run needs them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec import UNSET, UnsetType

from posture.api.deps import Deps
from posture.api.schemas import RunScope
from posture.api.structs import unset_to_none
from posture.api.validation import LONGEST_DETAIL, MOST_ALLOWED, Fault, faults_of, problem_of
from posture.domain import schedule as schedules
from posture.domain.check import Check
from posture.domain.cloud import Cloud
from posture.domain.connection import ConnectionOptions
from posture.domain.decide import without_checks
from posture.domain.egress import EgressPolicy, unusable
from posture.domain.gate import GatePolicy
from posture.domain.nearest import unknown_names
from posture.frameworks.catalog import Frameworks
from posture.services.integrations import IntegrationRow
from posture.settings import Settings

SERVICES: Final = "scope.services"


def scope_faults(deps: Deps, scope: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the unknown checks and services of a scope."""
    services = {check.service for check in deps.checks.values()}
    yield from faults_of(
        lambda: require_checks(deps.checks, scope.get("check_ids") or (), "scope.check_ids"),
        lambda: _require("service_unknown", scope.get("services") or (), services, SERVICES),
    )


def require_checks(known: Collection[str], check_ids: Iterable[str], member: str) -> None:
    """Refuse an unknown check."""
    _require("check_unknown", check_ids, known, member)


def require_regions(
    settings: Settings,
    cloud: Cloud,
    options: ConnectionOptions,
    regions: Iterable[str],
    member: str,
) -> None:
    """Refuse a region that the account cannot have, where all regions of its cloud are known."""
    if cloud.regions:
        known = options.regions_within(cloud.regions).union(settings.extra_regions.split())
        _require("region_unknown", regions, known, member)


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
    raise problem_of(Fault("policy_without_checks", "gate", without_checks(policy)))


def require_schedule(settings: Settings, text: str | None) -> None:
    """Refuse an invalid schedule, or one that is due more often than settings allow."""
    if text is None:
        return
    try:
        distance = schedules.parse(text).least_distance_seconds()
    except schedules.ScheduleError as error:
        raise problem_of(Fault("invalid_schedule", "schedule", str(error))) from None
    least = settings.schedule_distance_seconds
    if distance < least:
        detail = f"It is due every {distance} s; this server takes {least} s and more."
        raise problem_of(Fault("schedule_too_frequent", "schedule", detail))


def require_reach(settings: Settings, endpoint_url: str | None, member: str) -> None:
    """Refuse an endpoint that no connection can use, or whose address is not public.

    Host names are not resolved here: callers could read an internal DNS from our responses.
    """
    if endpoint_url is None:
        return
    if detail := unusable(endpoint_url):
        raise problem_of(Fault("invalid_endpoint_url", member, detail))
    if reason := EgressPolicy(settings.endpoint_networks.split()).refusal_of_url(endpoint_url):
        detail = f"A {reason} address is not reached unless this server's operator allows it."
        raise problem_of(Fault("invalid_endpoint_url", member, detail))


def require_role(
    settings: Settings,
    options: ConnectionOptions,
    cloud: Cloud,
    changed: Collection[str] | None = None,
) -> None:
    """Refuse connection options with which a worker would use its own credentials.

    Of options that exist already, only members in `changed` can be at fault.
    """
    if not settings.roles_only:
        return
    for member in options.own_credentials():
        if changed is None or member in changed:
            detail = "This server's operator lets accounts be reached by roles alone."
            raise problem_of(Fault(f"invalid_{member}", f"{cloud.name}.{member}", detail))


def _require(slug: str, names: Iterable[str], known: Collection[str], member: str) -> None:
    if unknown := unknown_names(sorted(names), known):
        detail = f"Not known here: {', '.join(unknown)}."
        allowed = tuple(sorted(known)) if len(known) <= MOST_ALLOWED else ()
        raise problem_of(Fault(slug, member, detail[:LONGEST_DETAIL], allowed))
