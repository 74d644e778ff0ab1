"""Tokens: list, create and revoke those of the caller's tenant."""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_network
from typing import Any, Final

import msgspec
from litestar import delete, get, post

from posture.api import schemas
from posture.api.compression import encoded
from posture.api.conditional import conditional, if_match, row_etag
from posture.api.paging import Cursor, next_link, page_of, rendered_rows
from posture.api.request import ApiRequest, JsonBody
from posture.api.responses import ApiResponse, body_response, created_response, empty_response
from posture.api.structs import slugs_of, unset_to_none
from posture.api.times import rendered
from posture.api.trusts import require_limited, require_scopes
from posture.api.validation import Fault, faults_of, problem_of
from posture.services import issued_tokens
from posture.services.issued_tokens import TokenRow
from posture.services.tokens import person_of

READ: Final = {"scope": "tokens:read"}
WRITE: Final = {"scope": "tokens:write"}
AUDITED_WRITE: Final = {**WRITE, "audited": True}
PATH: Final = "/api/v2/tokens"
ONE: Final = f"{PATH}/{{token_id:str}}"


def _rules(request: ApiRequest, members: Mapping[str, Any]) -> Iterator[Fault]:
    scopes, integrations = members.get("scopes", ()), members.get("integrations")
    yield from faults_of(
        lambda: require_scopes(scopes),
        lambda: require_limited(scopes, integrations),
        lambda: _networks(members.get("cidrs") or ()),
    )
    most = request.deps.settings.token_lifetime_seconds
    if members.get("lifetime_seconds", 0) > most:
        detail = f"POSTURE_TOKEN_LIFETIME_SECONDS of this server allows at most {most}."
        yield Fault("invalid_lifetime_seconds", "lifetime_seconds", detail)


BODY: Final = JsonBody(schemas.TokenRequest, slugs_of(schemas.TokenRequest), rules=_rules)


@get(PATH, opt=READ)
async def list_tokens(request: ApiRequest) -> ApiResponse:
    """Return the tenant's tokens, newest first."""
    query = request.query(schemas.ListTokensQuery)
    page = page_of(request, query)
    rows = await issued_tokens.list_tokens(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        limit=page.rows,
        before=page.before,
    )
    shown, following = page.cut(rows, lambda row: Cursor(row.created_at, row.id))
    content = schemas.TokenPage(
        data=await rendered_rows(request, shown, token_of), next_cursor=page.next_cursor(following)
    )
    body = await encoded(request, msgspec.json.encode(content))
    return body_response(body.content, headers=[*next_link(request, following), *body.headers])


@post(PATH, opt=AUDITED_WRITE | {"body": BODY})
async def create_token(request: ApiRequest) -> ApiResponse:
    """Create a token that can do no more than the caller's own, and return it this once."""
    body = request.json_body(BODY)
    integrations = unset_to_none(body.integrations)
    minted, row = await issued_tokens.issue(
        request.deps.store,
        settings=request.deps.settings,
        caller=request.caller,
        name=body.name,
        scopes=body.scopes,
        cidrs=_networks(unset_to_none(body.cidrs) or ()),
        integrations=None if integrations is None else [one.lower() for one in integrations],
        lifetime_seconds=body.lifetime_seconds,
        by=request.actor,
    )
    shown = token_of(row)
    members = {name: getattr(shown, name) for name in shown.__struct_fields__}
    created = schemas.CreatedToken(**members, token=minted.clear_text)
    request.context.secret = True
    return created_response(created, at=f"{PATH}/{row.id}")


@get(ONE, opt=READ)
async def get_token(request: ApiRequest) -> ApiResponse:
    """Return one token, without its clear text."""
    row = await issued_tokens.get_token(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        token_id=request.path_id("token_id"),
    )
    return conditional(request, token_of(row), etag=row_etag(request, row))


# With 204 Litestar expects a handler without a return value; ours returns an empty response.
@delete(ONE, opt=WRITE, status_code=200)
async def revoke_token(request: ApiRequest) -> ApiResponse:
    """Revoke a token at once."""
    await issued_tokens.revoke(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        token_id=request.path_id("token_id"),
        by=request.actor,
        expected=if_match(request),
    )
    return empty_response(204)


def token_of(row: TokenRow) -> schemas.Token:
    """Render a token."""
    return schemas.Token(
        id=row.id,
        name=row.name,
        scopes=row.scopes.split(),
        cidrs=row.cidrs.split(),
        integrations=None if row.integrations is None else row.integrations.split(),
        trust_id=row.trust_id,
        person=_person(row),
        created_at=rendered(row.created_at),
        expires_at=None if row.expires_at is None else rendered(row.expires_at),
        revoked_at=None if row.revoked_at is None else rendered(row.revoked_at),
    )


def _person(row: TokenRow) -> schemas.TokenPerson | None:
    found = person_of(row)
    return None if found is None else schemas.TokenPerson(issuer=found[0], subject=found[1])


def _networks(texts: Sequence[str]) -> list[str]:
    found = []
    for text in texts:
        try:
            found.append(str(ip_network(text)))
        except ValueError as error:
            raise problem_of(Fault("invalid_cidrs", "cidrs", f"{error}.")) from error
    return list(dict.fromkeys(found))
