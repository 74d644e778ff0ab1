"""Members of Google's records: a value of another type than documented is no evidence.

A member is named by its path, such as `settings.ipConfiguration.ipv4Enabled`. Google leaves out
members that have their default, so an absent one is `False`, empty or `None`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from posture.domain.gcp.iam import Binding, Policy
from posture.domain.network import ALL_PORTS, Ports

T = TypeVar("T")


def value(record: Mapping[str, Any], path: str, kind: type[T]) -> T | None:
    """Return a member; None if it is absent or null.

    Raises:
        TypeError: it, or what it is in, is of another type.
    """
    found: Any = record
    for name in path.split("."):
        if found is None:
            return None
        if not isinstance(found, Mapping):
            raise TypeError(f"{path} is in {type(found).__name__}")
        found = found.get(name)
    if found is None:
        return None
    if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
        raise TypeError(f"{path} is {type(found).__name__}")
    return found


def flag(record: Mapping[str, Any], path: str) -> bool:
    """Return a boolean; raises `TypeError`."""
    return value(record, path, bool) or False


def text(record: Mapping[str, Any], path: str) -> str:
    """Return a text; raises `TypeError`."""
    return value(record, path, str) or ""


def number(record: Mapping[str, Any], path: str) -> int:
    """Return a number, which Google writes as a text where it may have 64 bits.

    Raises:
        TypeError, ValueError: it is no number.
    """
    found = value(record, path, object)
    if isinstance(found, str):
        return int(found)
    return value(record, path, int) or 0


def part(record: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """Return an object; raises `TypeError`."""
    found: Mapping[str, Any] | None = value(record, path, dict)
    return found or {}


def has(record: Mapping[str, Any], path: str) -> bool:
    """Return whether an object is there, even if it is empty; raises `TypeError`."""
    return value(record, path, dict) is not None


def members(record: Mapping[str, Any], path: str) -> list[Mapping[str, Any]]:
    """Return a list of objects; raises `TypeError`."""
    found = value(record, path, list) or []
    if not all(isinstance(one, Mapping) for one in found):
        raise TypeError(path)
    return found


def texts(record: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """Return a list of texts; raises `TypeError`."""
    found = value(record, path, list) or []
    if not all(isinstance(one, str) for one in found):
        raise TypeError(path)
    return tuple(found)


def age_days(record: Mapping[str, Any], path: str) -> int | None:
    """Return for how many days a moment has passed; None if it is absent."""
    found = moment(record, path)
    return None if found is None else (datetime.now(UTC) - found).days


def moment(record: Mapping[str, Any], path: str) -> datetime | None:
    """Return a moment in UTC; None if it is absent.

    Raises:
        TypeError, ValueError: it is no moment.
    """
    found = value(record, path, str)
    if not found:
        return None
    # Fractions have up to nine digits, of which Python reads six.
    whole, _, fraction = found.partition(".")
    read = datetime.fromisoformat(f"{whole}+00:00" if fraction.endswith("Z") else found)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def seconds(record: Mapping[str, Any], path: str) -> float | None:
    """Return a duration, which Google writes as `7776000s`; None if it is absent.

    Raises:
        TypeError, ValueError: it is no duration.
    """
    found = text(record, path)
    return float(found.removesuffix("s")) if found else None


def policy(response: Mapping[str, Any]) -> Policy:
    """Return the bindings of an IAM policy; raises `TypeError`."""
    return tuple(
        Binding(
            role=text(one, "role"),
            members=frozenset(texts(one, "members")),
            condition=text(one, "condition.expression"),
        )
        for one in members(response, "bindings")
    )


def metadata(record: Mapping[str, Any], path: str) -> dict[str, str]:
    """Return the metadata of a machine as a mapping; raises `TypeError`."""
    return {text(one, "key"): text(one, "value") for one in members(record, f"{path}.items")}


def ports(found: tuple[str, ...]) -> tuple[Ports, ...]:
    """Return ranges of ports; none written is all of them; raises `ValueError`."""
    return tuple(map(_range, found)) or (ALL_PORTS,)


def _range(written: str) -> Ports:
    first, _, last = written.partition("-")
    return Ports(int(first), int(last or first))
