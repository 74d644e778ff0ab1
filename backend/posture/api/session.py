"""Session: sign in to the console with a token, read who is signed in, and sign out.

The token is sent once; after that the browser holds a cookie that its pages cannot read.
"""

from typing import Final

import msgspec
from litestar import delete, get, post

from posture.api import schemas
from posture.api.auth import holder
from posture.api.conditional import reader_of
from posture.api.cookie import cookie_name, set_cookie
from posture.api.errors import ProblemError
from posture.api.request import ApiRequest, JsonBody
from posture.api.response_cache import CachedBody
from posture.api.responses import ApiResponse, empty_response, json_response
from posture.api.same_origin import require_own_page, require_tls
from posture.api.times import rendered, rendered_or_none
from posture.services import issued_tokens, sessions
from posture.services.audit import Actor
from posture.services.integrations import list_integrations
from posture.services.sessions import SessionRow
from posture.services.tokens import Caller
from posture.version import version

PATH: Final = "/api/v2/session"
INTEGRATIONS: Final = "integrations:read"
BODY: Final = JsonBody(schemas.SessionRequest)
_NAMES: Final = msgspec.json.Decoder(list[schemas.NamedIntegration])


@post(PATH, opt={"public": True, "audited": True, "body": BODY}, status_code=201)
async def create_session(request: ApiRequest) -> ApiResponse:
    """Start a session of a token, and set its cookie."""
    context, settings = request.context, request.deps.settings
    context.secret = True
    if not settings.console:
        raise ProblemError("not_found")
    body = request.json_body(BODY)
    try:
        require_own_page(context.headers, body=True)
        require_tls(context.headers, context.scheme)
        caller = await holder(context, body.token.encode())
    except ProblemError as error:
        context.refusal = error.slug
        raise
    by = Actor(
        token_id=caller.token_id,
        trust_id=caller.trust_id,
        named=caller.actor,
        ip=context.client_ip,
        request_id=context.request_id,
    )
    made = await sessions.sign_in(request.deps.store, settings, caller, by=by)
    name = cookie_name(context.headers, context.scheme)
    cookie = set_cookie(name, made.cookie, seconds=settings.session_seconds)
    content = await _rendered(request, caller, made.row)
    return json_response(content, status=201, headers=[cookie])


@get(PATH, opt={"scope": None})
async def get_session(request: ApiRequest) -> ApiResponse:
    """Return who the caller is, and what it may do."""
    return json_response(await _rendered(request, request.caller, request.context.session))


@delete(PATH, opt={"scope": None}, status_code=200)
async def delete_session(request: ApiRequest) -> ApiResponse:
    """End the caller's session, or without one the token that a job got by a trust."""
    store, caller, context = request.deps.store, request.caller, request.context
    if caller.session_id is None and caller.trust_id is not None:
        await issued_tokens.revoke(
            store, tenant_id=caller.tenant_id, token_id=caller.token_id, by=request.actor
        )
    else:
        await sessions.sign_out(store, caller, by=request.actor)
    name = cookie_name(context.headers, context.scheme)
    return empty_response(
        204,
        headers=[
            set_cookie(name, "", seconds=0),
            (b"clear-site-data", b'"cache", "cookies", "storage"'),
        ],
    )


async def _rendered(
    request: ApiRequest, caller: Caller, session: SessionRow | None
) -> schemas.Session:
    held = await sessions.holder_of(request.deps.store, caller)
    limited = caller.integrations
    return schemas.Session(
        tenant=schemas.SessionTenant(id=caller.tenant_id, name=held.tenant_name),
        token=schemas.SessionToken(
            id=caller.token_id,
            name=held.token_name,
            expires_at=rendered_or_none(caller.expires_at),
        ),
        person=_person(caller, held.token_name),
        scopes=sorted(caller.scopes),
        integrations=None if limited is None else limited.split(),
        integration_names=await _names(request, caller),
        signed_in_at=rendered(session.created_at) if session else None,
        expires_at=rendered(session.expires_at) if session else None,
        version=version(),
        event_id=str(caller.revision),
    )


async def _names(request: ApiRequest, caller: Caller) -> list[schemas.NamedIntegration] | None:
    """Return the names of the integrations that the caller may read, so that pages show them.

    As lists are, they are read only when something of the tenant has changed.
    """
    if INTEGRATIONS not in caller.scopes:
        return None
    cache, key = request.context.cache, (reader_of(caller), PATH, b"", "")
    found = cache.get(key, caller.revision)
    if found is None:
        rows = await list_integrations(
            request.deps.store, tenant_id=caller.tenant_id, within=caller.integrations
        )
        names = [schemas.NamedIntegration(id=row.id, name=row.name) for row in rows]
        found = CachedBody(caller.revision, msgspec.json.encode(names))
        cache.put(key, found)
    return _NAMES.decode(found.body)


def _person(caller: Caller, name: str) -> schemas.SessionPerson | None:
    if caller.person is None:
        return None
    issuer, _, subject = caller.person.partition(" ")
    return schemas.SessionPerson(issuer=issuer, subject=subject, name=name)
