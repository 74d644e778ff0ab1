"""Commands that use the database directly: open it, do one thing, report errors."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from posture.cli.exits import CommandError, Exit

if TYPE_CHECKING:
    from posture.services.audit import Actor
    from posture.settings import Settings
    from posture.store.engine import Store

T = TypeVar("T")


def settings(**overrides: object) -> "Settings":
    """Read the settings of this process; the `overrides` that are not None win over variables.

    Raises:
        CommandError: a value is not valid; the message has the name of its variable.
    """
    from posture.settings import Settings, SettingsError  # noqa: PLC0415  # help texts need none

    variables = {
        f"POSTURE_{name.upper()}": str(value)
        for name, value in overrides.items()
        if value is not None
    }
    try:
        return Settings.from_environ({**os.environ, **variables})
    except SettingsError as error:
        raise CommandError(str(error), Exit.USAGE) from error


def operator() -> "Actor":
    """Return the author of this command for the audit log: the user that runs it.

    It is the user of the process, not of a variable that anybody can set.
    """
    import pwd  # noqa: PLC0415  # help texts need none

    from posture.services.audit import operator as named  # noqa: PLC0415  # a second of imports

    number = os.getuid()
    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:  # as in most containers
        name = f"uid {number}"
    return named(name)


@contextmanager
def reporting_errors() -> Iterator[None]:
    """Turn errors of services and store into failures with an exit code."""
    from posture.services.errors import (  # noqa: PLC0415  # a second of imports
        ServiceError,
        UnavailableError,
    )
    from posture.settings import SettingsError  # noqa: PLC0415  # as above

    try:
        yield
    except (ServiceError, SettingsError) as error:
        raise CommandError(str(error), Exit.USAGE) from error
    except UnavailableError as error:
        raise CommandError(str(error), Exit.UNREACHABLE) from error


def in_database(work: "Callable[[Store], Awaitable[T]]") -> T:
    """Open the store, and run `work` with it.

    Raises:
        CommandError: the work was refused, or the database cannot be used.
    """
    from posture.store.engine import Store  # noqa: PLC0415  # as above
    from posture.telemetry import logs  # noqa: PLC0415  # as above

    configured = settings()
    # A warning must not become part of what the command prints.
    logs.setup(configured)

    async def run() -> T:
        async with Store(configured) as store:
            return await work(store)

    with reporting_errors():
        return asyncio.run(run())
