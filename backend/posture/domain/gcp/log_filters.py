"""Filters of logs: whether one finds all that another is about.

Filters are compared by their comparisons, not by their text. One that negates something, or that
compares a further field, may leave something out, so it does not count.
Source: https://cloud.google.com/logging/docs/view/logging-query-language
"""

import re
from typing import NamedTuple

_COMPARISON = re.compile(
    r"(?P<field>[A-Za-z_][\w.@/\"-]*)\s*(?P<operator>=~|!=|!~|=|:|>=|<=|>|<)\s*"
    r"(?P<value>\"(?:[^\"\\]|\\.)*\"|[^\s()]+)"
)
_NEGATION = re.compile(r"(?:^|[\s(])(?:NOT[\s(]|-[A-Za-z\"(])")
_SAME = frozenset({"=", ":"})


class Term(NamedTuple):
    """A comparison of a field with a value, both in lower case."""

    field: str
    value: str


def terms(written: str) -> frozenset[Term] | None:
    """Return the comparisons of a filter; None if it negates, or compares in another way."""
    if _NEGATION.search(written):
        return None
    found = set()
    for one in _COMPARISON.finditer(written):
        if one["operator"] not in _SAME:
            return None
        found.add(Term(one["field"].lower(), one["value"].strip('"').lower()))
    return frozenset(found)


def covers(written: str, wanted: frozenset[Term]) -> bool:
    """Return whether a filter has all wanted comparisons, and compares no further field."""
    found = terms(written)
    if found is None or not wanted <= found:
        return False
    return {one.field for one in found} <= {one.field for one in wanted}
