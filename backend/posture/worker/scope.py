"""Scope: what the assessment of an account is limited to."""

import msgspec


class Scope(msgspec.Struct, frozen=True):
    """What a run is limited to; None where it is not.

    Attributes:
        expected_absent: those of `resource_ids` that are right to be gone.
        skip_unchecked: leave out those of `resource_ids` that no check of the run looks at.
    """

    regions: tuple[str, ...] | None = None
    services: tuple[str, ...] | None = None
    check_ids: tuple[str, ...] | None = None
    resource_ids: tuple[str, ...] | None = None
    expected_absent: tuple[str, ...] = ()
    skip_unchecked: bool = False
