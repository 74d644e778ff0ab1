"""Rules of a provider where anyone can have an account name whose account they mean."""

import json
from typing import Any

import pytest

from posture.domain.people import rules_of
from posture.domain.shared_issuers import OPEN_PROVIDERS

GOOGLE = "https://accounts.google.com"


def rule(*conditions: dict[str, Any]) -> str:
    return json.dumps([{"conditions": conditions, "tenant": "acme", "scopes": ["findings:read"]}])


@pytest.mark.parametrize(
    ("issuer", "condition"),
    [
        (GOOGLE, {"claim": "email", "matches": ["*@gmail.com"]}),
        (GOOGLE, {"claim": "/email", "matches": ["*"]}),
        (GOOGLE, {"claim": "email_verified", "equals": ["true"]}),
        (GOOGLE, {"claim": "hd", "equals": ["acme.example"], "matches": ["*.example"]}),
        (GOOGLE, {"claim": "hd", "equals": [""]}),
        (f"{GOOGLE}/", {"claim": "name", "equals": ["Jane Doe"]}),
        ("https://gitlab.com", {"claim": "preferred_username", "equals": ["jane"]}),
    ],
)
def test_strangers_could_meet_it(issuer: str, condition: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="rule 1 matches strangers: anyone can have an account"):
        rules_of(rule(condition), issuer=issuer, scopes=["findings:read"])


@pytest.mark.parametrize(
    ("issuer", "conditions"),
    [
        (
            GOOGLE,
            [{"claim": "hd", "equals": ["acme.example"]}, {"claim": "email", "matches": ["*"]}],
        ),
        (GOOGLE, [{"claim": "/email", "equals": ["jane@acme.example", "joe@acme.example"]}]),
        ("https://gitlab.com", [{"claim": "groups_direct", "equals": ["acme/security"]}]),
        # The provider of one customer knows its people alone.
        ("https://login.acme.example", [{"claim": "email", "matches": ["*@acme.example"]}]),
    ],
)
def test_people_it_names_can_meet_it(issuer: str, conditions: list[dict[str, Any]]) -> None:
    (found,) = rules_of(rule(*conditions), issuer=issuer, scopes=["findings:read"])
    assert len(found.conditions) == len(conditions)


def test_every_provider_names_accounts_by_its_subject() -> None:
    assert all("sub" in names for names in OPEN_PROVIDERS.rows.values())
