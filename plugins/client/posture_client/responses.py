"""Responses: turn an HTTP response into a JSON object or into the exception that explains it."""

from __future__ import annotations

from posture_client.errors import NotPostureError, PostureError, ServerError, error_class
from posture_client.limits import parse_json

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Mapping
    from http.client import HTTPResponse
    from typing import Any

JSON = "application/json"
_FIRST_REDIRECT = 300
_NOT_MODIFIED = 304
_FIRST_ERROR = 400
_GATEWAY_ERRORS = frozenset({502, 503, 504})


class Body(dict):  # type: ignore[type-arg]  # it is imported before typing is
    """A JSON object of a response, with the `ETag` of the response if it had one."""

    etag: str | None = None


def etag_of(body: object) -> str:
    """Return the version of a resource that an operation returned: send it as `if_match`.

    Raises:
        LookupError: the object has none. Rows of lists and copies have none: read the resource
            itself, as `get_integration` does.
    """
    found: str | None = getattr(body, "etag", None)
    if found is None:
        raise LookupError("this object has no ETag; read the resource itself")
    return found


class Response:
    """A successful response: its JSON object (empty without one), lower-case headers, and text."""

    def __init__(
        self, status: int, body: dict[str, Any], headers: dict[str, str], text: str
    ) -> None:
        self.status = status
        self.body = body
        self.headers = headers
        self.text = text


def lower_case_headers(response: HTTPResponse) -> dict[str, str]:
    """Return the headers of a response, with lower-case names."""
    return {name.lower(): value for name, value in response.getheaders()}


def parse_response(endpoint: str, status: int, headers: dict[str, str], text: bytes) -> Response:
    """Return a successful response; its headers have lower-case names.

    Raises:
        ApiError: the posture server refused the request.
        NotPostureError: the response is not from a posture server.
    """
    if _FIRST_REDIRECT <= status < _FIRST_ERROR and status != _NOT_MODIFIED:
        raise NotPostureError(
            f"{endpoint} redirects to {headers.get('location')}: use that address"
        )
    body = _object(text)
    if status >= _FIRST_ERROR:
        if body is None or "error" not in body:
            raise _foreign_error(endpoint, status, headers)
        raise error_class(status)(
            status=status,
            body=body,
            request_id=headers.get("x-request-id"),
            scope=_missing_scope(headers),
            retry_after_seconds=_retry_after(headers, body),
            setting=headers.get("x-posture-setting"),
        )
    if body is None and headers.get("content-type", JSON).startswith(JSON):
        raise NotPostureError(f"{endpoint} answered {status}, but not with a JSON object")
    found = Body(body or {})
    found.etag = headers.get("etag")
    return Response(status=status, body=found, headers=headers, text=text.decode(errors="replace"))


def _missing_scope(headers: dict[str, str]) -> str | None:
    """Return the scope that the token lacks: RFC 6750 puts it into this header."""
    challenge = headers.get("www-authenticate", "")
    if "insufficient_scope" not in challenge:
        return None
    return challenge.partition('scope="')[2].partition('"')[0] or None


def _object(text: bytes) -> dict[str, Any] | None:
    if not text:
        return {}
    try:
        body = parse_json(text)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _foreign_error(endpoint: str, status: int, headers: Mapping[str, str]) -> PostureError:
    """Return an error to retry for a gateway's 502 to 504, else one of a foreign server."""
    if status in _GATEWAY_ERRORS:
        return ServerError(
            status=status,
            body={"error": "bad_gateway"},
            request_id=headers.get("x-request-id"),
            retry_after_seconds=_retry_after(headers, {}),
        )
    return NotPostureError(
        f"{endpoint} answered {status}, but not like a posture server: is the address right?"
    )


def _retry_after(headers: Mapping[str, str], body: Mapping[str, Any]) -> float | None:
    for value in (headers.get("retry-after"), body.get("retry_after_seconds")):
        try:
            return max(0.0, float(value or ""))
        except (TypeError, ValueError):
            continue
    return None
