"""`posture.toml`: the options of `posture scan` and its exceptions, beside the code they are about.

The file is found in the working directory or above it, up to the root of the repository. Options
on the command line replace those of the file.
"""

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from datetime import time as clock_time
from pathlib import Path
from typing import Any, NamedTuple

import click

from posture.cli.exits import CommandError, Exit
from posture.domain.nearest import nearest
from posture.domain.suppression import Suppression, Suppressions
from posture.printable import is_plain

FILE = "posture.toml"
REPOSITORY = ".git"
MOST_BYTES = 1_048_576
LONGEST_TEXT = 1_000
# Options of the command line that are about the file itself.
NOT_IN_FILE = frozenset({"config", "no_config", "help"})
EXCEPTION_KEYS = {
    "check": "The check whose findings are accepted.",
    "resource": "The assets, as a pattern: `*` stands for any text, `?` for one character.",
    "reason": "Why they are accepted.",
    "owner": "The person or team that accepts them.",
    "expires": "The last day of the exception, as a date such as 2027-06-30.",
}


class ScanException(NamedTuple):
    """A decision of the file to accept what a check finds on some assets, until a day."""

    check: str
    resource: str
    reason: str
    owner: str
    expires: date

    @property
    def expires_at(self) -> int:
        """Return the end of its last day in UTC, in milliseconds."""
        end = datetime.combine(self.expires, clock_time.max, UTC)
        return int(end.timestamp() * 1_000)

    def __str__(self) -> str:
        """Return who accepted it, until when and why."""
        return f"{self.owner} until {self.expires}: {self.reason}"


class Exceptions:
    """The exceptions of a file that are in force, and those that have expired."""

    def __init__(self, exceptions: Sequence[ScanException], now_ms: int) -> None:
        self.expired = tuple(one for one in exceptions if one.expires_at < now_ms)
        in_force = [one for one in exceptions if one.expires_at >= now_ms]
        self._by_id = {f"exception {place}": one for place, one in enumerate(in_force, start=1)}
        self._suppressions = Suppressions(
            Suppression(
                id=name,
                check_id=one.check,
                resource_pattern=one.resource,
                expires_at=one.expires_at,
            )
            for name, one in self._by_id.items()
        )

    def covering(self, check_id: str, resource_id: str) -> ScanException | None:
        """Return the exception that covers a finding."""
        found = self._suppressions.covering(check_id, resource_id)
        return None if found is None else self._by_id[found]


class ScanConfig(NamedTuple):
    """The content of a file: options by the cloud's name, and exceptions."""

    file: Path | None
    options: Mapping[str, Mapping[str, Any]]
    exceptions: tuple[ScanException, ...]

    def in_force(self) -> Exceptions:
        """Return the exceptions as of now."""
        return Exceptions(self.exceptions, time.time_ns() // 1_000_000)


NO_CONFIG = ScanConfig(None, {}, ())


def found_file(directory: Path) -> Path | None:
    """Return the nearest file in a directory or above it, within its repository."""
    for one in (directory, *directory.parents):
        if (one / FILE).is_file():
            return one / FILE
        if (one / REPOSITORY).exists():
            return None
    return None


def load(file: Path, commands: Mapping[str, click.Command]) -> ScanConfig:
    """Read a file; `commands` are those that it has options for, by the cloud's name.

    Raises:
        CommandError: the file cannot be read, or something in it is not valid.
    """
    content = _read(file)
    _require_keys(file, "", content, {*commands, "exceptions"})
    options = {
        name: _options(file, name, content[name], command)
        for name, command in commands.items()
        if name in content
    }
    listed = content.get("exceptions", [])
    if not isinstance(listed, list):
        raise _wrong(file, "exceptions", "write each as a table [[exceptions]]")
    exceptions = tuple(
        _exception(file, f"exceptions {place}", one) for place, one in enumerate(listed, start=1)
    )
    return ScanConfig(file, options, exceptions)


def key_of(option: click.Parameter) -> str:
    """Return the key of an option in the file: its longest name."""
    names = (name for name in option.opts if name.startswith("--"))
    return max(names, key=len).removeprefix("--").replace("-", "_")


def options_of(command: click.Command) -> dict[str, click.Parameter]:
    """Return the options of a command that the file may have, by key."""
    found = {key_of(one): one for one in command.params if isinstance(one, click.Option)}
    return {key: one for key, one in found.items() if key not in NOT_IN_FILE}


def _read(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as opened:
            text = opened.read(MOST_BYTES + 1)
        if len(text) > MOST_BYTES:
            raise CommandError(f"{file} is larger than {MOST_BYTES} bytes", Exit.USAGE)
        import tomllib  # noqa: PLC0415  # 2 ms that a scan without a file does not need

        return tomllib.loads(text.decode())
    except OSError as error:
        raise CommandError(f"cannot read {file}: {error.strerror}", Exit.USAGE) from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{file} is not valid TOML: {error}", Exit.USAGE) from error


def _options(file: Path, table: str, found: object, command: click.Command) -> dict[str, Any]:
    """Return the values under the names of click's parameters."""
    if not isinstance(found, dict):
        raise _wrong(file, table, f"write a table [{table}]")
    known = options_of(command)
    _require_keys(file, f"{table}.", found, known)
    return {
        str(known[key].name): _value(file, f"{table}.{key}", value, known[key])
        for key, value in found.items()
    }


def _value(file: Path, key: str, value: object, option: click.Parameter) -> Any:  # noqa: ANN401  # as TOML
    if option.multiple:
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise _wrong(file, key, "expected a list of texts")
        return value
    if isinstance(option.type, click.IntRange):
        if not isinstance(value, int) or isinstance(value, bool):
            raise _wrong(file, key, "expected a whole number")
        return value
    if not isinstance(value, str):
        raise _wrong(file, key, "expected a text")
    if isinstance(option.type, click.Choice) and value not in option.type.choices:
        meant = nearest(value, map(str, option.type.choices))
        hint = f"; did you mean {meant}?" if meant else ""
        choices = ", ".join(map(str, option.type.choices))
        raise _wrong(file, key, f"{value!r} is none of {choices}{hint}")
    return value


def _exception(file: Path, place: str, found: object) -> ScanException:
    if not isinstance(found, dict):
        raise _wrong(file, place, "write a table [[exceptions]]")
    _require_keys(file, f"{place}: ", found, EXCEPTION_KEYS)
    if missing := [key for key in EXCEPTION_KEYS if key not in found]:
        raise _wrong(file, place, f"{' and '.join(missing)} must be there")
    for key in ("check", "resource", "reason", "owner"):
        text = found[key]
        if not isinstance(text, str) or not is_plain(text) or len(text) > LONGEST_TEXT:
            raise _wrong(
                file,
                f"{place}: {key}",
                f"expected 1 to {LONGEST_TEXT} characters with a visible one, and no control, "
                "invisible or direction characters",
            )
    expires = found["expires"]
    if not isinstance(expires, date) or isinstance(expires, datetime):
        raise _wrong(file, f"{place}: expires", "expected a date such as 2027-06-30, unquoted")
    return ScanException(**found)


def _require_keys(file: Path, prefix: str, found: Mapping[str, Any], known: Iterable[str]) -> None:
    names = list(known)
    for key in found:
        if key not in names:
            meant = nearest(key, names)
            hint = f"did you mean {meant}?" if meant else f"known are {', '.join(sorted(names))}"
            raise _wrong(file, f"{prefix}{key}", f"unknown key; {hint}")


def _wrong(file: Path, key: str, what: str) -> CommandError:
    return CommandError(f"{os.path.relpath(file)}: {key}: {what}", Exit.USAGE)


def json_schema(commands: Mapping[str, click.Command]) -> dict[str, Any]:
    """Return the JSON schema of the file, for editors."""
    exceptions: dict[str, Any] = {
        key: {
            "description": text,
            "type": "string",
            **({"format": "date"} if key == "expires" else {"minLength": 1}),
            **({} if key == "expires" else {"maxLength": LONGEST_TEXT}),
        }
        for key, text in EXCEPTION_KEYS.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FILE,
        "description": "Options of `posture scan`, by cloud, and exceptions from its findings.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **{
                name: {
                    "description": f"Options of `posture scan {name}`.",
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        key: _property(one) for key, one in sorted(options_of(command).items())
                    },
                }
                for name, command in commands.items()
            },
            "exceptions": {
                "description": "Findings that are accepted until a day.",
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": list(EXCEPTION_KEYS),
                    "properties": exceptions,
                },
            },
        },
    }


def _property(option: click.Parameter) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string"}
    if isinstance(option.type, click.Choice):
        text["enum"] = [str(one) for one in option.type.choices]
    if isinstance(option.type, click.IntRange):
        text = {"type": "integer", "minimum": option.type.min}
    if option.multiple:
        text = {"anyOf": [text, {"type": "array", "items": text}]}
    return {"description": getattr(option, "help", ""), **text}
