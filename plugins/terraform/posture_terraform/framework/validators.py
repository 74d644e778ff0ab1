"""Validators of single values; Terraform calls them before it plans anything.

No message repeats a value: an expression can put a secret into any attribute.
"""

import re
from collections.abc import Iterator, Mapping

from posture_terraform.framework.diagnostics import Diagnostic, Path
from posture_terraform.framework.record import Record
from posture_terraform.framework.schema import Attribute, Nested, Validator, Value
from posture_terraform.unknown import UNKNOWN

_UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_DURATION = r"(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?"


# What a mocked provider makes up for a string that a server sets.
_MADE_UP = r"[a-z0-9]{8}"


def diagnostics(
    attributes: Mapping[str, Attribute], config: Mapping[str, Value], *, mocked: bool = False
) -> Iterator[Diagnostic]:
    """Yield the diagnostics of the known values of a configuration.

    With `mocked`, values that Terraform may have made up are valid: in a test with a mocked
    provider, the id of a resource is no UUID.
    """
    yield from _diagnostics(attributes, config, (), mocked=mocked)


def _diagnostics(
    attributes: Mapping[str, Attribute],
    config: Mapping[str, Value],
    parent: Path,
    *,
    mocked: bool,
) -> Iterator[Diagnostic]:
    for name, attribute in attributes.items():
        value = config.get(name)
        if value is None or value is UNKNOWN:
            continue
        path = (*parent, name)
        if isinstance(attribute.type, Nested) and isinstance(value, dict):
            yield from _diagnostics(attribute.type.attributes, value, path, mocked=mocked)
        if isinstance(attribute.type, Nested) and isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, dict):
                    inner = attribute.type.attributes
                    yield from _diagnostics(inner, item, (*path, number), mocked=mocked)
        made_up = mocked and _made_up(value)
        at = _shown(path)
        for validator in attribute.validators:
            if made_up and not isinstance(validator, OneOf):
                continue
            if wrong := validator(value):
                # Terraform shows a nested path at the resource, so the outer attribute is named.
                yield Diagnostic(f"Invalid value for {at}", wrong, path[:1])


def _shown(path: Path) -> str:
    """Return a path as a configuration writes it: `conditions[0].claim`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def _made_up(value: Value) -> bool:
    """Return whether a mocked provider may have made a value up; its collections are empty."""
    if isinstance(value, list):
        return all(map(_made_up, value))
    return value is UNKNOWN or (isinstance(value, str) and bool(re.fullmatch(_MADE_UP, value)))


class OneOf(Record, kw_only=False):
    """Require one of these words."""

    choices: tuple[str, ...]

    def __call__(self, value: Value) -> str | None:
        """Return what is wrong with a value."""
        if value in self.choices:
            return None
        return f"Must be one of {', '.join(self.choices)}.{self._meant(value)}"

    def _meant(self, value: Value) -> str:
        from difflib import get_close_matches  # noqa: PLC0415  # only an error needs it

        found = get_close_matches(str(value).lower(), self.choices, n=1, cutoff=0.7)
        return f" Did you mean {found[0]}?" if found else ""


def one_of(*choices: str) -> Validator:
    """Require one of these words."""
    return OneOf(choices)


class SomeOf(OneOf, kw_only=False):
    """Require one of these words, or several of them that are separated by commas."""

    def __call__(self, value: Value) -> str | None:
        """Return what is wrong with a value."""
        unknown = [one for one in str(value).split(",") if one not in self.choices]
        if not unknown:
            return None
        return (
            f"Must be one of {', '.join(self.choices)}, or several separated by commas."
            f"{self._meant(unknown[0].strip())}"
        )


def some_of(*choices: str) -> Validator:
    """Require one of these words, or several of them that are separated by commas."""
    return SomeOf(choices)


def matches(pattern: str, what: str) -> Validator:
    """Require text that matches a regular expression as a whole."""

    def check(value: Value) -> str | None:
        return None if re.fullmatch(pattern, value) else f"Must be {what}."

    return check


_SPACES = r" \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_UNPRINTABLE = (
    r"\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\ufffe\uffff"
)
_PRINTABLE = f"[^{_UNPRINTABLE}]*"
_BLANK = f"[{_SPACES}]*"


def plain_text(most: int, *, may_be_blank: bool = False) -> Validator:
    """Require text of which every character can be seen, and at least one is no space."""

    def check(value: Value) -> str | None:
        if not re.fullmatch(_PRINTABLE, value):
            return (
                "Must be text without control characters, invisible ones, and those that change "
                "the direction of text."
            )
        if not may_be_blank and re.fullmatch(_BLANK, value):
            return "Must have a visible character."
        if len(value) > most:
            return f"Must have at most {most} characters; it has {len(value)}."
        return None

    return check


def uuid(value: Value) -> str | None:
    """Require a UUID."""
    if re.fullmatch(_UUID, value):
        return None
    return "Must be a UUID such as 6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11."


def between(least: int, most: int) -> Validator:
    """Require a whole number within bounds."""

    def check(value: Value) -> str | None:
        if value == int(value) and least <= value <= most:
            return None
        return f"Must be a whole number from {least} to {most}."

    return check


def at_least(least: int) -> Validator:
    """Require a whole number with a lower bound."""

    def check(value: Value) -> str | None:
        if value == int(value) and value >= least:
            return None
        return f"Must be a whole number, at least {least}."

    return check


def share(value: Value) -> str | None:
    """Require a number from 0 to 1."""
    return None if 0 <= value <= 1 else "Must be a number from 0 to 1."


def not_empty(value: Value) -> str | None:
    """Require at least one element; an unknown element counts, because it will be there."""
    return None if len(value) else "Must not be empty; leave the attribute out instead."


def each(validator: Validator) -> Validator:
    """Apply a validator to every known element."""

    def check(value: Value) -> str | None:
        known = [item for item in value if item is not UNKNOWN]
        if None in known:
            return "Must not contain null."
        return next((wrong for item in known if (wrong := validator(item))), None)

    return check


def duration(value: Value) -> str | None:
    """Require a duration such as 90s or 1h30m."""
    if duration_seconds(value):
        return None
    return 'Must be a duration such as "90s", "20m" or "1h30m", more than zero.'


def duration_seconds(text: str) -> float | None:
    """Return the seconds of a duration as Terraform users write it, or None."""
    found = re.fullmatch(_DURATION, text)
    if not text or not found:
        return None
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds
