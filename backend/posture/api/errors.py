"""Errors: every response that is not a success, made from the slug that names the error."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec
import structlog
from litestar.exceptions import HTTPException, NotFoundException

from posture.api.accept import PROBLEM, prefers_problem
from posture.api.request_context import RequestContext
from posture.api.responses import ApiResponse, Header, body_response, json_response
from posture.services.errors import (
    MissingScopeError,
    ServiceError,
    TooManyListenersError,
    UnavailableError,
)

# The contract's slugs by status; `invalid_…` is always 400.
STATUS: Final = {
    "framework_unknown": 400,
    "unknown_parameter": 400,
    "policy_without_checks": 400,
    "unsupported_grant_type": 400,
    "missing_token": 401,
    "invalid_token": 401,
    "expired_token": 401,
    "invalid_session": 401,
    "missing_scope": 403,
    "ip_not_allowed": 403,
    "cross_site_request": 403,
    "https_required": 403,
    "not_found": 404,
    "integration_not_found": 404,
    "run_not_found": 404,
    "finding_not_found": 404,
    "suppression_not_found": 404,
    "webhook_not_found": 404,
    "delivery_not_found": 404,
    "check_not_found": 404,
    "framework_not_found": 404,
    "trust_not_found": 404,
    "token_not_found": 404,
    "session_not_found": 404,
    "report_not_found": 404,
    "method_not_allowed": 405,
    "not_acceptable": 406,
    "idempotency_key_reused": 409,
    "run_not_cancellable": 409,
    "run_not_finished": 409,
    "run_without_result": 409,
    "runs_not_comparable": 409,
    "provider_not_supported": 409,
    "check_unknown": 409,
    "service_unknown": 409,
    "region_unknown": 409,
    "name_taken": 409,
    "schedule_too_frequent": 409,
    "expiry_out_of_range": 409,
    "too_many_suppressions": 409,
    "too_many_webhooks": 409,
    "too_many_trusts": 409,
    "too_many_tokens": 409,
    "too_many_reports": 409,
    "report_not_ready": 409,
    "reports_pdf_unavailable": 409,
    "period_out_of_range": 409,
    "trust_open_to_strangers": 409,
    "report_expired": 410,
    "precondition_failed": 412,
    "payload_too_large": 413,
    "unsupported_media_type": 415,
    "rate_limited": 429,
    "internal_error": 500,
    "enqueue_failed": 502,
    "too_many_listeners": 503,
    "temporarily_unavailable": 503,
    "unavailable": 503,
}
UNAUTHORIZED: Final = frozenset(slug for slug, status in STATUS.items() if status == 401)  # noqa: PLR2004  # the status the header belongs to
FIRST_SERVER_ERROR: Final = 500
SETTING_HEADER: Final = b"x-posture-setting"

PROBLEM_JSON: Final = (b"content-type", PROBLEM.encode())

NO_MEMBERS: Final[Mapping[str, Any]] = MappingProxyType({})

log = structlog.get_logger()


class ProblemError(Exception):
    """An error response: its slug, the other members of its body, and its headers."""

    def __init__(
        self,
        slug: str,
        *,
        members: Mapping[str, Any] = NO_MEMBERS,
        headers: Iterable[Header] = (),
    ) -> None:
        super().__init__(slug)
        self.slug = slug
        self.members = members
        self.headers = tuple(headers)

    @property
    def status(self) -> int:
        """Return the HTTP status of the slug."""
        return (
            400
            if self.slug.startswith("invalid_") and self.slug not in STATUS
            else STATUS[self.slug]
        )

    def response(self, accept: bytes = b"") -> ApiResponse:
        """Render the response, for a caller with this `Accept` header."""
        headers = list(self.headers)
        if self.slug in UNAUTHORIZED:
            headers.append((b"www-authenticate", b"Bearer"))
        if wait := self.members.get("retry_after_seconds"):
            headers.append((b"retry-after", str(wait).encode()))
        content = {"error": self.slug, **self.members}
        if not prefers_problem(accept):
            return json_response(content, status=self.status, headers=headers)
        rfc_9457 = {
            "type": f"urn:posture:error:{self.slug}",
            "title": self.slug.replace("_", " ").capitalize(),
            "status": self.status,
        }
        body = msgspec.json.encode(rfc_9457 | content)
        return body_response(body, PROBLEM_JSON, status=self.status, headers=headers)


def missing_scope(scope: str, *, bare: bool = False) -> ProblemError:
    """Return the error of a token without a scope, which the header names as RFC 6750 does.

    With `bare` the body has nothing but the slug: the contract fixes those of two operations.
    """
    challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
    return ProblemError(
        "missing_scope",
        members={} if bare else {"detail": f"The token lacks the scope `{scope}`."},
        headers=[(b"www-authenticate", challenge.encode())],
    )


def _refused(error: ServiceError) -> ProblemError:
    if isinstance(error, MissingScopeError):
        return missing_scope(error.scope)
    headers = [(SETTING_HEADER, error.setting.encode())] if error.setting else []
    return ProblemError(error.slug, members=error.members(), headers=headers)


def problem_from(error: Exception, context: RequestContext) -> ProblemError:
    """Return the error that the caller gets; internal details are only logged."""
    match error:
        case ProblemError():
            return error
        case TooManyListenersError() | UnavailableError():
            log.warning("request.unavailable", request_id=context.request_id, reason=str(error))
            seconds = context.deps.settings.unavailable_retry_seconds
            return ProblemError(error.slug, headers=[(b"retry-after", b"%d" % seconds)])
        case ServiceError():
            return _refused(error)
        case NotFoundException():
            return ProblemError("not_found")
        case HTTPException(status_code=status) if status < FIRST_SERVER_ERROR:
            return ProblemError("invalid_request")
        case _:
            log.error("request.failed", request_id=context.request_id, exc_info=error)
            return ProblemError("internal_error")
