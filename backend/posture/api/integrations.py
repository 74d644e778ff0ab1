"""Integrations: connect, list, read, change and disconnect cloud accounts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, get_args, get_type_hints

import msgspec
from litestar import delete, get, patch, post

from posture.api import schemas
from posture.api.conditional import cached_list, conditional, if_match, row_etag
from posture.api.deps import Deps
from posture.api.errors import ProblemError
from posture.api.idempotency import key_of
from posture.api.paging import Cursor, Listed, page_of, rendered_rows
from posture.api.request import KEYED, ApiRequest, JsonBody
from posture.api.responses import ApiResponse, created_response, empty_response, json_response
from posture.api.selection import (
    require_checks,
    require_reach,
    require_regions,
    require_role,
    require_schedule,
)
from posture.api.structs import slugs_of
from posture.api.times import rendered, rendered_or_none
from posture.api.trial import store_for
from posture.api.validation import Fault, faults_of, problem_of
from posture.domain.cloud import Cloud
from posture.domain.connection import ConnectionOptions
from posture.services import integrations
from posture.services.integrations import IntegrationRow, OptionChanges

READ: Final = {"scope": "integrations:read"}
WRITE: Final = {"scope": "integrations:write"}
AUDITED_WRITE: Final = {**WRITE, "audited": True}
PATH: Final = "/api/v2/integrations"
PROVIDER_FIXED: Final = "The provider of an integration cannot be changed: create another one."
# The clouds of the contract; an installation may have fewer of them.
PROVIDERS: Final[frozenset[str]] = frozenset(
    get_args(get_type_hints(schemas.IntegrationRequest)["provider"])
)


def _rules(request: ApiRequest, members: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong beside the cloud's own object."""
    deps = request.deps
    yield from faults_of(
        lambda: require_checks(deps.checks, members.get("check_set") or (), "check_set"),
        lambda: require_schedule(deps.settings, members.get("schedule")),
    )


def _new_rules(request: ApiRequest, members: Mapping[str, Any]) -> Iterator[Fault]:
    yield from faults_of(lambda: _require_new_object(request.deps, members))
    yield from _rules(request, members)


def _changed_rules(request: ApiRequest, members: Mapping[str, Any]) -> Iterator[Fault]:
    yield from faults_of(lambda: _require_changed_objects(request.deps, members))
    yield from _rules(request, members)


def slugs_of_integration(clouds: Mapping[str, Cloud]) -> dict[str, str]:
    """Return the slug for a fault of each member; the clouds' own objects as a whole have none."""
    slugs = {
        name: slug
        for name, slug in slugs_of(schemas.IntegrationRequest).items()
        if name not in PROVIDERS
    }
    return slugs | {
        f"{cloud.name}.{member}": f"invalid_{member}"
        for cloud in clouds.values()
        for member in cloud.connection.__struct_fields__
    }


def advice_on(clouds: Mapping[str, Cloud]) -> dict[str, str]:
    """Return what to send instead of a connection option at the top of the body."""
    examples: dict[str, list[str]] = {}
    for cloud in clouds.values():
        for member in cloud.connection.__struct_fields__:
            example = f'{{"{cloud.name}": {{"{member}": ...}}}}'
            examples.setdefault(member, []).append(example)
    return {
        member: f"It belongs in the cloud's own object: send {' or '.join(found)}."
        for member, found in examples.items()
    }


BODY: Final = JsonBody(
    schemas.IntegrationRequest,
    slugs=lambda deps: slugs_of_integration(deps.clouds),
    advice=lambda deps: advice_on(deps.clouds),
    rules=_new_rules,
)
CHANGES: Final = JsonBody(
    schemas.IntegrationUpdate,
    slugs=lambda deps: slugs_of_integration(deps.clouds),
    advice=lambda deps: advice_on(deps.clouds) | {"provider": PROVIDER_FIXED},
    rules=_changed_rules,
)


@get(PATH, opt=READ)
async def list_integrations(request: ApiRequest) -> ApiResponse:
    """Return the tenant's integrations, newest first."""
    query = request.query(schemas.ListIntegrationsQuery)
    page = page_of(request, query)

    async def render() -> Listed:
        rows = await integrations.list_integrations(
            request.deps.store,
            tenant_id=request.caller.tenant_id,
            within=request.caller.integrations,
            limit=page.rows,
            before=page.before,
        )
        shown, following = page.cut(rows, lambda row: Cursor(row.created_at, row.id))
        return Listed(
            schemas.IntegrationPage(
                data=await rendered_rows(
                    request, shown, lambda row: integration_of(row, request.deps.clouds)
                ),
                next_cursor=page.next_cursor(following),
            ),
            following,
        )

    return await cached_list(request, render)


@post(PATH, opt=AUDITED_WRITE | KEYED | {"body": BODY})
async def create_integration(request: ApiRequest) -> ApiResponse:
    """Connect a cloud account."""
    trial = request.query(schemas.CreateIntegrationQuery).validate_only
    body, deps = request.json_body(BODY), request.deps
    members: dict[str, Any] = msgspec.to_builtins(body)
    own = own_object(members, body.provider, PROVIDERS)
    options = options_of(own, supported(body.provider, deps.clouds))
    row = await integrations.create_integration(
        store_for(request, trial=trial),
        tenant_id=request.caller.tenant_id,
        provider=body.provider,
        options=options,
        schedule_distance_seconds=deps.settings.schedule_distance_seconds,
        any_external_id=integrations.EXTERNAL_IDS in request.caller.scopes,
        by=request.actor,
        key=key_of(request, body),
        **_columns(members),
    )
    if trial:
        return empty_response(204)
    return created_response(
        integration_of(row, deps.clouds), headers=[row_etag(request, row)], at=f"{PATH}/{row.id}"
    )


@get(f"{PATH}/{{integration_id:str}}", opt=READ)
async def get_integration(request: ApiRequest) -> ApiResponse:
    """Return one integration."""
    row = await integrations.get_integration(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        integration_id=request.path_id("integration_id"),
    )
    return conditional(
        request, integration_of(row, request.deps.clouds), etag=row_etag(request, row)
    )


@patch(f"{PATH}/{{integration_id:str}}", opt=WRITE | {"body": CHANGES})
async def update_integration(request: ApiRequest) -> ApiResponse:
    """Change the members that are sent, and leave the rest."""
    trial = request.query(schemas.UpdateIntegrationQuery).validate_only
    deps = request.deps
    integration_id = request.path_id("integration_id")
    sent: dict[str, Any] = msgspec.to_builtins(request.json_body(CHANGES))
    options = None
    for provider, members in own_objects(sent, PROVIDERS).items():
        options = OptionChanges(supported(provider, deps.clouds), members)
        wanted = options_of(members, options.cloud)
        if wanted.regions:
            row = await integrations.get_integration(
                deps.store, tenant_id=request.caller.tenant_id, integration_id=integration_id
            )
            if row.provider == provider:
                wanted = options_of({**row.connection, **members}, options.cloud)
            member = f"{provider}.regions"
            require_regions(deps.settings, options.cloud, wanted, wanted.regions, member)
    row = await integrations.update_integration(
        store_for(request, trial=trial),
        tenant_id=request.caller.tenant_id,
        integration_id=integration_id,
        changes=_columns(sent),
        options=options,
        schedule_distance_seconds=deps.settings.schedule_distance_seconds,
        any_external_id=integrations.EXTERNAL_IDS in request.caller.scopes,
        by=request.actor,
        expected=if_match(request),
    )
    if trial:
        return empty_response(204)
    return json_response(integration_of(row, deps.clouds), headers=[row_etag(request, row)])


# With 204 Litestar expects a handler without a return value; ours returns an empty response.
@delete(f"{PATH}/{{integration_id:str}}", opt=WRITE, status_code=200)
async def delete_integration(request: ApiRequest) -> ApiResponse:
    """Disconnect a cloud account."""
    await integrations.delete_integration(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        integration_id=request.path_id("integration_id"),
        by=request.actor,
        expected=if_match(request),
    )
    return empty_response(204)


def integration_of(row: IntegrationRow, clouds: Mapping[str, Cloud]) -> schemas.Integration:
    """Render an integration, with all members of its cloud's own object.

    Options of a cloud that is not installed any more are shown unchanged.
    """
    cloud = clouds.get(row.provider)
    own = options_of(row.connection, cloud) if cloud else row.connection
    named: dict[str, Any] = {"provider": row.provider, row.provider: own}
    return schemas.Integration(
        id=row.id,
        name=row.name,
        account_id=row.account_id,
        check_set=None if row.checks is None else list(row.checks),
        schedule=row.schedule,
        next_run_at=rendered_or_none(row.next_run_at),
        created_at=rendered(row.created_at),
        updated_at=rendered(row.updated_at),
        **named,
    )


def _require_new_object(deps: Deps, members: Mapping[str, Any]) -> None:
    """Refuse connection options that cannot be those of a new integration."""
    if (provider := members.get("provider")) is None:
        return
    own = own_object(members, provider, PROVIDERS)
    cloud = supported(provider, deps.clouds)
    require_members(cloud, {**dict.fromkeys(cloud.required), **own})
    options = options_of(own, cloud)
    require_role(deps.settings, options, cloud)
    require_reach(deps.settings, options.endpoint_url, f"{provider}.endpoint_url")
    require_regions(deps.settings, cloud, options, options.regions, f"{provider}.regions")


def _require_changed_objects(deps: Deps, members: Mapping[str, Any]) -> None:
    """Refuse connection options that cannot be those of any integration."""
    for provider, own in own_objects(members, PROVIDERS).items():
        cloud = supported(provider, deps.clouds)
        require_members(cloud, own)
        options = options_of(own, cloud)
        require_role(deps.settings, options, cloud, changed=own.keys())
        require_reach(deps.settings, options.endpoint_url, f"{provider}.endpoint_url")


def own_objects(body: Mapping[str, Any], providers: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the members that were sent in each cloud's own object of a body, by provider.

    Raises:
        Problem: there is more than one.
    """
    sent = {provider: dict(body[provider]) for provider in sorted(providers) if provider in body}
    if len(sent) > 1:
        named = ", ".join(f"`{provider}`" for provider in sent)
        raise _invalid(f"An integration is of one cloud: send only one of {named}", [*sent][1])
    for members in sent.values():
        if members.get("regions"):
            members["regions"] = [*dict.fromkeys(members["regions"])]
    return sent


def own_object(body: Mapping[str, Any], provider: str, providers: Iterable[str]) -> dict[str, Any]:
    """Return the members of the provider's own object.

    Raises:
        Problem: it is missing, or another cloud's object is there.
    """
    sent = own_objects(body, providers)
    if sent.keys() != {provider}:
        found = "".join(f", not `{other}`" for other in sent)
        raise _invalid(
            f"An integration of `{provider}` needs the object `{provider}`{found}", provider
        )
    return sent[provider]


def options_of(members: Mapping[str, Any], cloud: Cloud) -> ConnectionOptions:
    """Return connection options; a member that is null has its default."""
    known = {name: one for name, one in members.items() if one is not None}
    return msgspec.convert(known, cloud.connection)


def require_members(cloud: Cloud, members: Mapping[str, Any]) -> None:
    """Refuse null for an option that every integration of the cloud must have.

    Raises:
        Problem: there is one.
    """
    for name in sorted(cloud.required):
        if members.get(name, "") is None:
            detail = f"An integration of `{cloud.name}` needs `{cloud.name}.{name}`."
            raise problem_of(Fault(f"invalid_{name}", f"{cloud.name}.{name}", detail))


def supported(provider: str, clouds: Mapping[str, Cloud]) -> Cloud:
    """Return the cloud.

    Raises:
        Problem: this installation cannot connect it.
    """
    if provider not in clouds:
        detail = "This server cannot connect accounts of this cloud."
        raise problem_of(Fault("provider_not_supported", "provider", detail, tuple(clouds)))
    return clouds[provider]


def _invalid(detail: str, member: str) -> ProblemError:
    return problem_of(Fault("invalid_body", member, f"{detail}."))


def _columns(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that were sent and are columns, under the store's names."""
    columns = {name: one for name, one in sent.items() if name not in {"provider", *PROVIDERS}}
    if "check_set" in columns:
        checks = columns.pop("check_set")
        columns["checks"] = None if checks is None else tuple(dict.fromkeys(checks))
    return columns
