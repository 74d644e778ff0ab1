"""Client of the posture API: the standard library only, quick to import."""

from posture_client.client import Client
from posture_client.errors import (
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
    WaitError,
    WaitStoppedError,
    WaitTimeoutError,
)
from posture_client.responses import etag_of

__all__ = [
    "ApiError",
    "Client",
    "ConflictError",
    "ForbiddenError",
    "InvalidRequestError",
    "NotFoundError",
    "NotPostureError",
    "PostureError",
    "RateLimitedError",
    "ServerError",
    "UnauthorizedError",
    "UnreachableError",
    "WaitError",
    "WaitStoppedError",
    "WaitTimeoutError",
    "etag_of",
]
