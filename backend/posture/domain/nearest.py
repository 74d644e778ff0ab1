"""Nearest: the known name that an unknown one was probably meant to be."""

from collections.abc import Collection, Iterable

_SIMILAR = 0.5
_CANDIDATES = 10
_LONGEST = 200
# One mistake in this many letters, and at least one.
_LETTERS_PER_MISTAKE = 5
_MOST_NAMED = 10
# To look for a similar name takes milliseconds of a processor.
_MOST_COMPARED = 3


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that a name is a misspelling of; None if it is none."""
    if len(name) > _LONGEST:
        return None
    from difflib import get_close_matches  # noqa: PLC0415  # only an error needs it

    alike = get_close_matches(name, sorted(known), n=_CANDIDATES, cutoff=_SIMILAR)
    mistakes, found = min(((_mistakes(name, one), one) for one in alike), default=(0, None))
    return found if mistakes <= max(1, len(name) // _LETTERS_PER_MISTAKE) else None


def unknown_names(names: Iterable[str], known: Collection[str]) -> list[str]:
    """Return the names that are not known, the first ones with the nearest known name."""
    unknown = [one for one in dict.fromkeys(names) if one not in known]
    shown = [
        _with_nearest(one, known) if number < _MOST_COMPARED else one
        for number, one in enumerate(unknown[:_MOST_NAMED])
    ]
    rest = len(unknown) - len(shown)
    return [*shown, f"{rest} more"] if rest > 0 else shown


def _with_nearest(name: str, known: Iterable[str]) -> str:
    meant = nearest(name, known)
    return f"{name} (did you mean {meant}?)" if meant else name


def _mistakes(one: str, other: str) -> int:
    """Return how many letters are wrong, missing, too many or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if last and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
