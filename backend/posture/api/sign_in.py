"""Sign-in with an identity provider: send a browser there, and let the person in who comes back.

A refusal leads back to the console's sign-in page, which says what to do; the audit log has the
reason.
"""

import re
from html import escape
from typing import Final

from litestar import get

from posture.api import schemas
from posture.api.cookie import (
    HOST_BOUND,
    PLAIN,
    set_cookie,
    set_sign_in_cookie,
    sign_in_cookies,
)
from posture.api.errors import ProblemError
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse, Header, body_response, empty_response, json_response
from posture.api.validation import Fault, problem_of
from posture.services.sign_in import Answer, IdentityError, IssuerError, SignIn

PATH: Final = "/api/v2/session/oidc"
HTML: Final = "text/html"
CONSOLE: Final = "/console/"
# A path of the console, with its query: nothing by which a browser would go elsewhere.
PAGE: Final = re.compile(r"/console/(?!/)[A-Za-z0-9/._~!$&'()*+,;=:@%?-]{0,1000}")
NO_PAGE: Final = "It is no path of the console, such as `/console/changes`."
POLICY: Final = b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HOP: Final = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    '<meta http-equiv="refresh" content="0; url={page}"><title>posture</title></head>'
    '<body><p><a href="{page}">Continue to the console</a></p></body></html>\n'
)
# The sign-ins that their browser has not begun, or too long ago: to try again helps.
STALE: Final = frozenset({"cookie", "state", "too_late"})
# The provider let nobody in: the person cancelled there, or may not use this application.
DENIED: Final = "provider"


@get(PATH, opt={"public": True})
async def get_sign_in(request: ApiRequest) -> ApiResponse:
    """Return with which identity provider people sign in, if with any."""
    settings = request.deps.settings
    if not settings.console:
        raise ProblemError("not_found")
    name = settings.oidc_name if request.deps.sign_in else None
    return json_response(schemas.SignIn(name=name))


@get(f"{PATH}/start", opt={"public": True})
async def start_sign_in(request: ApiRequest) -> ApiResponse:
    """Send a browser to the identity provider."""
    sign_in, settings = _sign_in(request), request.deps.settings
    page = request.query(schemas.StartSignInQuery).page or CONSOLE
    if not PAGE.fullmatch(page) or "/.." in page:
        raise problem_of(Fault("invalid_page", "page", NO_PAGE))
    try:
        url, cookie = await sign_in.begin(page)
    except IssuerError:
        return _sent_back(request, "unavailable", page)
    kept = set_sign_in_cookie(
        cookie, seconds=settings.oidc_sign_in_seconds, is_tls=_is_tls(request)
    )
    return _redirect(url, kept)


@get(f"{PATH}/callback", opt={"public": True, "media_type": HTML, "open_query": True})
async def finish_sign_in(request: ApiRequest) -> ApiResponse:
    """Sign in the person that the identity provider names, and set the session's cookie."""
    context, sign_in, is_tls = request.context, _sign_in(request), _is_tls(request)
    pairs = request.query_pairs()
    sent = dict(pairs)
    if len(sent) < len(pairs):
        raise ProblemError("invalid_request")
    answer = Answer(
        state=sent.get("state"),
        code=sent.get("code"),
        issuer=sent.get("iss"),
        error=sent.get("error"),
    )
    cookies = sign_in_cookies(context.headers, is_tls=is_tls)
    try:
        let = await sign_in.finish(
            cookies,
            answer,
            ip=context.client_ip,
            request_id=context.request_id,
        )
    except IdentityError as error:
        return _sent_back(request, _why(error), sign_in.page_of(cookies) or CONSOLE)
    context.policy = POLICY
    # Not a redirect: a browser that came from another site would go on without the Strict cookie.
    body = HOP.format(page=escape(let.page)).encode()
    seconds = request.deps.settings.oidc_session_seconds
    name = HOST_BOUND if is_tls else PLAIN
    cookie = set_cookie(name, let.signed_in.cookie, seconds=seconds)
    return body_response(
        body, (b"content-type", HTML.encode()), headers=[cookie, _forgotten(request)]
    )


def _sign_in(request: ApiRequest) -> SignIn:
    found = request.deps.sign_in
    request.context.secret = True
    if found is None or not request.deps.settings.console:
        raise ProblemError("not_found")
    return found


def _is_tls(request: ApiRequest) -> bool:
    """Return whether browsers reach this server over TLS, as the provider knows it."""
    return request.deps.settings.oidc_redirect_url.startswith("https://")


def _why(error: IdentityError) -> str:
    """Return what the sign-in page is to say about a refusal."""
    if isinstance(error, IssuerError):
        return "unavailable"
    if error.reason == DENIED:
        return "denied"
    return "expired" if error.reason in STALE else "refused"


def _sent_back(request: ApiRequest, why: str, page: str) -> ApiResponse:
    mark = "&" if "?" in page else "?"
    return _redirect(f"{page}{mark}sign_in={why}", _forgotten(request))


def _forgotten(request: ApiRequest) -> Header:
    return set_sign_in_cookie("", seconds=0, is_tls=_is_tls(request))


def _redirect(url: str, cookie: Header) -> ApiResponse:
    return empty_response(303, headers=[(b"location", url.encode()), cookie])
