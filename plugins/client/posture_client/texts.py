"""Texts for people, made from parts that other systems wrote."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from posture_client.spelling import key

# A line names the regions of a reason up to this many, and counts them beyond.
MOST_REGIONS_SHOWN: Final = 3
# Reasons of a run right after an apply, which a later run may not have.
_PASSING: Final = ("NotFound", "InTransition(")
# Letters and marks of which nothing is seen, although `str.isprintable` takes them for visible.
_UNSEEN: Final = (
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
_COMMAND: Final = r"(?im)^\s*:(?=:[a-z-]+[^\n]*?::)|#(?=#[a-z]*\[)"
_WAYS: Final = {
    "status": "the status set by",
    "suppression": "a suppression of",
    "baseline": "a baseline of",
    "unread_call": "a suppression of",
}


def clean(text: str, *, keep: str = "") -> str:
    """Return a text without control, invisible and direction characters; some may be kept.

    Names in a cloud and texts of other programs can contain them: they steer a terminal, break a
    line, or make one name look like another.
    """
    if text.isprintable() and (text.isascii() or not _compiled(_UNSEEN).search(text)):
        return text
    shown = "".join(one if one.isprintable() or one in keep else "\ufffd" for one in text)
    return _compiled(_UNSEEN).sub("\ufffd", shown)


def inert(text: str, *, keep: str = "") -> str:
    """Return a clean text without commands for the hosts of CI."""
    return without_commands(clean(text, keep=keep))


def without_commands(text: str) -> str:
    """Return a text in which the hosts of CI find no command.

    They read commands from the log of a job: GitHub where a line begins with `::name::`, GitHub,
    Azure DevOps and TeamCity wherever `##[name]`, `##vso[name]` or `##teamcity[name]` stands.
    """
    return _compiled(_COMMAND).sub(_apart, text) if "::" in text or "##" in text else text


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern when it is first used: most starts of a command use none."""
    return re.compile(pattern)


def _apart(found: re.Match[str]) -> str:
    return f"{found[0]} "


def sentence(text: str) -> str:
    """Return a text with a full stop, unless it is empty or already has its punctuation mark."""
    stripped = text.strip()
    return stripped if not stripped or stripped.endswith((".", "!", "?", "…")) else f"{stripped}."


def amount(count: int, thing: str) -> str:
    """Return a count and its noun."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def rests_on(gate: Mapping[str, Any]) -> str:
    """Return how many assets and verdicts the answer of a gate rests on."""
    return f"{amount(gate['asset_count'], 'asset')}, {amount(gate['verdict_count'], 'verdict')}"


def unchecked_text(gate: Mapping[str, Any], names: Mapping[str, str], most: int = 5) -> str:
    """Return which resources of a run no check looks at, without a full stop; empty without any.

    `names` has better names for the keys of some of their ids, such as Terraform addresses.
    """
    count = gate.get("unchecked_count", 0)  # an older server has none
    if not count:
        return ""
    shown = [names.get(key(one), one) for one in gate["unchecked"][:most]]
    rest = f" and {count - len(shown)} more" if count > len(shown) else ""
    have = "has" if count == 1 else "have"
    return f"{amount(count, 'resource')} {have} no checks: {', '.join(shown)}{rest}"


def _where(regions: Sequence[str]) -> str:
    if len(regions) > MOST_REGIONS_SHOWN:
        return f" in {len(regions)} regions"
    return f" in {', '.join(regions)}" if regions else ""


def known(gate: Mapping[str, Any]) -> str:
    """Return how many findings the gate does not count because they are in a baseline, or ""."""
    if not (count := gate["known_count"]):
        return ""
    stay = "stays" if count == 1 else "stay"
    fail_on = gate["policy"]["fail_on"]
    counts: Mapping[str, int] = gate.get("known_counts", {})  # an older server has none
    each = ", ".join(f"{number} {severity}" for severity, number in counts.items() if number)
    of_each = f" ({each})" if each else ""
    return f"{amount(count, 'known finding')} of severity {fail_on} or worse {stay} open{of_each}"


def accepted(gate: Mapping[str, Any]) -> str:
    """Return what does not count because it was accepted, and by whom, or ""."""
    parts = map(_accepted, gate.get("accepted", ()))  # an older server has none
    text = "; ".join(parts)
    return f"Accepted, so not counted: {text}" if text else ""


def _accepted(one: Mapping[str, Any]) -> str:
    what = "unknown verdict" if one["how"] == "unread_call" else "finding"
    name, author = one["by_name"], one["by"]
    by = f"{name} ({author})" if name and author else name or author or "an unknown author"
    return f"{amount(one['count'], what)} by {_WAYS.get(one['how'], one['how'])} {by}"


def basis(gate: Mapping[str, Any]) -> str:
    """Return what the answer of a gate rests on, and what it does not count."""
    return "; ".join(filter(None, (rests_on(gate), known(gate))))


def unread_lines(gate: Mapping[str, Any], most: int = 10) -> Iterator[str]:
    """Yield why verdicts are unknown, a reason in each line, the most frequent first."""
    for one in gate["unread"][:most]:
        times = "" if one["count"] == 1 else f" ({one['count']} times)"
        permission = one["permission"]
        allow = f": grant {permission}" if permission else ""
        if one.get("suppressed_by"):
            allow = f", accepted by suppression {one['suppressed_by']}"
        where = _where(one.get("regions", []))  # an older server has none
        again = "; look again" if one["reason"].startswith(_PASSING) else ""
        yield f"not read: {one['reason']}: {one['call']}{where}{times}{allow}{again}"
    if (rest := len(gate["unread"]) - most) > 0:
        yield f"and {amount(rest, 'more reason')}"
