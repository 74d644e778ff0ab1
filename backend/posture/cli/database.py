"""Commands that speak to the database itself: open it, do one thing, say what went wrong."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from posture.cli.exits import CommandError, Exit

if TYPE_CHECKING:
    from posture.settings import Settings
    from posture.store.engine import Store

T = TypeVar("T")


def settings(**given: object) -> "Settings":
    """Read this process's settings; an option that was `given` wins over its variable.

    Raises:
        CommandError: a value that cannot be used, told with the name of its variable.
    """
    from posture.settings import Settings, SettingsError  # noqa: PLC0415  # help texts need none

    overrides = {
        f"POSTURE_{name.upper()}": str(value) for name, value in given.items() if value is not None
    }
    try:
        return Settings.from_environ({**os.environ, **overrides})
    except SettingsError as error:
        raise CommandError(str(error), Exit.USAGE) from error


@contextmanager
def working() -> Iterator[None]:
    """Tell failures of services and store as what a user can do about them."""
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
    """Do some work with the store open.

    Raises:
        CommandError: the work was refused, or the database cannot be used.
    """
    from posture.store.engine import Store  # noqa: PLC0415  # as above

    configured = settings()

    async def run() -> T:
        async with Store(configured) as store:
            return await work(store)

    with working():
        return asyncio.run(run())
