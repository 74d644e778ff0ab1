"""What the errors of Azure Resource Manager mean."""

from collections.abc import Mapping
from typing import Any

import msgspec

from posture.collectors.errors import CallError, ErrorKind
from posture.collectors.http import HttpResponse

EXPIRED = frozenset({"ExpiredAuthenticationToken", "InvalidAuthenticationToken"})
UNAUTHORIZED = 401
TOO_MANY_REQUESTS = 429
BROKEN_OFF = frozenset({408, 500, 502, 503, 504})
PASSING = frozenset({"Timeout", "Unreachable", "RequestTimeout"})
# The subscription does not use the resource provider, so it has no resources of it.
NOT_REGISTERED = frozenset({"MissingSubscriptionRegistration", "SubscriptionNotRegistered"})
# The resource, or the resource group that it was in, does not exist.
GONE = frozenset({"ResourceNotFound", "ResourceGroupNotFound", "NotFound"})
# How the codes of errors are called that a missing permission causes.
DENIED = frozenset(
    {
        "AuthorizationFailed",
        "LinkedAuthorizationFailed",
        "Authorization_RequestDenied",
        "Forbidden",
        "AccessDenied",
    }
)


def kind_of(error: CallError) -> ErrorKind:
    """Return what an error means for a retry."""
    if error.status == UNAUTHORIZED and error.code in EXPIRED:
        return ErrorKind.EXPIRED
    if error.status == TOO_MANY_REQUESTS:
        return ErrorKind.THROTTLED
    if error.status in BROKEN_OFF or error.code in PASSING:
        return ErrorKind.BROKEN_OFF
    return ErrorKind.FINAL


def error_of(call: str, response: HttpResponse) -> CallError:
    """Return the error that a response is; its code is ARM's, or the HTTP status.

    Most services wrap an error in `error`, some do not.
    """
    try:
        body = msgspec.json.decode(response.body)
    except (msgspec.DecodeError, RecursionError):
        body = {}
    inner: Any = body.get("error", body) if isinstance(body, Mapping) else {}
    code = inner.get("code") if isinstance(inner, Mapping) else None
    return CallError(
        code if isinstance(code, str) and code else str(response.status),
        call,
        response.status,
        retry_after_seconds=_retry_after(response),
    )


def _retry_after(response: HttpResponse) -> float | None:
    """Return the seconds of `Retry-After`; None without it, or if it is a date."""
    text = response.headers.get("Retry-After", "").strip()
    return float(text) if text.isascii() and text.isdigit() else None
