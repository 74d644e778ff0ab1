"""Times: milliseconds inside, RFC 3339 in the API."""

from posture.domain.moment import parsed, rendered

__all__ = ["parsed", "rendered", "rendered_or_none"]


def rendered_or_none(at_ms: int | None) -> str | None:
    """Render a time, or None if it has not come yet."""
    return None if at_ms is None else rendered(at_ms)
