"""Trusts: decide whose jobs get tokens of the tenant; list, read, change and delete them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

import msgspec
from litestar import delete, get, patch, post

from posture.api import schemas
from posture.api.conditional import cached_list, conditional, if_match, row_etag
from posture.api.idempotency import key_of
from posture.api.paging import Cursor, Listed, page_of, rendered_rows
from posture.api.request import KEYED, ApiRequest, JsonBody
from posture.api.responses import ApiResponse, created_response, empty_response, json_response
from posture.api.structs import slugs_of, unset_to_none
from posture.api.times import rendered
from posture.api.trial import store_for
from posture.api.validation import Fault, faults_of, problem_of
from posture.domain.egress import EgressPolicy, unusable
from posture.domain.workload import advice_on
from posture.services import trusts
from posture.services.tokens import LIMITED_SCOPES, SCOPES
from posture.services.trusts import Condition, TrustRow
from posture.settings import Settings

READ: Final = {"scope": "trusts:read"}
WRITE: Final = {"scope": "trusts:write"}
AUDITED_WRITE: Final = {**WRITE, "audited": True}
PATH: Final = "/api/v2/trusts"
ONE: Final = f"{PATH}/{{trust_id:str}}"


def _rules(request: ApiRequest, members: Mapping[str, Any]) -> Iterator[Fault]:
    settings = request.deps.settings
    if "issuer" in members:
        yield from faults_of(lambda: _require_issuer(members["issuer"], settings))
    if "scopes" in members:
        yield from faults_of(lambda: require_scopes(members["scopes"]))
    for one in members.get("conditions", ()):
        yield from faults_of(partial(_require_values, one))
    most = settings.exchanged_token_seconds
    if members.get("lifetime_seconds", 0) > most:
        detail = f"POSTURE_EXCHANGED_TOKEN_SECONDS of this server allows at most {most}."
        yield Fault("invalid_lifetime_seconds", "lifetime_seconds", detail)


def _new_rules(request: ApiRequest, members: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _rules(request, members)
    scopes, integrations = members.get("scopes", ()), members.get("integrations")
    yield from faults_of(lambda: require_limited(scopes, integrations))


SLUGS: Final = slugs_of(schemas.TrustRequest)
BODY: Final = JsonBody(schemas.TrustRequest, SLUGS, rules=_new_rules)
CHANGES: Final = JsonBody(schemas.TrustUpdate, SLUGS, rules=_rules)


@get(PATH, opt=READ)
async def list_trusts(request: ApiRequest) -> ApiResponse:
    """Return the tenant's trusts, newest first."""
    query = request.query(schemas.ListTrustsQuery)
    page = page_of(request, query)

    async def render() -> Listed:
        rows = await trusts.list_trusts(
            request.deps.store,
            tenant_id=request.caller.tenant_id,
            limit=page.rows,
            before=page.before,
        )
        shown, following = page.cut(rows, lambda row: Cursor(row.created_at, row.id))
        return Listed(
            schemas.TrustPage(
                data=await rendered_rows(request, shown, trust_of),
                next_cursor=page.next_cursor(following),
            ),
            following,
        )

    return await cached_list(request, render)


@post(PATH, opt=AUDITED_WRITE | KEYED | {"body": BODY})
async def create_trust(request: ApiRequest) -> ApiResponse:
    """Let jobs with certain claims get tokens."""
    trial = request.query(schemas.CreateTrustQuery).validate_only
    body = request.json_body(BODY)
    columns = _columns(body)
    row = await trusts.create_trust(
        store_for(request, trial=trial),
        settings=request.deps.settings,
        tenant_id=request.caller.tenant_id,
        name=columns["name"],
        issuer=columns["issuer"],
        audience=unset_to_none(body.audience),
        conditions=columns["conditions"],
        scopes=columns["scopes"],
        lifetime_seconds=body.lifetime_seconds,
        max_uses=body.max_uses,
        integrations=columns.get("integrations"),
        held=request.caller.scopes,
        by=request.actor,
        key=key_of(request, body),
    )
    if trial:
        return empty_response(204)
    return created_response(trust_of(row), headers=[row_etag(request, row)], at=f"{PATH}/{row.id}")


@get(ONE, opt=READ)
async def get_trust(request: ApiRequest) -> ApiResponse:
    """Return one trust."""
    row = await trusts.get_trust(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        trust_id=request.path_id("trust_id"),
    )
    return conditional(request, trust_of(row), etag=row_etag(request, row))


@patch(ONE, opt=WRITE | {"body": CHANGES})
async def update_trust(request: ApiRequest) -> ApiResponse:
    """Change the members that the request names, leave the rest, and end the trust's tokens."""
    trial = request.query(schemas.UpdateTrustQuery).validate_only
    trust_id = request.path_id("trust_id")
    columns = _columns(request.json_body(CHANGES))
    store, tenant_id = request.deps.store, request.caller.tenant_id
    before = await trusts.get_trust(store, tenant_id=tenant_id, trust_id=trust_id)
    known = trust_of(before)
    require_limited(
        columns.get("scopes", known.scopes), columns.get("integrations", known.integrations)
    )
    row = await trusts.update_trust(
        store_for(request, trial=trial),
        tenant_id=tenant_id,
        trust_id=trust_id,
        changes=columns,
        held=request.caller.scopes,
        by=request.actor,
        expected=if_match(request),
    )
    if trial:
        return empty_response(204)
    return json_response(trust_of(row), headers=[row_etag(request, row)])


# With 204 Litestar expects a handler without a return value; ours returns an empty response.
@delete(ONE, opt=WRITE, status_code=200)
async def delete_trust(request: ApiRequest) -> ApiResponse:
    """Delete a trust, and end its tokens."""
    await trusts.delete_trust(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        trust_id=request.path_id("trust_id"),
        by=request.actor,
        expected=if_match(request),
    )
    return empty_response(204)


def require_limited(scopes: Sequence[str], integrations: Sequence[str] | None) -> None:
    """Refuse scopes of the whole tenant for a token that is limited to some integrations."""
    beyond = [] if integrations is None else sorted({*scopes} & {*SCOPES} - LIMITED_SCOPES)
    if beyond:
        detail = (
            f"`{beyond[0]}` concerns the whole tenant, so a token that is limited to some "
            "integrations cannot have it."
        )
        raise problem_of(Fault("invalid_scopes", "scopes", detail, tuple(sorted(LIMITED_SCOPES))))


def trust_of(row: TrustRow) -> schemas.Trust:
    """Render a trust."""
    advice = advice_on(row.issuer, row.conditions)
    return schemas.Trust(
        id=row.id,
        name=row.name,
        issuer=row.issuer,
        audience=row.audience,
        conditions=[
            schemas.TrustCondition(
                claim=one.claim, equals=list(one.equals), matches=list(one.matches)
            )
            for one in row.conditions
        ],
        scopes=row.scopes.split(),
        lifetime_seconds=row.lifetime_seconds,
        max_uses=row.max_uses,
        integrations=None if row.integrations is None else row.integrations.split(),
        advice=[advice] if advice else [],
        created_at=rendered(row.created_at),
        updated_at=rendered(row.updated_at),
    )


def _columns(body: schemas.TrustRequest | schemas.TrustUpdate) -> dict[str, Any]:
    """Return the members that the request names, in the form of the store."""
    columns: dict[str, Any] = msgspec.to_builtins(body)
    if "conditions" in columns:
        columns["conditions"] = tuple(
            msgspec.convert(one, Condition) for one in columns["conditions"]
        )
    if columns.get("integrations") is not None:
        columns["integrations"] = [one.lower() for one in columns["integrations"]]
    return columns


def _require_values(condition: Mapping[str, Any]) -> None:
    """Refuse a condition that no claim can fail."""
    if not condition.get("equals") and not condition.get("matches"):
        detail = f"The condition for `{condition['claim']}` has neither `equals` nor `matches`."
        raise problem_of(Fault("invalid_conditions", "conditions", detail))


def _require_issuer(issuer: str, settings: Settings) -> None:
    """Refuse an issuer that can never be read."""
    policy = EgressPolicy(settings.issuer_networks.split())
    detail = unusable(issuer)
    if detail is None and (reason := policy.refusal_of_url(issuer)):
        detail = f"A {reason} address is not reached unless this server's operator allows it."
    if detail:
        raise problem_of(Fault("invalid_issuer", "issuer", detail))


def require_scopes(scopes: Sequence[str]) -> None:
    """Refuse scopes that do not exist."""
    unknown = [scope for scope in dict.fromkeys(scopes) if scope not in SCOPES]
    if unknown:
        named = ", ".join(f"`{scope}`" for scope in unknown)
        raise problem_of(
            Fault("invalid_scopes", "scopes", f"There is no scope {named}.", tuple(SCOPES))
        )
