"""Connection options on the command line: made from the fields of the clouds' connection types."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple, get_args

import click
import msgspec

from posture.cli.options import F
from posture.domain.cloud import Cloud
from posture.domain.connection import ConnectionOptions
from posture.expected import in_words


class ConnectionFlag(NamedTuple):
    """One option: its name, and the field that it gives a value to."""

    name: str
    field: str
    is_list: bool
    help: str

    def option(self) -> Callable[[F], F]:
        """Return click's option; that of a list can be repeated."""
        metavar = "URL" if self.field.endswith("_url") else None
        text = f"{self.help.removesuffix('.')}; repeatable." if self.is_list else self.help
        return click.option(
            f"--{self.name}", self.field, multiple=self.is_list, metavar=metavar, help=text
        )


def connection_flags(clouds: Iterable[Cloud]) -> list[ConnectionFlag]:
    """Return an option for each connection option of the clouds; equal names are one option."""
    found: dict[str, ConnectionFlag] = {}
    for cloud in clouds:
        for field in msgspec.structs.fields(cloud.connection):
            is_list = field.default == ()
            name = (field.name.removesuffix("s") if is_list else field.name).replace("_", "-")
            metas = (one for one in get_args(field.type) if isinstance(one, msgspec.Meta))
            meta = next(one for one in metas if one.description)
            found.setdefault(
                field.name, ConnectionFlag(name, field.name, is_list, str(meta.description))
            )
    return list(found.values())


def connection_options(
    clouds: Iterable[Cloud], *, leave_out: Collection[str] = ()
) -> Callable[[F], F]:
    """Add the connection options of the clouds to a command."""

    def add(command: F) -> F:
        for flag in reversed(connection_flags(clouds)):
            if flag.field not in leave_out:
                command = flag.option()(command)
        return command

    return add


def connection_of(cloud: Cloud, members: Mapping[str, Any]) -> ConnectionOptions:
    """Return the connection options of a command.

    Raises:
        UsageError: one that the cloud requires is missing, or one has no usable value.
    """
    given = {name: one for name, one in members.items() if one is not None}
    if missing := sorted(cloud.required - given.keys()):
        raise click.UsageError(f"Missing option '--{missing[0].replace('_', '-')}'.")
    try:
        return msgspec.convert(given, cloud.connection)
    except msgspec.ValidationError as error:
        text, _, path = str(error).partition(" - at `$.")
        member = path.rstrip("`").partition("[")[0]
        name = member.replace("_", "-")
        words = in_words(text, member)
        raise click.UsageError(f"Invalid value for '--{name}': {words}.") from error


def own_object(cloud: Cloud, members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of the cloud's own object of an integration.

    Raises:
        UsageError: one is not a connection option of this cloud.
    """
    known = cloud.connection.__struct_fields__
    if others := [name for name in members if name not in known]:
        name = others[0].replace("_", "-")
        raise click.UsageError(f"--{name} is not an option of {cloud.title}")
    return dict(members)
