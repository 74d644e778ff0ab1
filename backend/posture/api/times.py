"""Times: milliseconds inside, RFC 3339 outside."""

from posture.domain.moment import parsed, rendered

__all__ = ["parsed", "rendered", "rendered_or_none"]


def rendered_or_none(at_ms: int | None) -> str | None:
    """Write a moment that may not have come yet."""
    return None if at_ms is None else rendered(at_ms)
