"""Plan checks: a plan asks the server whether it would accept an object, which creates nothing.

Without this, an apply would find out, after it has changed the cloud. If the server cannot say, the
plan goes on: the apply asks again. What another change of the same apply can make right, such as a
name that is free once its owner is destroyed, is left to the apply.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any, Final

from posture_client import (
    Client,
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    PostureError,
)
from posture_terraform.framework.diagnostics import DiagnosticError
from posture_terraform.provider.api_errors import diagnostic

# So many objects are checked by one process: many resources do not use up the rate limit.
_MOST: Final = 10
_LASTING: Final = frozenset(
    {
        "check_unknown",
        "expiry_out_of_range",
        "provider_not_supported",
        "region_unknown",
        "schedule_too_frequent",
        "trust_open_to_strangers",
    }
)
_MISSING: Final = "integration_not_found"
_NAMING: Final = frozenset({"integration_id", "integrations"})
# An older server.
_CANNOT_CHECK: Final = "unknown_parameter"


class PlanChecks:
    """The checks of one process; safe to share between threads."""

    def __init__(self, client: Callable[[], Client]) -> None:
        self._client = client
        self._lock = Lock()
        self._left = _MOST
        self._sent: set[str] = set()

    def require(
        self,
        send: Callable[..., Any],
        body: Mapping[str, Any],
        doing: str,
        *attributes: str,
        of: str = "",
    ) -> None:
        """Send a request with `validate_only`, and report why it would be refused.

        What differs from an earlier one in its name alone is not sent: whether a name is free is
        for the apply to see.

        Args:
            send: the operation.
            body: the members that it sends.
            doing: what the apply does, for people.
            attributes: those that a refusal may be about.
            of: the id of an object that is changed.

        Raises:
            DiagnosticError: it would be refused, whatever else the apply does.
        """
        rest = {name: value for name, value in body.items() if name != "name"}
        key = f"{doing} {of}: {json.dumps(rest, sort_keys=True, default=str)}"
        with self._lock:
            if self._left == 0 or not rest or key in self._sent:
                return
            self._left -= 1
            self._sent.add(key)
        try:
            with self._client() as client:
                send(client, validate_only=True, **body)
        except PostureError as error:
            if _is_lasting(error, attributes):
                raise DiagnosticError(diagnostic(error, doing, *attributes)) from error
            if not isinstance(error, ConflictError | ForbiddenError | NotFoundError):
                with self._lock:
                    self._left = 0


def _is_lasting(error: PostureError, attributes: Sequence[str]) -> bool:
    if isinstance(error, InvalidRequestError):
        return error.slug != _CANNOT_CHECK
    if isinstance(error, NotFoundError):
        # Not for an integration that is itself to be changed: the apply finds that it is gone.
        return error.slug == _MISSING and not _NAMING.isdisjoint(attributes)
    return isinstance(error, ConflictError) and error.slug in _LASTING
