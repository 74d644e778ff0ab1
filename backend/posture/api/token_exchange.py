"""Token exchange: a job's identity for a token of a tenant, in the form of RFC 8693."""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import parse_qsl

from litestar import post

from posture.api import schemas
from posture.api.audit_middleware import api_call
from posture.api.errors import ProblemError
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse, json_response
from posture.api.validation import Fault, problem_of
from posture.services.audit import AuditEntry
from posture.services.exchange import (
    Exchanged,
    ExchangeRequest,
    IssuerError,
    MalformedError,
    RefusedError,
    ScopeError,
)
from posture.services.tokens import Caller

PATH: Final = "/api/v2/token-exchange"
FORM: Final = b"application/x-www-form-urlencoded"
GRANT_TYPE: Final = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN: Final = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105  # a name of RFC 8693
SUBJECT_TYPES: Final = frozenset(
    {"urn:ietf:params:oauth:token-type:jwt", "urn:ietf:params:oauth:token-type:id_token"}
)
KNOWN: Final = frozenset(
    {
        "grant_type",
        "subject_token",
        "subject_token_type",
        "requested_token_type",
        "audience",
        "scope",
    }
)
MOST_FIELDS: Final = 20
NOT_A_FORM: Final = f"Send the body as `Content-Type: {FORM.decode()}`."
# One text for every refusal: a caller whose identity is not verified learns nothing of a tenant.
NOT_ACCEPTED: Final = (
    "The token is not accepted, or there is no such trust. The audit log of the trust's tenant has "
    "the reason."
)


@post(PATH, opt={"public": True, "audited": True}, status_code=200)
async def exchange_token(request: ApiRequest) -> ApiResponse:
    """Verify the identity of a job, and return a token for it."""
    context = request.context
    context.secret = True
    form = _form(request)

    def call(made: Caller) -> AuditEntry:
        return api_call(context, "POST", request.scope["path"], 200, by=made)

    made = await _made(request, form, call)
    context.audited = False
    return json_response(
        schemas.ExchangedToken(
            access_token=made.clear_text,
            issued_token_type=ACCESS_TOKEN,
            token_type="Bearer",  # noqa: S106  # a word of RFC 6750
            expires_in=made.lifetime_seconds,
            scope=made.row.scopes,
        )
    )


async def _made(
    request: ApiRequest, form: Mapping[str, str], call: Callable[[Caller], AuditEntry]
) -> Exchanged:
    context, wanted = request.context, form.get("scope")
    try:
        return await request.deps.exchanger.exchange(
            ExchangeRequest(
                token=form["subject_token"],
                audience=form.get("audience"),
                scopes=None if wanted is None else wanted.split(),
                ip=context.client_ip,
                request_id=context.request_id,
            ),
            call=call,
        )
    except IssuerError:
        wait = request.deps.settings.unavailable_retry_seconds
        raise _refused(
            "temporarily_unavailable",
            "The keys of the token's issuer cannot be read now: try again.",
            headers={b"retry-after": b"%d" % wait},
        ) from None
    except MalformedError as error:
        raise _refused("invalid_request", f"`subject_token`: {error}") from None
    except ScopeError as error:
        raise _refused("invalid_scope", str(error)) from None
    except RefusedError:
        raise _refused("invalid_request", NOT_ACCEPTED) from None


def _form(request: ApiRequest) -> dict[str, str]:
    """Return the parameters of the request that are known; others are ignored, as RFC 6749 says."""
    content_type = request.context.headers.get(b"content-type", b"")
    if content_type.partition(b";")[0].strip().lower() != FORM:
        raise problem_of(
            Fault("unsupported_media_type", "Content-Type", NOT_A_FORM, (FORM.decode(),))
        )
    try:
        pairs = parse_qsl(
            request.context.body.decode(),
            keep_blank_values=False,
            max_num_fields=MOST_FIELDS,
            errors="strict",
        )
    except ValueError:
        raise _refused("invalid_request", "The body is not a form of a few fields.") from None
    form = {name: text for name, text in pairs if name in KNOWN}
    if len(form) < sum(name in KNOWN for name, _ in pairs):
        raise _refused("invalid_request", "A parameter was sent more than once.")
    if form.get("grant_type") != GRANT_TYPE:
        raise _refused("unsupported_grant_type", f"`grant_type` must be `{GRANT_TYPE}`.")
    if form.get("requested_token_type", ACCESS_TOKEN) != ACCESS_TOKEN:
        raise _refused("invalid_request", f"`requested_token_type` must be `{ACCESS_TOKEN}`.")
    if form.get("subject_token_type") not in SUBJECT_TYPES:
        listed = " or ".join(f"`{one}`" for one in sorted(SUBJECT_TYPES))
        raise _refused("invalid_request", f"`subject_token_type` must be {listed}.")
    if "subject_token" not in form:
        raise _refused("invalid_request", "`subject_token` is missing.")
    return form


def _refused(slug: str, text: str, *, headers: Mapping[bytes, bytes] | None = None) -> ProblemError:
    """Return an error in the form of RFC 6749, which is that of this API with one more member."""
    return ProblemError(
        slug,
        members={"error_description": text, "detail": text},
        headers=[*(headers or {}).items()],
    )
