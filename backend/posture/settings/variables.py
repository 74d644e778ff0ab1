"""Variables: how a setting is declared, with its parser, its unit and its description."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from typing import dataclass_transform

T = TypeVar("T")
SHORTEST_SECRET = 32
SECRET_FILE_BYTES = 65_536
LEAST_RATE = 0.1
# As browsers write it: in small letters, without a path. Few processes have these settings, so the
# patterns are compiled when they are used: together with that of a server, 1 ms of each start.
ORIGIN = r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?"

# What stands for the id of a trace in the address of a trace.
TRACE_ID = "{trace_id}"
TRACE_ADDRESS = r"https?://[^\s/?#\\]+[/?#][!-~]*"


if TYPE_CHECKING:

    @dataclass_transform(frozen_default=True, kw_only_default=True)
    def declared(one: type[T]) -> type[T]:
        """Make a class of settings."""
        ...
else:
    # No class has generated methods: to compile those of the bases took 10 ms of each start, and
    # those of all settings, 75 kB of source, 8 ms.
    declared = dataclass(frozen=True, kw_only=True, init=False, repr=False, eq=False)


def text_of(environ: Mapping[str, str], name: str, *, secret: bool) -> str | None:
    """Return the text of a variable; a `secret` may be in a file that `NAME_FILE` names.

    Raises:
        ValueError: both are set, or the file cannot be used; the message starts with the name.
    """
    by_file = f"{name}_FILE"
    if not secret or not environ.get(by_file):
        return environ.get(name)
    if name in environ:
        raise ValueError(f"{name} and {by_file} are both set: keep one of them")
    file = Path(environ[by_file])
    try:
        with file.open("rb") as opened:
            content = opened.read(SECRET_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no valid path"
        raise ValueError(f"{by_file}: {str(file)!r} cannot be read: {reason}") from None
    if len(content) > SECRET_FILE_BYTES:
        raise ValueError(f"{by_file}: {str(file)!r} has more than {SECRET_FILE_BYTES} bytes")
    try:
        return content.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise ValueError(f"{by_file}: {str(file)!r} is not UTF-8") from None


def setting(
    default: Any,  # noqa: ANN401  # the field's own annotation is its type
    parse: Callable[[str], Any],
    unit: str,
    doc: str,
    *,
    show: Callable[[str], str] | None = None,
) -> Any:  # noqa: ANN401  # as above
    """Declare a setting; `show` hides the secrets in a value."""
    kind = {"default_factory": default} if callable(default) else {"default": default}
    metadata = {"parse": parse, "unit": unit, "doc": doc, "show": show}
    return field(**kind, repr=show is None, metadata=metadata)


def whole(default: int, unit: str, doc: str, *, least: int = 1, most: int | None = None) -> Any:  # noqa: ANN401  # as setting
    """Declare a whole-number setting."""
    return setting(default, partial(_whole, least=least, most=most), unit, doc)


def number(default: float, unit: str, doc: str, *, least: float = 0.0) -> Any:  # noqa: ANN401  # as setting
    """Declare a setting that may have a fraction."""
    return setting(default, partial(_number, least=least), unit, doc)


def flag(*, default: bool, doc: str) -> Any:  # noqa: ANN401  # as setting
    """Declare a Boolean setting."""
    return setting(default, _flag, "true|false", doc)


def word(default: str, choices: tuple[str, ...], doc: str) -> Any:  # noqa: ANN401  # as setting
    """Declare a setting with a fixed set of values."""
    return setting(default, partial(_word, choices=choices), "|".join(choices), doc)


def networks(doc: str) -> Any:  # noqa: ANN401  # as setting
    """Declare a setting that lists networks; its default is none."""
    return setting("", _networks, "networks", doc)


def origins(doc: str) -> Any:  # noqa: ANN401  # as setting
    """Declare a setting that lists origins of web pages; its default is none."""
    return setting("", _origins, "origins", doc)


def trace_url(doc: str) -> Any:  # noqa: ANN401  # as setting
    """Declare a setting with the address of a trace, where `TRACE_ID` stands for its id."""
    return setting("", _trace_url, "address", doc)


def rates(default: str, doc: str) -> Any:  # noqa: ANN401  # as setting
    """Declare a setting that lists names with a rate each; `rates_of` reads it."""
    return setting(default, _rates, "name=calls/s …", doc)


def password(doc: str) -> Any:  # noqa: ANN401  # as setting
    """Declare a setting that is never shown, of any length; its default is empty."""
    return setting("", str, "secret", doc, show=_hidden)


def secret(doc: str) -> Any:  # noqa: ANN401  # as setting
    """Declare a setting that is never shown; its default is empty."""
    return setting("", _secret, "secret", doc, show=_hidden)


def _hidden(text: str) -> str:
    return "set" if text else ""


def _whole(text: str, *, least: int, most: int | None) -> int:
    value = int(text)
    if value < least:
        raise ValueError(f"must be at least {least}")
    if most is not None and value > most:
        raise ValueError(f"must be at most {most}")
    return value


def _number(text: str, *, least: float) -> float:
    value = float(text)
    if not least <= value < float("inf"):
        raise ValueError(f"must be at least {least:g}")
    return value


def _flag(text: str) -> bool:
    match text.strip().lower():
        case "1" | "true" | "yes" | "on":
            return True
        case "0" | "false" | "no" | "off":
            return False
    raise ValueError("must be true or false")


def _word(text: str, *, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise ValueError(f"must be one of {', '.join(choices)}")
    return text


def _networks(text: str) -> str:
    return " ".join(str(ip_network(one)) for one in text.replace(",", " ").split())


def _origins(text: str) -> str:
    found = text.replace(",", " ").split()
    for one in found:
        if one != "*" and not re.fullmatch(ORIGIN, one):
            raise ValueError(f"{one!r} is no origin such as https://console.example.com, nor `*`")
    return " ".join(found)


def _trace_url(text: str) -> str:
    if text and not (re.fullmatch(TRACE_ADDRESS, text) and TRACE_ID in text):
        raise ValueError(f"it is no address such as https://traces.example.com/trace/{TRACE_ID}")
    return text


def rates_of(text: str) -> dict[str, float]:
    """Return the rates of a list such as `dns=5 queues=10`.

    Raises:
        ValueError: it is no such list.
    """
    found: dict[str, float] = {}
    for one in text.replace(",", " ").split():
        name, equals, rate = one.partition("=")
        if not name or not equals:
            raise ValueError(f"{one!r} is not written as name=calls, for example dns=5")
        found[name] = _number(rate, least=LEAST_RATE)
    return found


def _rates(text: str) -> str:
    return " ".join(f"{name}={rate:g}" for name, rate in rates_of(text).items())


def _secret(text: str) -> str:
    if text and len(text) < SHORTEST_SECRET:
        raise ValueError(f"must have at least {SHORTEST_SECRET} characters")
    return text
