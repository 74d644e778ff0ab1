"""Patterns: `*` stands for any text, `?` for one character."""

import re
from functools import lru_cache
from typing import Final

WILD: Final = frozenset("*?")


def is_wild(text: str) -> bool:
    """Return whether a text has a wildcard."""
    return "*" in text or "?" in text


def matches_case(pattern: str, text: str) -> bool:
    """Return whether a pattern matches a text; case matters."""
    if not is_wild(pattern):
        return pattern == text
    return pattern == "*" or compiled(pattern, re.NOFLAG).fullmatch(text) is not None


@lru_cache(maxsize=4096)
def compiled(pattern: str, case: re.RegexFlag) -> re.Pattern[str]:
    """Compile a pattern; each star matches as little as possible, without backtracking.

    With plain `.*` a pattern of many stars, which the account's owner can write, could take for
    ever.
    """
    first, *middle = (re.escape(part).replace(r"\?", ".") for part in pattern.split("*"))
    last = f".*{middle.pop()}" if middle else ""
    between = "".join(f"(?>.*?{part})" for part in middle if part)
    return re.compile(first + between + last, case | re.DOTALL)


def only_stars(pattern: str) -> bool:
    """Return whether a pattern matches every text."""
    return bool(pattern) and not pattern.strip("*")
