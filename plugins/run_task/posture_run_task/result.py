"""Results for HCP Terraform, in its JSON:API format and within its limits.

The limits are those of HashiCorp's JSON schemas for run task results and outcomes, which are
stricter than the documentation.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, TypeAlias

import msgspec

from posture_client.texts import clean

Level: TypeAlias = Literal["none", "info", "warning", "error"]

_MESSAGE: Final = 1_000
_URL: Final = 500
_OUTCOME_ID: Final = 64
_DESCRIPTION: Final = 1_000
_BODY: Final = 10_000
_LABEL: Final = 32
_NOTHING: Final = "-"
_SHOWN_URL: Final = re.compile("https?://[!-~]+")
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]<>#|!~&])")


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One line that HCP Terraform shows, with tags and a Markdown body."""

    id: str
    description: str
    body: str
    tags: dict[str, tuple[str, Level]]
    url: str | None = None


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a task."""

    status: Literal["passed", "failed"]
    message: str
    url: str | None = None
    outcomes: list[Outcome] = msgspec.field(default_factory=list)


def document(
    status: Literal["running", "passed", "failed"],
    message: str,
    *,
    url: str | None = None,
    outcomes: Iterable[Outcome] = (),
) -> bytes:
    """Return the body of a callback."""
    attributes = {"status": status, "message": cut(_line(message), _MESSAGE)}
    if usable := _url(url):
        attributes["url"] = usable
    data: dict[str, Any] = {"type": "task-results", "attributes": attributes}
    if sent := [_outcome(one) for one in outcomes]:
        data["relationships"] = {"outcomes": {"data": sent}}
    return json.dumps({"data": data}).encode()


def _outcome(one: Outcome) -> Mapping[str, Any]:
    attributes: dict[str, Any] = {
        "outcome-id": one.id[:_OUTCOME_ID],
        "description": cut(_line(one.description), _DESCRIPTION),
        "body": cut(clean(one.body.strip(), keep="\n") or _NOTHING, _BODY),
        "tags": {
            name: [{"label": cut(_line(label), _LABEL), "level": level}]
            for name, (label, level) in one.tags.items()
        },
    }
    if usable := _url(one.url):
        attributes["url"] = usable
    return {"type": "task-result-outcomes", "attributes": attributes}


def _url(url: str | None) -> str | None:
    """Return a URL if it fits the limits: a shortened one would lead elsewhere."""
    return url if url is not None and len(url) <= _URL and _SHOWN_URL.fullmatch(url) else None


def _line(text: str) -> str:
    """Return a text as one line that is not empty."""
    return clean(" ".join(text.split())) or _NOTHING


def cut(text: str, most: int) -> str:
    """Return a text within a limit, with an ellipsis where it was cut."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def plain(text: str) -> str:
    """Return a text with its Markdown escaped: names in a cloud can contain anything."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """Return a text as a Markdown code span; backticks are left out."""
    return f"`{' '.join(text.replace('`', '').split())}`"
