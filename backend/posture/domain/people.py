"""People: which of them a tenant lets in, by what their identity provider says of them.

A rule has conditions on claims, all of which must be met. The first rule that matches decides; a
person whom none matches is refused.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from posture.domain.pattern import is_wild, matches_case
from posture.domain.shared_issuers import OPEN_PROVIDERS
from posture.domain.workload import issuer_key, text_of_claim

LONGEST_NAME: Final = 200
# Claims whose text the person chose, until the provider has verified it.
EMAIL: Final = "email"
VERIFIED: Final = "email_verified"
NAMES: Final = ("email", "preferred_username", "name")


class PersonCondition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A claim that must have one of these values, or match one of these patterns as a whole.

    A claim that is a list, as groups are, meets it with any of its entries. `email` counts only if
    the provider has verified it.
    """

    claim: str
    equals: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()

    def holds(self, claims: Mapping[str, Any]) -> bool:
        """Return whether the claims meet the condition; a missing claim does not."""
        if self.claim.strip("/") == EMAIL and claims.get(VERIFIED) is not True:
            return False
        return any(
            one in self.equals or any(matches_case(pattern, one) for pattern in self.matches)
            for one in _texts(claims, self.claim)
        )


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom it matches, and what these people get: a tenant, by its name or id, and scopes."""

    conditions: tuple[PersonCondition, ...]
    tenant: str
    scopes: tuple[str, ...]

    def matches(self, claims: Mapping[str, Any]) -> bool:
        """Return whether the claims meet all conditions; a rule without any matches nobody."""
        return bool(self.conditions) and all(one.holds(claims) for one in self.conditions)


def rules_of(text: str, *, issuer: str, scopes: Iterable[str]) -> tuple[Rule, ...]:
    """Return the rules of a JSON list.

    Args:
        text: the list.
        issuer: URL of the identity provider.
        scopes: those that a rule may grant.

    Raises:
        ValueError: it is no such list; a rule has no condition, or grants an unknown scope, or
            anyone could meet its conditions.
    """
    rules = msgspec.json.decode(text or "[]", type=tuple[Rule, ...])
    known = frozenset(scopes)
    names = OPEN_PROVIDERS.rows.get(issuer_key(issuer))
    for number, rule in enumerate(rules, 1):
        if not rule.conditions or not all(one.equals or one.matches for one in rule.conditions):
            raise ValueError(f"rule {number} needs conditions with `equals` or `matches`")
        if not rule.scopes:
            raise ValueError(f"rule {number} has no scopes")
        if unknown := sorted(set(rule.scopes) - known):
            raise ValueError(f"rule {number} has unknown scopes: {', '.join(unknown)}")
        if names and not any(_names_account(one, names) for one in rule.conditions):
            listed = " or ".join(f"`{one}`" for one in names)
            raise ValueError(
                f"rule {number} matches strangers: anyone can have an account at {issuer}, so it "
                f"needs a condition for {listed} without wildcards"
            )
    return rules


def name_of(claims: Mapping[str, Any], subject: str) -> str:
    """Return what a person is called: their address or name, or else the subject."""
    found = (text_of_claim(claims, one) for one in NAMES)
    return next((one for one in found if one and one.isprintable()), subject)[:LONGEST_NAME]


def _names_account(condition: PersonCondition, names: tuple[str, ...]) -> bool:
    values = (*condition.equals, *condition.matches)
    return condition.claim.strip("/") in names and not any(
        not one or is_wild(one) for one in values
    )


def _texts(claims: Mapping[str, Any], name: str) -> list[str]:
    found: Any = claims.get(name)
    if not isinstance(found, list):
        text = text_of_claim(claims, name)
        return [] if text is None else [text]
    return [one for one in found if isinstance(one, str)]
