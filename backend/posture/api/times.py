"""Times: milliseconds inside, RFC 3339 in the API."""

from typing import Final

from posture.domain.moment import parsed, rendered

__all__ = ["NO_MOMENT", "parsed", "rendered", "rendered_or_none"]

NO_MOMENT: Final = (
    "It is not a moment that exists, in RFC 3339 with a zone, such as `2026-03-02T10:14:00Z`."
)


def rendered_or_none(at_ms: int | None) -> str | None:
    """Render a time, or None if it has not come yet."""
    return None if at_ms is None else rendered(at_ms)
