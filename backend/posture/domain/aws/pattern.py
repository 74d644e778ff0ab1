"""Patterns of IAM: `*` stands for any text, `?` for one character, and case does not matter.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

import re
from functools import lru_cache
from itertools import zip_longest
from typing import Final

from posture.domain.pattern import compiled, is_wild

# A text that only a wildcard can match: no name contains it.
UNNAMED: Final = "\0" * 64


def matches(pattern: str, text: str) -> bool:
    """Return whether an IAM pattern (`*`, `?`, any case) matches a text."""
    if not is_wild(pattern):
        return pattern.lower() == text.lower()
    return pattern == "*" or compiled(pattern, re.IGNORECASE).fullmatch(text) is not None


@lru_cache(maxsize=4096)
def takes_any(pattern: str, service: str, kind: str) -> bool:
    """Return whether a pattern matches the ARN of a kind of resource with any name."""
    anywhere = ("arn", "aws", service, "", "000000000000")
    given = pattern.split(":", 5)[:5]
    somewhere = (
        there if is_wild(part) else part
        for part, there in zip_longest(given, anywhere, fillvalue="*")
    )
    arn = [*somewhere, kind + UNNAMED]
    return arn[2] == service and matches(pattern, ":".join(arn))
