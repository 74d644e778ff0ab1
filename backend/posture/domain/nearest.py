"""Nearest: the known name that an unknown one probably stands for."""

from collections.abc import Collection, Iterable

_SIMILAR = 0.6
# Of names as short as `s3`, one wrong letter is half.
_SHORT, _SIMILAR_SHORT = 3, 0.5
_MOST_NAMED = 10


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like a name; None if none is like it."""
    from difflib import get_close_matches  # noqa: PLC0415  # only an error needs it

    cutoff = _SIMILAR_SHORT if len(name) <= _SHORT else _SIMILAR
    found = get_close_matches(name, sorted(known), n=1, cutoff=cutoff)
    return found[0] if found else None


def unknown_names(names: Iterable[str], known: Collection[str]) -> list[str]:
    """Return the names that are not known, each with the nearest known one."""
    unknown = [one for one in dict.fromkeys(names) if one not in known]
    rest = len(unknown) - _MOST_NAMED
    shown = [_with_nearest(one, known) for one in unknown[:_MOST_NAMED]]
    return [*shown, f"{rest} more"] if rest > 0 else shown


def _with_nearest(name: str, known: Iterable[str]) -> str:
    meant = nearest(name, known)
    return f"{name} (did you mean {meant}?)" if meant else name
