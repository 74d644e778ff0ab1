"""Workload identities: what the tokens of CI hosts and clouds claim, and who a trust lets in.

A trust has conditions on claims. An issuer that serves all its customers signs tokens for anyone,
so at least one condition must name the owner: a trust for `environment:production` alone would let
in every customer of the host.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

import msgspec

from posture.domain.dated import DatedFacts, DatedTable
from posture.domain.pattern import is_wild, matches_case
from posture.domain.shared_issuers import ISSUERS, names_customer

LONGEST_CLAIM: Final = 1_024
CLUSTER_SUBJECT: Final = "system:serviceaccount:"


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that must have one of these values, or match one of these patterns as a whole.

    `claim` is the name of a claim or, if it begins with `/`, a JSON Pointer (RFC 6901) into the
    claims.
    """

    claim: str
    equals: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()

    def holds(self, claims: Mapping[str, Any]) -> bool:
        """Return whether the claims of a token meet the condition; a missing claim does not."""
        found = text_of_claim(claims, self.claim)
        if found is None:
            return False
        return found in self.equals or any(matches_case(one, found) for one in self.matches)

    def all_have(self, test: Callable[[str], bool]) -> bool:
        """Return whether every value and pattern passes a test; a `*` counts as a wildcard."""
        return all(test(one) for one in (*self.equals, *self.matches))


class Host(msgspec.Struct, frozen=True, kw_only=True):
    """A host whose issuer serves all its customers.

    Attributes:
        ids: claims with ids that the host never gives to another customer.
        names: claims with names of customers, which may belong to another one later.
        subjects: the texts of which one stands before the customer in `sub`.
    """

    name: str
    ids: tuple[str, ...]
    names: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


HOSTS: Final[DatedTable[Host]] = DatedTable(
    source="https://docs.github.com/en/actions/reference/security/oidc",
    read_on=date(2026, 11, 29),
    rows={
        "token.actions.githubusercontent.com": Host(
            name="GitHub Actions",
            ids=("repository_owner_id", "repository_id", "enterprise_id"),
            names=("repository_owner", "repository", "enterprise"),
            # Not `job_workflow_ref`: any repository can call a public reusable workflow.
            subjects=(
                "repo:",
                "repository_owner:",
                "repository_owner_id:",
                "repository_id:",
                "enterprise:",
                "enterprise_id:",
            ),
        ),
        "gitlab.com": Host(
            name="GitLab",
            # Not `job_project_id` and its like: they name the project in which a merge request of
            # a fork is built, and the code is the fork's.
            ids=("project_id", "namespace_id"),
            names=("project_path", "namespace_path"),
            subjects=("project_path:", "project_id:", "namespace_id:"),
        ),
        "app.terraform.io": Host(
            name="HCP Terraform",
            ids=("terraform_organization_id", "terraform_workspace_id", "terraform_project_id"),
            names=("terraform_organization_name",),
            subjects=("organization:",),
        ),
        "accounts.google.com": Host(name="Google Cloud", ids=("sub", "azp"), names=("email",)),
        # These sign in users of any application, or of any pool.
        "cognito-identity.amazonaws.com": Host(name="Amazon Cognito", ids=("sub", "aud")),
        "appleid.apple.com": Host(name="Apple", ids=("sub",), names=("email",)),
        "login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0": Host(
            name="Microsoft", ids=("sub", "oid")
        ),
    },
)
# Claims that say what ran, not whose it was: anyone's token can have any value of them.
COMMON_CLAIMS: Final[DatedFacts[frozenset[str]]] = DatedFacts(
    source=HOSTS.source,
    read_on=HOSTS.read_on,
    facts=frozenset(
        [
            "actor",
            "aud",
            "base_ref",
            "branch",
            "branchName",
            "build_number",
            "callerType",
            "check_run_id",
            "ci_config_ref_uri",
            "ci_config_sha",
            "deploymentEnvironment",
            "deployment_tier",
            "environment",
            "environment_protected",
            "event_name",
            "exp",
            "head_ref",
            "iat",
            "iss",
            "job_namespace_id",
            "job_namespace_path",
            "job_project_id",
            "job_project_path",
            "job_workflow_ref",
            "job_workflow_sha",
            "jti",
            "nbf",
            "pipeline_source",
            "pipeline_source_event",
            "ref",
            "ref_path",
            "ref_protected",
            "ref_type",
            "repository_visibility",
            "runType",
            "run_attempt",
            "run_id",
            "run_number",
            "runner_environment",
            "scope",
            "sha",
            "target_ref",
            "target_ref_protected",
            "terraform_run_phase",
            "user_access_level",
            "visibility",
            "workflow",
            "workflow_ref",
            "workflow_sha",
        ]
    ),
)


def text_of_claim(claims: Mapping[str, Any], name: str) -> str | None:
    """Return the value of a claim as text; None if it is missing, too long, or of another kind.

    A Boolean is `true` or `false`, a whole number its digits.
    """
    found: Any = claims
    for part in _path(name):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    if isinstance(found, bool):
        return str(found).lower()
    text = str(found) if isinstance(found, str | int) else None
    # A thousand patterns are matched with it while other requests wait.
    return text if text is None or len(text) <= LONGEST_CLAIM else None


def unmet(conditions: Iterable[Condition], claims: Mapping[str, Any]) -> Condition | None:
    """Return the first condition that the claims do not meet; None if they meet all."""
    return next((one for one in conditions if not one.holds(claims)), None)


def open_to_strangers(issuer: str, conditions: Iterable[Condition]) -> str | None:
    """Return in a sentence why strangers could meet the conditions; None if they cannot.

    Args:
        issuer: the issuer's URL.
        conditions: all of them must be met.
    """
    key, wanted = issuer_key(issuer), tuple(map(_plain, conditions))
    if any(_names_owner(key, one) for one in wanted):
        return None
    host = HOSTS.rows.get(key)
    if host is None and key not in ISSUERS.rows:
        return (
            "No condition says whose tokens are meant: add one for `sub`, or for a claim with an "
            "id of the workload, that is more than a wildcard."
        )
    name = host.name if host else key
    claims = (*host.ids, *host.names) if host else tuple(ISSUERS.rows[key])
    return (
        f"{name} signs tokens for all its customers, and no condition names yours: add one for "
        f"{_listed(claims)}, without a wildcard in the name of the owner."
    )


def advice_on(issuer: str, conditions: Iterable[Condition]) -> str | None:
    """Return in a sentence how conditions that name an owner could be safer; None if not."""
    host = HOSTS.rows.get(issuer_key(issuer))
    plain = map(_plain, conditions)
    if host is None or any(one.claim in host.ids and _fixed(one) for one in plain):
        return None
    return (
        f"A name can belong to another owner later. {host.name} also sends ids that never do: "
        f"add a condition for {_listed(host.ids)}."
    )


def _names_owner(key: str, condition: Condition) -> bool:
    host = HOSTS.rows.get(key)
    if host is not None:
        return _names_customer_of(host, condition)
    if key in ISSUERS.rows:
        prefixes = ISSUERS.rows[key].get(condition.claim)
        return prefixes is not None and _customer(condition, prefixes)
    if condition.claim in COMMON_CLAIMS.facts:
        return False
    limits = _limits_subject if condition.claim == "sub" else _begins_fixed
    return condition.all_have(limits)


def _names_customer_of(host: Host, condition: Condition) -> bool:
    if condition.claim in host.ids:
        return _fixed(condition)
    if condition.claim in host.names:
        return _customer(condition, ("",))
    return condition.claim == "sub" and _customer(condition, host.subjects)


def _fixed(condition: Condition) -> bool:
    return condition.all_have(lambda one: bool(one) and not is_wild(one))


def _customer(condition: Condition, prefixes: tuple[str, ...]) -> bool:
    return condition.all_have(lambda one: names_customer(one, prefixes))


def _limits_subject(value: str) -> bool:
    """Return whether a subject of an issuer of one customer is more than what all have."""
    if value.partition(":")[0] in COMMON_CLAIMS.facts:
        return False
    if value.startswith(CLUSTER_SUBJECT):
        value = value.removeprefix(CLUSTER_SUBJECT).partition(":")[0]
        return bool(value) and not is_wild(value)
    return _begins_fixed(value)


def _begins_fixed(value: str) -> bool:
    return bool(value) and not is_wild(value[0])


def _path(name: str) -> list[str]:
    if not name.startswith("/"):
        return [name]
    return [part.replace("~1", "/").replace("~0", "~") for part in name[1:].split("/")]


def _plain(condition: Condition) -> Condition:
    """Return a condition whose JSON Pointer to a claim, such as `/sub`, is the claim's name."""
    path = _path(condition.claim)
    if len(path) > 1:
        return condition
    return msgspec.structs.replace(condition, claim=path[0])


def issuer_key(issuer: str) -> str:
    """Return an issuer as the tables name it."""
    return issuer.partition("://")[2].rstrip("/").lower()


def _listed(names: Iterable[str]) -> str:
    *first, last = (f"`{name}`" for name in names)
    return f"{', '.join(first)} or {last}" if first else last
