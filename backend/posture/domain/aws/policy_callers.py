"""Who calls: sets of callers, and whether the principals of a statement include them."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final, Protocol

from msgspec import Struct

from posture.domain.aws.policy import Statement
from posture.domain.pattern import is_wild

ACCOUNT_NAME: Final = re.compile(r"^(?:arn:aws[\w-]*:(?:iam|sts)::)?(\d{12})(?::.*)?$")


class Caller(Protocol):
    """A set of callers."""

    def may_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement can include one of the callers."""
        ...

    def all_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement certainly include all the callers."""
        ...


class Everyone:
    """All callers: users, roles and services of any account, and callers without credentials."""

    def may_match(self, statement: Statement) -> bool:  # noqa: ARG002  # of the protocol
        """Return whether the principals of a statement can include one of the callers."""
        return True

    def all_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement certainly include all the callers."""
        return not statement.not_principals and includes_anyone(statement.principals)


class Stranger:
    """A caller that no policy names."""

    def may_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement can include one of the callers."""
        if statement.not_principals:
            return not includes_anyone(statement.not_principals)
        return any(map(_is_pattern, names_of(statement.principals)))

    def all_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement certainly include all the callers."""
        if statement.not_principals:
            return not any(is_wild(name) for name in names_of(statement.not_principals))
        return includes_anyone(statement.principals)


class AccountCaller(Struct, frozen=True):
    """The users and roles of an account."""

    account_id: str

    def may_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement can include one of the callers."""
        if statement.not_principals:
            return not includes_anyone(statement.not_principals)
        return any(self._can_be(name) for name in names_of(statement.principals))

    def all_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement certainly include all the callers."""
        if statement.not_principals:
            return not any(
                self._can_be(name) or not ACCOUNT_NAME.match(name)
                for name in names_of(statement.not_principals)
            )
        return includes_anyone(statement.principals)

    def _can_be(self, name: str) -> bool:
        found = ACCOUNT_NAME.match(name)
        return found[1] == self.account_id if found else _is_pattern(name)


class ServiceCaller(Struct, frozen=True):
    """An AWS service that acts on behalf of an account."""

    name: str

    def may_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement can include one of the callers."""
        if statement.not_principals:
            return self.name not in names_of(statement.not_principals)
        return self.name in names_of(statement.principals) or includes_anyone(statement.principals)

    def all_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement certainly include all the callers."""
        if statement.not_principals:
            return False
        return self.name in names_of(statement.principals) or "*" in statement.principals.get(
            "*", ()
        )


class FederatedCaller(Struct, frozen=True):
    """A user or workload with a token or assertion of an identity provider.

    Attributes:
        name: the provider as policies name it.
    """

    name: str

    def may_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement can include one of the callers."""
        if statement.not_principals:
            return self.name not in names_of(statement.not_principals)
        return self.name in names_of(statement.principals) or includes_anyone(statement.principals)

    def all_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement certainly include all the callers."""
        if statement.not_principals:
            return False
        return self.name in names_of(statement.principals) or "*" in statement.principals.get(
            "*", ()
        )


EVERYONE: Final = Everyone()
STRANGER: Final = Stranger()


def includes_anyone(principals: Mapping[str, tuple[str, ...]]) -> bool:
    """Return whether everyone is one of the principals."""
    return "*" in principals.get("AWS", ()) or "*" in principals.get("*", ())


def _is_pattern(name: str) -> bool:
    """Return whether a principal is everyone, or everyone who is alike."""
    return is_wild(name) and not ACCOUNT_NAME.match(name)


def names_of(principals: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Return the names of the principals of all kinds."""
    return chain.from_iterable(principals.values())
