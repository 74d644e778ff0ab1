"""Trusts: decide whose jobs get tokens of the tenant; list, read, change and delete them."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from litestar import delete, get, patch, post

from posture.api import schemas
from posture.api.conditional import cached_list, conditional, if_match, row_etag
from posture.api.errors import ProblemError
from posture.api.idempotency import key_of
from posture.api.paging import Cursor, Listed, decode_cursor, page_of
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse, created_response, empty_response, json_response
from posture.api.structs import slugs_of, unset_to_none
from posture.api.times import rendered
from posture.api.trial import store_for
from posture.api.validation import Fault, problem_of
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
BODY_SLUGS: Final = slugs_of(schemas.TrustRequest)


@get(PATH, opt=READ)
async def list_trusts(request: ApiRequest) -> ApiResponse:
    """Return the tenant's trusts, newest first."""
    query = request.query(schemas.ListTrustsQuery)
    page = page_of(request, query.limit)

    async def render() -> Listed:
        rows = await trusts.list_trusts(
            request.deps.store,
            tenant_id=request.caller.tenant_id,
            limit=page.rows,
            before=decode_cursor(query.cursor),
        )
        shown, following = page.cut(rows, lambda row: Cursor(row.created_at, row.id))
        return Listed(
            schemas.TrustPage(
                data=[trust_of(row) for row in shown], next_cursor=page.next_cursor(following)
            ),
            following,
        )

    return await cached_list(request, render)


@post(PATH, opt=AUDITED_WRITE)
async def create_trust(request: ApiRequest) -> ApiResponse:
    """Let jobs with certain claims get tokens."""
    trial = request.query(schemas.CreateTrustQuery).validate_only
    body = request.json_body(schemas.TrustRequest, BODY_SLUGS)
    columns = _columns(body, request.deps.settings)
    require_limited(columns["scopes"], columns.get("integrations"))
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


@patch(ONE, opt=WRITE)
async def update_trust(request: ApiRequest) -> ApiResponse:
    """Change the members that the request names, leave the rest, and end the trust's tokens."""
    trial = request.query(schemas.UpdateTrustQuery).validate_only
    trust_id = request.path_id("trust_id")
    columns = _columns(request.json_body(schemas.TrustUpdate, BODY_SLUGS), request.deps.settings)
    if not columns:
        raise ProblemError("invalid_body", members={"detail": "Nothing is to be changed."})
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
    beyond = [] if integrations is None else sorted(set(scopes) - LIMITED_SCOPES)
    if beyond:
        detail = (
            f"`{beyond[0]}` concerns the whole tenant, so a token that is limited to some "
            "integrations cannot have it."
        )
        raise problem_of([Fault("invalid_scopes", "scopes", detail, sorted(LIMITED_SCOPES))])


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


def _columns(
    body: schemas.TrustRequest | schemas.TrustUpdate, settings: Settings
) -> dict[str, Any]:
    """Return the members that the request names, in the form of the store."""
    columns: dict[str, Any] = msgspec.to_builtins(body)
    if "issuer" in columns:
        _require_issuer(columns["issuer"], settings)
    if "scopes" in columns:
        require_scopes(columns["scopes"])
    if "conditions" in columns:
        columns["conditions"] = tuple(map(_condition, columns["conditions"]))
    if columns.get("integrations") is not None:
        columns["integrations"] = [one.lower() for one in columns["integrations"]]
    most = settings.exchanged_token_seconds
    if columns.get("lifetime_seconds", 0) > most:
        detail = f"POSTURE_EXCHANGED_TOKEN_SECONDS of this server allows at most {most}."
        raise problem_of([Fault("invalid_lifetime_seconds", "lifetime_seconds", detail)])
    return columns


def _condition(members: dict[str, Any]) -> Condition:
    found = msgspec.convert(members, Condition)
    if not found.equals and not found.matches:
        detail = f"The condition for `{found.claim}` has neither `equals` nor `matches`."
        raise problem_of([Fault("invalid_conditions", "conditions", detail)])
    return found


def _require_issuer(issuer: str, settings: Settings) -> None:
    """Refuse an issuer that can never be read."""
    policy = EgressPolicy(settings.issuer_networks.split())
    detail = unusable(issuer)
    if detail is None and (reason := policy.refusal_of_url(issuer)):
        detail = f"A {reason} address is not reached unless this server's operator allows it."
    if detail:
        raise problem_of([Fault("invalid_issuer", "issuer", detail)])


def require_scopes(scopes: Sequence[str]) -> None:
    """Refuse scopes that do not exist."""
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown:
        detail = f"There is no scope `{unknown[0]}`."
        raise problem_of([Fault("invalid_scopes", "scopes", detail, list(SCOPES))])
