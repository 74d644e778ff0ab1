"""The calls of AWS that tests look at, by their service.

A test looks at all calls of a service: to make a test of each takes longer than to look at it.
"""

from collections.abc import Iterable


def by_service(calls: Iterable[str]) -> dict[str, list[str]]:
    """Return calls, such as `s3:ListBuckets`, or actions, in order, by what is before the colon."""
    found: dict[str, list[str]] = {}
    for call in sorted(calls):
        found.setdefault(call.partition(":")[0], []).append(call)
    return found
