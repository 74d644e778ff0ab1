"""What the errors of Google's APIs mean.

An error names its reason in `details`, older APIs in `errors`, and all have a status.
Source: https://cloud.google.com/apis/design/errors
"""

import re
from collections.abc import Collection, Mapping
from time import time
from typing import Any

import msgspec

from posture.collectors.errors import CallError, ErrorKind, UsedUpQuota
from posture.collectors.http import HttpResponse

UNAUTHORIZED = 401
TOO_MANY_REQUESTS = 429
BROKEN_OFF = frozenset({408, 500, 502, 503, 504})
PASSING = frozenset({"Timeout", "Unreachable"})
THROTTLED = frozenset(
    {
        "RATE_LIMIT_EXCEEDED",
        "RESOURCE_QUOTA_EXCEEDED",
        "rateLimitExceeded",
        "userRateLimitExceeded",
        "quotaExceeded",
    }
)
# The scanned project does not use the API, so it has nothing of it.
DISABLED = "SERVICE_DISABLED"
GONE = frozenset({"NOT_FOUND", "notFound"})
# How the codes of errors are called that a missing permission causes.
DENIED = frozenset(
    {"PERMISSION_DENIED", "IAM_PERMISSION_DENIED", "forbidden", "insufficientPermissions"}
)
_SAME = {"accessNotConfigured": DISABLED, "PERMISSION_DENIED": "PERMISSION_DENIED"}
_REASON = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}")
_PERIMETER = re.compile(r"vpcServiceControlsUniqueIdentifier: ?([\w-]{1,128})")
_CONSUMER = re.compile(r"projects/([a-z0-9.:-]{1,93})")
_SERVICE = re.compile(r"[a-z0-9.-]{1,128}")
_METRIC = re.compile(r"[a-z0-9.-]{1,128}/[A-Za-z0-9_/-]{1,128}")
_PLACE = re.compile(r"[a-z0-9-]{1,63}")
_LIMIT = re.compile(r"[1-9][0-9]{0,8}")
# The location of a quota that is for all.
EVERYWHERE = frozenset({"", "global"})
PERIMETER = "SECURITY_POLICY_VIOLATED"
SECONDS_OF_A_WINDOW = 60.0
LONGEST_RETRY_SECONDS = 3_600.0


def kind_of(error: CallError) -> ErrorKind:
    """Return what an error means for a retry."""
    if error.status == UNAUTHORIZED:
        return ErrorKind.EXPIRED
    if error.status == TOO_MANY_REQUESTS or error.code in THROTTLED:
        return ErrorKind.THROTTLED
    if error.status in BROKEN_OFF or error.code in PASSING:
        return ErrorKind.BROKEN_OFF
    return ErrorKind.FINAL


def error_of(call: str, response: HttpResponse, projects: Collection[str]) -> CallError:
    """Return the error that a response is.

    Its code is the reason; where the reason alone does not say what to do, the rest is in
    parentheses: `SERVICE_DISABLED(enable pubsub.googleapis.com in project 1)`.

    Args:
        call: the call, for the error.
        response: a response that is no success.
        projects: the id of the scanned project, and its number once it is known.
    """
    error = _error_in(response.body)
    code = _code(error, projects) or str(response.status)
    throttled = response.status == TOO_MANY_REQUESTS or code in THROTTLED
    return CallError(
        code,
        call,
        response.status,
        retry_after_seconds=_wait(response) if throttled else None,
        quota=_quota(error, projects) if throttled else None,
    )


def _error_in(body: bytes) -> Mapping[str, Any]:
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return {}
    error = found.get("error") if isinstance(found, Mapping) else None
    return error if isinstance(error, Mapping) else {}


def _code(error: Mapping[str, Any], projects: Collection[str]) -> str:
    info = _info(error)
    reason = _word(info.get("reason")) or _first_reason(error) or _word(error.get("status"))
    reason = _SAME.get(reason, reason)
    metadata = info.get("metadata")
    known = metadata if isinstance(metadata, Mapping) else {}
    message = str(error.get("message") or "")
    if perimeter := _word(known.get("uid"), r"[\w-]{1,128}") or _within(_PERIMETER, message):
        return f"{PERIMETER}({perimeter})"
    if reason == DISABLED:
        consumer = _within(_CONSUMER, str(known.get("consumer") or ""))
        consumer = consumer or _within(re.compile(r"project ([a-z0-9.:-]{1,93})"), message)
        # Only the scanned project's own answer proves that nothing of the API exists.
        if consumer not in projects:
            service = _word(known.get("service"), _SERVICE.pattern) or "the API"
            where = f"project {consumer}" if consumer else "the project that is charged"
            return f"{DISABLED}(enable {service} in {where})"
    return reason


def _quota(error: Mapping[str, Any], projects: Collection[str]) -> UsedUpQuota | None:
    """Return the quota that is used up; None if the error does not name its metric.

    Source: https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto
    """
    metadata = _info(error).get("metadata")
    known = metadata if isinstance(metadata, Mapping) else {}
    metric = _word(known.get("quota_metric"), _METRIC.pattern)
    if not metric:
        return None
    consumer = _within(_CONSUMER, str(known.get("consumer") or ""))
    place = _word(known.get("quota_location"), _PLACE.pattern)
    # A limit of none, as of an API that is not for this project, is no pace.
    limit = _word(str(known.get("quota_limit_value")), _LIMIT.pattern)
    return UsedUpQuota(
        metric,
        consumer="" if consumer in projects else consumer,
        region="" if place in EVERYWHERE else place,
        calls=int(limit) if limit else None,
    )


def _info(error: Mapping[str, Any]) -> Mapping[str, Any]:
    details = error.get("details")
    found = details if isinstance(details, list) else []
    infos = (one for one in found if isinstance(one, Mapping) and one.get("reason"))
    return next(infos, {})


def _first_reason(error: Mapping[str, Any]) -> str:
    errors = error.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    return _word(first.get("reason")) if isinstance(first, Mapping) else ""


def _word(value: object, pattern: str = _REASON.pattern) -> str:
    """Return a text that is safe to show; empty if the value is none."""
    return value if isinstance(value, str) and re.fullmatch(pattern, value) else ""


def _within(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


def _wait(response: HttpResponse) -> float:
    """Return the seconds to wait: as `Retry-After` says, or until quotas are refilled.

    Quotas of Google's APIs are refilled at the start of a minute, for all callers at once.
    """
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_RETRY_SECONDS)
    return SECONDS_OF_A_WINDOW - time() % SECONDS_OF_A_WINDOW
