"""Why a cloud call has no usable answer, and whether another try makes sense."""

import csv
from enum import Enum, auto

NO_ENDPOINT = "NoEndpoint"
MALFORMED_ANSWER = "MalformedAnswer"

# What reading an answer raises that is not what a collector expects.
MALFORMED = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    csv.Error,
)


class CallError(Exception):
    """A call without a usable answer.

    Attributes:
        code: the cloud's error code, or ours: `Timeout`, `Unreachable`, `NoEndpoint`,
            `AddressRefused`, `MalformedAnswer`.
        call: `service:Operation`.
        status: HTTP status, 0 when there was no answer.
    """

    def __init__(self, code: str, call: str, status: int = 0) -> None:
        super().__init__(f"{code}: {call}")
        self.code = code
        self.call = call
        self.status = status


class MissingKeysError(CallError):
    """The worker holds no credentials for this cloud; the message says what to set."""

    def __init__(self, message: str) -> None:
        super().__init__("NoCredentials", "")
        self.args = (message,)


class ErrorKind(Enum):
    """What an error means for the next try; each cloud knows it by its own error codes."""

    THROTTLED = auto()  # the cloud asked for fewer calls
    BROKEN_OFF = auto()  # the same call may succeed a moment later
    EXPIRED = auto()  # the credentials are too old
    FINAL = auto()  # the same call will not succeed
