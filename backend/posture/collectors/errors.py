"""Why a cloud call has no usable response, and whether a retry makes sense."""

import csv
from enum import Enum, auto
from typing import NamedTuple

from posture.domain.evidence import contradiction, in_transition

NO_ENDPOINT = "NoEndpoint"
MALFORMED_ANSWER = "MalformedAnswer"
# A response has more bytes, or a listing more pages or items, than the settings allow.
TOO_LARGE = "AnswerTooLarge"
# A listing has another page, and no known way to ask for it.
MORE_PAGES = "MorePages"

# What code that reads a response raises if the response is not as expected.
MALFORMED = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    csv.Error,
)


class UsedUpQuota(NamedTuple):
    """A quota that is used up, as the cloud named it in a refusal.

    Attributes:
        metric: what it counts.
        consumer: the account that is charged, where it is not the one that was called.
        region: the region that it is for; empty for one of all regions.
        calls: how many calls it allows in its window; None if the cloud did not say.
    """

    metric: str
    consumer: str = ""
    region: str = ""
    calls: int | None = None


class CallError(Exception):
    """A call without a usable response.

    Attributes:
        code: the cloud's error code, or our own: `Timeout`, `Unreachable`, `NoEndpoint`,
            `AddressRefused`, `MalformedAnswer`, `AnswerTooLarge`,
            `MorePages`.
        call: `service:Operation`.
        status: HTTP status, 0 when there was no response.
        retry_after_seconds: how long the cloud wants us to wait; None if it did not say.
        quota: the quota that is used up; None if the cloud did not name one.
    """

    def __init__(  # what a refusal can say
        self,
        code: str,
        call: str,
        status: int = 0,
        *,
        retry_after_seconds: float | None = None,
        quota: UsedUpQuota | None = None,
    ) -> None:
        super().__init__(f"{code}: {call}")
        self.code = code
        self.call = call
        self.status = status
        self.retry_after_seconds = retry_after_seconds
        self.quota = quota


class ContradictionError(CallError):
    """Responses that contradict each other; `what` as of `contradiction`."""

    def __init__(self, what: str, call: str) -> None:
        super().__init__(contradiction(what, call).reason, call)


class InTransitionError(CallError):
    """The cloud still applies a change to the asset; `state` is its word for that."""

    def __init__(self, state: str, call: str) -> None:
        super().__init__(in_transition(state, call).reason, call)


class MissingKeysError(CallError):
    """The worker holds no credentials for this cloud; the message says what to set."""

    def __init__(self, message: str) -> None:
        super().__init__("NoCredentials", "")
        self.args = (message,)


class ErrorKind(Enum):
    """What an error means for a retry; each cloud has its own error codes for it."""

    THROTTLED = auto()  # the cloud throttled the call
    BROKEN_OFF = auto()  # the same call may succeed a moment later
    EXPIRED = auto()  # the credentials are too old
    FINAL = auto()  # the same call will not succeed
