"""Policies of conditional access, as far as they require a second factor of everybody.

Source: https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy
"""

from typing import NamedTuple

ALL = "all"
# The application that stands for the Azure portal, its command line, and its APIs.
MANAGEMENT = "797f4846-ba00-4fd7-ba43-dac1f8f63013"


class AccessPolicy(NamedTuple):
    """A policy; texts are in lower case.

    Attributes:
        enabled: whether it is enforced.
        users: ids of those it is for, or `all`.
        applications: ids of what it protects, or `all`.
        excluded: ids of the applications that it leaves out.
        narrowed: whether it is only for some clients, platforms, places or risks.
        requires_mfa: whether no one passes without a second factor.
    """

    enabled: bool
    users: frozenset[str]
    applications: frozenset[str]
    narrowed: bool
    requires_mfa: bool
    excluded: frozenset[str] = frozenset()

    def protects(self, *applications: str) -> bool:
        """Return whether every user needs a second factor for these applications.

        Without one, whether it is so for all of them.
        """
        left_out = self.excluded & {*applications} if applications else self.excluded
        return (
            self.enabled
            and ALL in self.users
            and not self.narrowed
            and self.requires_mfa
            and not left_out
            and (ALL in self.applications or bool(self.applications & {*applications}))
        )
