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
    first, *middle = _parts(pattern)
    if not middle:
        return len(first) == len(text) and _stands_at(first, text, 0)
    *middle, last = middle
    end = len(text) - len(last)
    if end < len(first) or not (_stands_at(first, text, 0) and _stands_at(last, text, end)):
        return False
    at = len(first)
    for part in middle:
        # The first place is enough: a later one would leave less text for the rest.
        at = _find(part, text, at, end)
        if at < 0:
            return False
        at += len(part)
    return True


@lru_cache(maxsize=4096)
def _parts(pattern: str) -> tuple[str, ...]:
    """Return the texts between the stars, which have a fixed length; those in between not empty."""
    first, *rest = pattern.split("*")
    return (first, *filter(None, rest[:-1]), *rest[-1:])


def _stands_at(part: str, text: str, at: int) -> bool:
    if "?" not in part:
        return text.startswith(part, at)
    there = text[at : at + len(part)]
    return len(there) == len(part) and all(
        one in {"?", other} for one, other in zip(part, there, strict=True)
    )


def _find(part: str, text: str, start: int, end: int) -> int:
    """Return the first place of a part; each character of the text is looked at once.

    A bit of `prefixes` is set if that many characters of the part stand before this one.
    """
    if "?" not in part:
        return text.find(part, start, end)
    places, anywhere, whole = _bits(part)
    prefixes = 0
    for at in range(start, end):
        prefixes = (prefixes << 1 | 1) & places.get(text[at], anywhere)
        if prefixes & whole:
            return at - len(part) + 1
    return -1


@lru_cache(maxsize=4096)
def _bits(part: str) -> tuple[dict[str, int], int, int]:
    """Return the places of each character in a part, those of `?`, and the last place, as bits."""
    anywhere = sum(1 << at for at, one in enumerate(part) if one == "?")
    places = dict.fromkeys(part, anywhere)
    for at, one in enumerate(part):
        places[one] |= 1 << at
    return places, anywhere, 1 << len(part) - 1


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
