"""Diagnostics for failed requests: what happened, and what a user of Terraform can do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from posture_client import (
    ApiError,
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    NotPostureError,
    PostureError,
    RateLimitedError,
    ServerError,
    UnauthorizedError,
    UnreachableError,
)
from posture_client.texts import sentence
from posture_terraform.framework.diagnostics import Diagnostic, DiagnosticError, Path

_TOKEN = {
    "missing_token": "No token was sent.",
    "invalid_token": "The token is unknown to the server, or revoked.",
    "expired_token": "The token has expired.",
}
_FORBIDDEN = {
    "missing_scope": "The token lacks a scope: runs need cloud_posture:read and "
    "cloud_posture:write, findings findings:read, integrations integrations:read and "
    "integrations:write, suppressions suppressions:read and suppressions:write, tokens "
    "tokens:read, trusts trusts:read and trusts:write, reports reports:read, the audit log "
    "audit:read, webhooks webhooks:read and webhooks:write.",
    "ip_not_allowed": "The token may not be used from this address.",
}
_EXTERNAL_IDS: Final = "external_ids:write"
_SCOPED: Final[dict[str, tuple[str, ...]]] = {_EXTERNAL_IDS: ("aws",)}
_OTHER_ADVICE: Final = {
    _EXTERNAL_IDS: "Leave external_id out, so that the one of the server is used, or create a "
    "token with this scope."
}
_NOT_FOUND: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "integration_not_found": (
        ("integration_id", "integrations"),
        "There is no such integration for this token.",
    ),
    "run_not_found": (("run_id", "scan_id", "id"), "There is no such run for this token."),
    "webhook_not_found": (("webhook_id",), "There is no such webhook for this token."),
    "finding_not_found": (("id",), "There is no such finding for this token."),
}
_CONFLICTS: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "check_unknown": (
        ("check_set", "scope", "check_id"),
        "The data source posture_checks lists the checks that the server has.",
    ),
    "precondition_failed": ((), "Someone else keeps changing it: apply again."),
    "name_taken": (
        ("name",),
        (
            "Choose another name, or import the object that has it. If this configuration "
            "destroys, replaces or renames that one, apply again; with create_before_destroy it "
            "keeps the name until the new one exists: remove create_before_destroy, or change the "
            "name too."
        ),
    ),
    "schedule_too_frequent": (
        ("schedule",),
        "Choose times that are farther apart. The limit is POSTURE_SCHEDULE_DISTANCE_SECONDS.",
    ),
    "service_unknown": (("scope",), "The data source posture_checks names the services."),
    "region_unknown": (
        ("scope", "aws", "azure", "gcp"),
        "A region that is newer than the server is allowed by its POSTURE_EXTRA_REGIONS.",
    ),
    "run_not_finished": (
        ("run_id",),
        "The run has not ended: remove `wait = false` from its posture_run, or try later.",
    ),
    "run_without_result": (
        ("run_id",),
        "Only a run that completed, and was no verify run, has findings to accept.",
    ),
    "expiry_out_of_range": (
        ("expires_at",),
        "Choose another time. The limit is POSTURE_SUPPRESSION_LIFETIME_SECONDS of the server.",
    ),
    "too_many_suppressions": (
        (),
        "Delete suppressions that nobody needs. The limit is POSTURE_SUPPRESSIONS_IN_FORCE.",
    ),
    "too_many_webhooks": (
        (),
        "Delete webhooks that nobody needs. The limit is POSTURE_WEBHOOKS_PER_TENANT.",
    ),
    "too_many_trusts": (
        (),
        "Delete trusts that nobody needs. The limit is POSTURE_TRUSTS_PER_TENANT.",
    ),
    "trust_open_to_strangers": (("conditions",), ""),
    "provider_not_supported": (("cloud_provider",), "This server does not support that cloud."),
}


_RENAMED: Final = (
    "If this configuration gives that one another name, apply again: it may have been renamed in "
    "the meantime. Two objects cannot swap their names in one apply: give one of them a temporary "
    "name and apply, give the other one its new name and apply, then the first one."
)


@contextmanager
def reported(doing: str, *attributes: str) -> Iterator[None]:
    """Turn the errors of a request into diagnostics, at one of the `attributes` where possible.

    Raises:
        DiagnosticError: the request failed.
    """
    try:
        yield
    except PostureError as error:
        raise DiagnosticError(diagnostic(error, doing, *attributes)) from error


def diagnostic(error: PostureError, doing: str, *attributes: str) -> Diagnostic:
    """Return the diagnostic of an error while `doing` something ("start the run")."""
    summary, detail, path = _words(error, doing, attributes)
    return Diagnostic(f"Could not {doing}: {summary}", f"{detail}{_reference(error)}", path)


def _words(error: PostureError, doing: str, attributes: tuple[str, ...]) -> tuple[str, str, Path]:
    match error:
        case UnauthorizedError():
            what = _TOKEN.get(error.slug, f"The server says {error.slug}.")
            advice = "Set POSTURE_TOKEN to a token of `posture token create`."
            return "the token was refused", f"{what} {advice}", ()
        case ForbiddenError():
            what = _FORBIDDEN.get(error.slug, f"The server says {error.slug}.")
            if error.scope:
                what = f"The token lacks the scope {error.scope}."
            advice = _OTHER_ADVICE.get(error.scope or "", "Create a token that does.")
            places = _first(_SCOPED.get(error.scope or "", ()), attributes)
            return "the token does not allow it", f"{what} {advice}", places
        case NotFoundError():
            names, what = _NOT_FOUND.get(error.slug, ((), f"The server says {error.slug}."))
            return "it does not exist", what, _first(names, attributes)
        case ConflictError():
            names, what = _CONFLICTS.get(error.slug, ((), f"The server says {error.slug}."))
            if error.slug == "name_taken" and doing.startswith("change"):
                what = _RENAMED
            return (
                error.slug.replace("_", " "),
                f"{sentence(error.detail or '')} {what}".strip(),
                _first(names, attributes),
            )
        case RateLimitedError():
            when = duration_text(error.retry_after_seconds)
            advice = (
                "Raise rate_limit_seconds in the provider block; the limit is "
                "POSTURE_RATE_LIMIT_BUCKET of the server."
            )
            return "too many requests", f"The token may send requests again in {when}. {advice}", ()
        case _:
            return _other_words(error, attributes)


def _other_words(error: PostureError, attributes: tuple[str, ...]) -> tuple[str, str, Path]:
    match error:
        case InvalidRequestError():
            detail = sentence(error.detail or f"It says {error.slug.replace('_', ' ')}")
            return "the server refused a value", detail, _refused_at(error, attributes)
        case ServerError():
            detail = f"It answered {error.status} {error.slug} to every attempt; its logs say why."
            return "the server failed", f"{detail} Apply again later.", ()
        case UnreachableError() if error.lasting:
            advice = "Set ca_file in the provider block to the authorities that signed it."
            return "the server's certificate is not trusted", f"{sentence(str(error))} {advice}", ()
        case UnreachableError():
            advice = "Is endpoint right, and does the server run?"
            return "the server cannot be reached", f"{sentence(str(error))} {advice}", ()
        case NotPostureError():
            return "this is not a posture server", sentence(str(error)), ()
    return "the request failed", sentence(str(error)), ()


def _first(names: tuple[str, ...], attributes: tuple[str, ...]) -> Path:
    """Return the first of the attributes that an error may be about."""
    return tuple(name for name in names if name in attributes)[:1]


def _refused_at(error: InvalidRequestError, attributes: tuple[str, ...]) -> Path:
    """Return the attribute of a refused value, which the error names by itself or by its slug."""
    if error.slug == "policy_without_checks":
        return _first(("family", "framework"), attributes)
    member = str(error.body.get("member") or "").removeprefix("gate.")
    name = error.slug.removeprefix("invalid_").removesuffix("_unknown")
    return _first((member.partition(".")[0].partition("[")[0],), attributes) or _place(
        name, attributes
    )


def _place(name: str, attributes: tuple[str, ...]) -> Path:
    """Return the attribute of a refused value; for one in an object, that of the object."""
    places = [one for one in attributes if one == name or one.endswith(f".{name}")]
    return tuple(one.partition(".")[0] for one in places[:1])


def _reference(error: PostureError) -> str:
    if isinstance(error, ApiError) and error.request_id:
        return f" (Request {error.request_id}.)"
    return ""


def duration_text(seconds: float | None) -> str:
    """Return a duration for people: 45 s, 12 min, 7 h 12 min."""
    whole = round(seconds or 0)
    if whole < 120:  # noqa: PLR2004  # below two minutes, seconds read better
        return f"{whole} s"
    minutes = -(-whole // 60)
    if minutes < 120:  # noqa: PLR2004  # likewise minutes below two hours
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"
