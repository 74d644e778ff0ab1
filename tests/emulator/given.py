"""The former name of `tests.emulator.stubs`, by which inputs written for it import it."""

from tests.emulator.stubs import stub as give

__all__ = ["give"]
