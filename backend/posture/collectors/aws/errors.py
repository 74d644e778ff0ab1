"""What AWS's error codes mean for a retry."""

from posture.collectors.errors import CallError, ErrorKind

THROTTLED = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottledException",
        "RequestThrottled",
        "TooManyRequestsException",
        "ProvisionedThroughputExceededException",
        "TransactionInProgressException",
        "RequestLimitExceeded",
        "BandwidthLimitExceeded",
        "SlowDown",
        "PriorRequestNotComplete",
        "EC2ThrottledException",
    }
)
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
BROKEN_OFF = frozenset({500, 502, 503, 504})
PASSING = frozenset({"Timeout", "Unreachable", "RequestTimeout", "RequestTimeoutException"})
TOO_MANY_REQUESTS = 429


def kind_of(error: CallError) -> ErrorKind:
    """Return what an error means for a retry."""
    if error.code in EXPIRED:
        return ErrorKind.EXPIRED
    if error.code in THROTTLED or error.status == TOO_MANY_REQUESTS:
        return ErrorKind.THROTTLED
    if error.status in BROKEN_OFF or error.code in PASSING:
        return ErrorKind.BROKEN_OFF
    return ErrorKind.FINAL


def refused(error: CallError) -> bool:
    """Return whether AWS understood the call and refused it for good."""
    final = kind_of(error) not in {ErrorKind.THROTTLED, ErrorKind.BROKEN_OFF}
    return 400 <= error.status < 500 and final  # noqa: PLR2004  # HTTP's own numbers
