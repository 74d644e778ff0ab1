"""Promises: what the security page says, beside the test that proves it.

`backend/security_tests.py` writes `backend/docs/security-tests.md` from these.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final, TypeVar

Test = TypeVar("Test", bound=Callable[..., object])


class Area(StrEnum):
    """The parts of the page."""

    tenants = "Tenants are kept apart"
    scopes = "A token gets what its scopes allow"
    identities = "Only the jobs that a trust names get its tokens"
    audit = "The audit log cannot be changed unnoticed"
    network = "Nobody uses the service to reach other networks"
    limits = "Input from outside is bounded"
    evidence = "Nothing looks green that was not looked at"
    secrets = "Secrets stay where they are"


def promise(area: str, text: str) -> Callable[[Test], Test]:
    """Say what a test proves; `area` is the name of an `Area`."""
    if area not in Area.__members__ or text.endswith("."):
        raise ValueError(f"{area!r} is no area, or the text ends with a full stop")

    def as_it_is(test: Test) -> Test:
        return test

    return as_it_is


__all__: Final = ["Area", "promise"]
