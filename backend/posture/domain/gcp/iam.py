"""Grants of IAM: who has which role, under which condition.

Source: https://cloud.google.com/iam/docs/principal-identifiers
"""

import re
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

EVERYONE = frozenset({"allUsers", "allAuthenticatedUsers"})
DELETED = "deleted:"
PEOPLE = ("user:", "group:")
SERVICE_ACCOUNT = "serviceAccount:"
CONSUMER_DOMAINS = ("gmail.com", "googlemail.com", "googlegroups.com")
_POOL = re.compile(r"principalSet://iam\.[^/]+/.*workloadIdentityPools/[^/]+/\*")
# The projects in which Google keeps its services' own accounts, beside those of `gcp-sa-`. An
# account of a customer may be called `service-1`, too, so the project decides; one of a project
# that is missing here counts as a customer's. The old account of Cloud Build runs the customer's
# own builds, so it counts as the customer's, too.
# Source: https://cloud.google.com/iam/docs/service-agents
_AGENT_PROJECTS = (
    "bigquery-data-connectors",
    "bigquery-encryption",
    "cloud-cdn-fill",
    "cloud-filer",
    "cloud-memcache-sa",
    "cloud-ml.google.com",
    "cloud-redis",
    "cloud-tpu",
    "cloudcomposer-accounts",
    "compute-system",
    "container-analysis",
    "container-engine-robot",
    "containerregistry",
    "dataflow-service-producer-prod",
    "dataproc-accounts",
    "dlp-api",
    "endpoints-portal",
    "firebase-rules",
    "gae-api-prod.google.com",
    "gcf-admin-robot",
    "gcp-gae-service",
    "genomics-api.google.com",
    "gs-project-accounts",
    "remotebuildexecution",
    "security-center-api",
    "serverless-robot-prod",
    "service-consumer-management",
    "service-networking",
    "sourcerepo-service-accounts",
)
_AGENT = re.compile(
    r"\d+@cloudservices\.gserviceaccount\.com"
    r"|[^@]+@(?:gcp-sa-[a-z0-9-]+"
    + "".join(f"|{re.escape(one)}" for one in _AGENT_PROJECTS)
    + r")\.iam\.gserviceaccount\.com"
)
_DEFAULT_COMPUTE = re.compile(r"\d+-compute@developer\.gserviceaccount\.com")
_DEFAULT_APP_ENGINE = re.compile(r"[^@]+@appspot\.gserviceaccount\.com")


class Binding(NamedTuple):
    """The grant of a role.

    Attributes:
        condition: the expression under which it is valid; empty for always.
    """

    role: str
    members: frozenset[str]
    condition: str = ""


Policy: TypeAlias = tuple[Binding, ...]


def public_grants(policy: Iterable[Binding]) -> tuple[str, ...]:
    """Return what everyone may do, one text for each role; a condition does not make it private."""
    found = []
    for one in policy:
        if public := sorted(one.members & EVERYONE):
            condition = f" if {one.condition}" if one.condition else ""
            found.append(f"{one.role} to {', '.join(public)}{condition}")
    return tuple(sorted(found))


def whole_pools(policy: Iterable[Binding]) -> tuple[str, ...]:
    """Return the roles that every identity of a workload identity pool has."""
    return tuple(
        sorted(one.role for one in policy if any(_POOL.fullmatch(each) for each in one.members))
    )


def roles_of(policy: Iterable[Binding], member: str) -> frozenset[str]:
    """Return the roles of a member, those under a condition included."""
    return frozenset(one.role for one in policy if member in one.members)


def members_with(policy: Iterable[Binding], roles: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return who has which of some roles, without deleted members and accounts of Google."""
    found: dict[str, frozenset[str]] = {}
    for one in policy:
        if one.role not in roles:
            continue
        for member in one.members:
            if not is_deleted(member) and not is_agent(member):
                found[member] = found.get(member, frozenset()) | {one.role}
    return found


def is_deleted(member: str) -> bool:
    """Return whether a member no longer exists; one of the same name does not get its grants."""
    return member.startswith(DELETED)


def is_agent(member: str) -> bool:
    """Return whether a member is an account of one of Google's own services."""
    return _AGENT.fullmatch(member.removeprefix(SERVICE_ACCOUNT)) is not None


def is_consumer(member: str) -> bool:
    """Return whether a person or a group has an address that belongs to no organization."""
    return member.startswith(PEOPLE) and member.rpartition("@")[2].lower() in CONSUMER_DOMAINS


def is_default_compute(email: str) -> bool:
    """Return whether an account is the default one of Compute Engine."""
    return _DEFAULT_COMPUTE.fullmatch(email) is not None


def is_default(email: str) -> bool:
    """Return whether an account is the default one of Compute Engine or App Engine."""
    return is_default_compute(email) or _DEFAULT_APP_ENGINE.fullmatch(email) is not None


def is_administrative(role: str) -> bool:
    """Return whether a role controls a project or a service as a whole."""
    if role in {"roles/owner", "roles/editor"}:
        return True
    name = role.rpartition("/")[2]
    return role.startswith("roles/") and (name.lower().endswith("admin") or "Admin" in name)
