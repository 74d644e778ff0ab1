"""What Schemathesis sends for the formats of the document that it does not know.

It compares each event of a stream with the schema of the response, which is text for all other
programs: here it gets the schema of the events.

Half of what it sends in its coverage phase are wrong types: each of five in each place. Without
`--exhaustive` a place gets the first of them and every fourth one, the next place different ones;
it is the same with methods that a path does not have.
"""

import os
import re
from collections import Counter
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.generation.meta import CoveragePhaseData, CoverageScenario

from tests.machine import scaled
from tests.schedules import schedules

CREATED = 201
# The clouds' own objects, with what each must have.
OWN_OBJECTS: dict[str, dict[str, Any]] = {
    "aws": {},
    "azure": {"subscription_id": "6f2c1a54-9d0e-4c77-8b57-1f8f0a3f5b10"},
    "gcp": {"project_id": "shop-prod"},
}
# The clouds of the integrations that were made, where it is not AWS.
OTHERS: dict[str, str] = {}
# What the document says in words about a trust.
TRUST: dict[str, Any] = {
    "issuer": "https://oidc.clusters.example.com/id/a1",
    "conditions": [{"claim": "sub", "equals": ["system:serviceaccount:security:scanner"]}],
    "scopes": ["cloud_posture:read"],
}
# What it says in words about a token.
TOKEN: dict[str, Any] = {"scopes": ["cloud_posture:read"], "cidrs": ["203.0.113.0/24"]}
TOKENS = "/api/v2/tokens"
# The token of all requests, from the environment.
OWN = os.environ.get("FUZZED_TOKEN_ID")
NOBODYS = "00000000-0000-4000-8000-000000000000"
CURSOR = re.compile(r"[A-Za-z0-9_-]{40}")
LABELS = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9-]{0,8}[A-Za-z0-9])?", fullmatch=True)
PLACES = st.from_regex(r"(:[1-9][0-9]{0,3})?(/[A-Za-z0-9._~-]{0,8}){0,2}", fullmatch=True)
# Around the longest that the document allows. Without one of these lengths, Schemathesis looks for
# it in vain for seconds, and then sends nothing.
CRON_LENGTHS = st.sampled_from([99, 100, 101])
URL_LENGTHS = st.sampled_from([512, 513, 2_048, 2_049])
# Of their cases one of several is sent.
REPEATED = {CoverageScenario.INCORRECT_TYPE, CoverageScenario.UNSPECIFIED_HTTP_METHOD}
STEP = scaled(small=4, full=1)
# How many of these there were in each place so far.
MADE: Counter[tuple[object, ...]] = Counter()


def _cron_of(length: int) -> str:
    """Write a schedule of this length: a list of minutes, all of them the same."""
    first = "0" if length % 2 else "00"
    rest = " * * * *"
    return first + ",0" * ((length - len(first + rest)) // 2) + rest


schemathesis.openapi.format("cron", schedules() | CRON_LENGTHS.map(_cron_of))
# A tag of another version is refused, as it should be: tests of lost updates send those.
schemathesis.openapi.format("entity-tags", st.just("*"))
schemathesis.openapi.format(
    "http-url",
    st.builds(
        "{}://{}.example{}".format,
        st.sampled_from(["http", "https"]),
        st.lists(LABELS, min_size=1, max_size=3).map(".".join),
        PLACES,
    )
    | URL_LENGTHS.map(lambda length: "https://long.example/".ljust(length, "a")),
)


@schemathesis.hook
def before_load_schema(_context: object, raw_schema: dict[str, Any]) -> None:
    for path in raw_schema["paths"].values():
        for operation in path.values():
            answers = operation.get("responses", {}) if isinstance(operation, dict) else {}
            stream = answers.get("200", {}).get("content", {}).get("text/event-stream")
            if stream:
                stream["schema"] = stream["schema"]["contentSchema"]


@schemathesis.hook
def filter_case(_context: object, case: schemathesis.Case[Any]) -> bool:
    """Leave out most of the cases that differ little from others."""
    found = case.meta.phase.data if case.meta else None
    if not isinstance(found, CoveragePhaseData) or found.scenario not in REPEATED:
        return True
    within = (found.parameter_location, found.parameter, found.location)
    place = (case.operation.label, found.scenario, *within)
    number = MADE[place]
    MADE[place] += 1
    return number == 0 or (number + len(MADE)) % STEP == 0


@schemathesis.hook
def before_call(_context: object, case: schemathesis.Case[Any], **_kwargs: object) -> None:
    """Give a request what the document says in words: see the functions for each operation."""
    _without_made_up_cursor(case.query)
    _without_own_token(case)
    body = case.body
    if not isinstance(body, dict):
        return
    match case.operation.label:
        case "POST /api/v2/cloud-posture-runs":
            case.body = _with_a_selected_check(body)
        case "POST /api/v2/integrations":
            case.body = _with_own_object(body, body.get("provider"), is_new=True)
        case "PATCH /api/v2/integrations/{integration_id}":
            id_ = (case.path_parameters or {}).get("integration_id")
            own = OTHERS.get(id_, "aws") if isinstance(id_, str) else "aws"
            case.body = _with_own_object(body, own, is_new=False)
        case "POST /api/v2/trusts" | "PATCH /api/v2/trusts/{trust_id}":
            case.body = _with_an_owner(body)
        case "POST /api/v2/tokens":
            case.body = _with_known(body, TOKEN)


@schemathesis.hook
def after_call(
    _context: object, case: schemathesis.Case[Any], response: schemathesis.Response
) -> None:
    """Note which cloud an integration is of."""
    if case.operation.label == "POST /api/v2/integrations" and response.status_code == CREATED:
        made = response.json()
        if made["provider"] != "aws":
            OTHERS[made["id"]] = made["provider"]


def _without_own_token(case: schemathesis.Case[Any]) -> None:
    """Revoke no token that all other requests need: every later response would be 401."""
    path = case.path_parameters or {}
    if case.operation.label == f"DELETE {TOKENS}/{{token_id}}" and path.get("token_id") == OWN:
        path["token_id"] = NOBODYS


def _without_made_up_cursor(query: dict[str, Any] | None) -> None:
    """Leave out a cursor of the right form: only the server makes one that it accepts.

    It refuses all others, as the document says; tests of lists send those, and real ones.
    """
    cursor = (query or {}).get("cursor")
    if query and isinstance(cursor, str) and CURSOR.fullmatch(cursor):
        del query["cursor"]


def _with_own_object(body: dict[str, Any], provider: Any, *, is_new: bool) -> dict[str, Any]:  # noqa: ANN401  # whatever was made up
    """Leave out the object of another cloud; a new integration has the one of its own."""
    if not isinstance(provider, str) or provider not in OWN_OBJECTS:
        return body
    kept = {name: one for name, one in body.items() if name not in OWN_OBJECTS.keys() - {provider}}
    own = body.get(provider, {})
    if is_new and isinstance(own, dict):
        kept[provider] = OWN_OBJECTS[provider] | own
    return kept


def _with_an_owner(body: dict[str, Any]) -> dict[str, Any]:
    """Name scopes that exist, and conditions that name an owner of their issuer."""
    return _with_known(body, TRUST)


def _with_known(body: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Replace members of the right type by values that the server accepts."""
    named = {
        name: good
        for name, good in known.items()
        if isinstance(body.get(name), type(good)) and body[name]
    }
    return body | named


def _with_a_selected_check(body: dict[str, Any]) -> dict[str, Any]:
    """Leave out families and frameworks of which the scope of a run selects no check."""
    gate = body.get("gate")
    if not isinstance(gate, dict) or not isinstance(body.get("scope"), dict):
        return body
    kept = {name: one for name, one in gate.items() if name not in {"family", "framework"}}
    return body | {"gate": kept}
