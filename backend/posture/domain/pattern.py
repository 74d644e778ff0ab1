"""Patterns: `*` stands for any text, `?` for one character.

In IAM's own case does not matter:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

import re
from functools import lru_cache
from itertools import zip_longest
from typing import Final

WILD: Final = frozenset("*?")
# A text that only a wildcard can match: no name holds it.
UNNAMED: Final = "\0" * 64


def matches(pattern: str, text: str) -> bool:
    """Return whether an IAM pattern (`*`, `?`, any case) matches a text."""
    if not WILD & set(pattern):
        return pattern.lower() == text.lower()
    return pattern == "*" or _pattern(pattern, re.IGNORECASE).fullmatch(text) is not None


def matches_case(pattern: str, text: str) -> bool:
    """Return whether a pattern matches a text, and its case too."""
    if not WILD & set(pattern):
        return pattern == text
    return pattern == "*" or _pattern(pattern, re.NOFLAG).fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _pattern(pattern: str, case: re.RegexFlag) -> re.Pattern[str]:
    """Compile a pattern; each star takes the least it can and never reconsiders.

    With plain `.*` a pattern of many stars, which is the account's own text, would take for ever.
    """
    first, *middle = (re.escape(part).replace(r"\?", ".") for part in pattern.split("*"))
    last = f".*{middle.pop()}" if middle else ""
    between = "".join(f"(?>.*?{part})" for part in middle if part)
    return re.compile(first + between + last, case | re.DOTALL)


def only_stars(pattern: str) -> bool:
    """Return whether a pattern matches every text."""
    return bool(pattern) and not pattern.strip("*")


def takes_any(pattern: str, service: str, kind: str) -> bool:
    """Return whether a pattern takes in the ARN of a kind of resource whatever its name."""
    anywhere = ("arn", "aws", service, "", "000000000000")
    given = pattern.split(":", 5)[:5]
    somewhere = (
        part if not WILD & set(part) else there
        for part, there in zip_longest(given, anywhere, fillvalue="*")
    )
    arn = [*somewhere, kind + UNNAMED]
    return arn[2] == service and matches(pattern, ":".join(arn))
