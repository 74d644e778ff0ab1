"""One test of many values: to make a test of each may take longer than to look at it."""

from collections.abc import Callable, Mapping
from typing import TypeVar

T = TypeVar("T")


def of_each(values: Mapping[str, T]) -> Callable[[Callable[[T], None]], Callable[[], None]]:
    """Make one test of a function that looks at a value; all values that fail are shown."""

    def make(look: Callable[[T], None]) -> Callable[[], None]:
        def test() -> None:
            failed: list[Exception] = []
            for name, value in values.items():
                try:
                    look(value)
                except Exception as error:  # noqa: BLE001  # whatever it is, it is shown
                    error.add_note(name)
                    failed.append(error)
            if failed:
                raise ExceptionGroup(look.__name__, failed)

        test.__name__, test.__module__, test.__doc__ = look.__name__, look.__module__, look.__doc__
        return test

    return make
