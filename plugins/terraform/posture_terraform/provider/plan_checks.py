"""Plan checks: a plan asks the server whether it would accept an object, which creates nothing.

Without this, an apply would find out, after it has changed the cloud. If the server cannot say, the
plan goes on: the apply asks again. What another change of the same apply can make right, such as a
name that is free once its owner is destroyed, is left to the apply.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Any, Final

from posture_client import (
    Client,
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
from posture_terraform.framework.diagnostics import Diagnostic, DiagnosticError
from posture_terraform.provider.api_errors import diagnostic

# So many objects are checked by one process: many resources do not use up the rate limit.
_MOST: Final = 10
_LASTING: Final = frozenset(
    {
        "check_unknown",
        "expiry_out_of_range",
        "provider_not_supported",
        "region_unknown",
        "run_without_result",
        "schedule_too_frequent",
        "service_unknown",
        "trust_open_to_strangers",
    }
)
# What is missing, and the attributes that name it.
_MISSING: Final = {
    "integration_not_found": frozenset({"integration_id", "integrations"}),
    "run_not_found": frozenset({"run_id"}),
}
# The token can be right for everything else, so no other token is meant to apply this.
_ONLY_MEMBER: Final = "external_ids:write"
# An older server.
_CANNOT_CHECK: Final = "unknown_parameter"


class PlanChecks:
    """The checks of one process; safe to share between threads."""

    def __init__(self, client: Callable[[], Client]) -> None:
        self._client = client
        self._lock = Lock()
        self._left = _MOST
        self._sent: set[str] = set()
        self._is_known = False
        # The kinds and names of objects that the plan replaces, and the ids of those it changes.
        self.freed: set[tuple[str, str | None]] = set()
        self.changing: set[str] = set()

    def require_token(self) -> Iterator[Diagnostic]:
        """Send the token once, so that a plan that reads nothing finds out whether it is valid.

        Yields a warning if the server cannot be asked: then the plan is not checked.

        Raises:
            DiagnosticError: the server refuses it, or is no posture server.
        """
        with self._lock:
            if self._is_known:
                return
            self._is_known = True
        try:
            with self._client() as client:
                client.get_session()
        except PostureError as error:
            if _is_of_token(error):
                raise DiagnosticError(diagnostic(error, "use the token")) from error
            if isinstance(error, NotPostureError):
                raise DiagnosticError(_no_server(error)) from error
            if isinstance(error, ServerError | UnreachableError):
                yield diagnostic(error, "check the plan")._replace(severity="WARNING")

    def require(
        self,
        send: Callable[..., Any],
        body: Mapping[str, Any],
        doing: str,
        *attributes: str,
        of: str = "",
    ) -> PostureError | None:
        """Send a request with `validate_only`, and report why it would be refused.

        Objects that differ in their names alone are sent once. What another change of the same
        apply can make right is returned.

        Args:
            send: the operation.
            body: the members that it sends.
            doing: what the apply does, for people.
            attributes: those that a refusal may be about.
            of: the id of an object that is changed.

        Raises:
            DiagnosticError: it would be refused, whatever else the apply does.
        """
        rest = {name: value for name, value in body.items() if name != "name"} or body
        key = f"{doing} {of}: {json.dumps(rest, sort_keys=True, default=str)}"
        with self._lock:
            if self._left == 0 or key in self._sent:
                return None
            self._left -= 1
            self._sent.add(key)
        try:
            with self._client() as client:
                send(client, validate_only=True, **body)
        except PostureError as error:
            if _is_lasting(error, attributes):
                raise DiagnosticError(diagnostic(error, doing, *attributes)) from error
            of_object = isinstance(error, ConflictError | ForbiddenError | NotFoundError)
            of_object |= isinstance(error, RateLimitedError) and not error.of_requests
            if not of_object:
                with self._lock:
                    self._left = 0
            return error
        return None


def _no_server(error: NotPostureError) -> Diagnostic:
    return Diagnostic(
        "There is no posture server at the endpoint",
        f"{sentence(str(error))} Set endpoint in the provider block, or the environment variable "
        "POSTURE_ENDPOINT, to the address of the server, without /api/v2.",
    )


def _is_of_token(error: PostureError) -> bool:
    """Return whether a token can be used for nothing, from here."""
    return isinstance(error, UnauthorizedError) or (
        isinstance(error, ForbiddenError) and error.slug == "ip_not_allowed"
    )


def _is_lasting(error: PostureError, attributes: Sequence[str]) -> bool:
    if _is_of_token(error):
        return True
    if isinstance(error, ForbiddenError):
        return error.scope == _ONLY_MEMBER
    if isinstance(error, InvalidRequestError):
        return error.slug != _CANNOT_CHECK
    if isinstance(error, NotFoundError):
        # Not for an object that is itself to be changed: the apply finds that it is gone.
        return not _MISSING.get(error.slug, frozenset()).isdisjoint(attributes)
    return isinstance(error, ConflictError) and error.slug in _LASTING
