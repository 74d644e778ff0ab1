"""Issuers of tokens that serve all their customers under one name.

Only claims of a token tell which customer it is for.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from posture.domain.dated import DatedFacts, DatedTable
from posture.domain.pattern import is_wild

_ANY: Final = ("",)
# Issuer, claim, and the texts of which one stands before the name of the customer in the claim.
ISSUERS: Final[DatedTable[Mapping[str, tuple[str, ...]]]] = DatedTable(
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html",
    read_on=date(2026, 11, 28),
    note=(
        "The page names the issuer and the claim; it could not be read again on 2026-11-29, and a "
        "public copy of its list agreed. The texts before a customer's name are from the issuers' "
        "documentation, and those of DVC Studio, Scalr and Shisho Cloud from memory."
    ),
    rows={
        "token.actions.githubusercontent.com": {
            "sub": (
                "repo:",
                "repository_owner:",
                "repository_owner_id:",
                "repository_id:",
                "job_workflow_ref:",
                "enterprise:",
            ),
            "repository": _ANY,
            "repository_id": _ANY,
            "repository_owner": _ANY,
            "repository_owner_id": _ANY,
            "enterprise": _ANY,
        },
        "vstoken.actions.githubusercontent.com": {"sub": ("repo:",)},
        "oidc-configuration.audit-log.githubusercontent.com": {"sub": ("https://github.com/",)},
        "gitlab.com": {"sub": ("project_path:",)},
        "app.terraform.io": {"sub": ("organization:",)},
        "agent.buildkite.com": {"sub": ("organization:",)},
        "api.pulumi.com/oidc": {
            "sub": ("pulumi:deploy:org:", "pulumi:environments:org:"),
            "aud": ("aws:", ""),
        },
        "oidc.vercel.com": {"sub": ("owner:",), "aud": ("https://vercel.com/",)},
        "oidc.codefresh.io": {"sub": ("account:",)},
        "scalr.io": {"sub": ("account:",)},
        "proidc.upbound.io": {"sub": ("mcp:",)},
        "studio.datachain.ai/api": {"sub": ("credentials:",)},
        "tokens.cloud.shisho.dev": {"sub": ("job:",)},
        "sandboxes.cloud": {"aud": _ANY},
        # These sign in users of any application.
        "accounts.google.com": {"aud": _ANY, "oaud": _ANY, "sub": _ANY},
        "graph.facebook.com": {"app_id": _ANY, "id": _ANY},
        "www.amazon.com": {"app_id": _ANY, "user_id": _ANY},
    },
)
# Issuers that have one name for each customer, and how these names begin.
OWN_ISSUERS: Final[DatedFacts[tuple[str, ...]]] = DatedFacts(
    source=ISSUERS.source,
    read_on=ISSUERS.read_on,
    facts=(
        "api.bitbucket.org/2.0/workspaces/",
        "container.googleapis.com/v1/projects/",
        "oidc.circleci.com/org/",
        "oidc.eks.",
        "oidc.vercel.com/",
        "sts.windows.net/",
        "token.actions.githubusercontent.com/",
        "vstoken.dev.azure.com/",
    ),
)
# Providers where anyone can have an account, and the claims that say whose account it is.
# An address with a wildcard does not: at Google an account can have one of any domain.
OPEN_PROVIDERS: Final[DatedTable[tuple[str, ...]]] = DatedTable(
    source="https://developers.google.com/identity/openid-connect/openid-connect",
    read_on=date(2026, 11, 29),
    rows={
        "accounts.google.com": ("hd", "email", "sub"),
        "appleid.apple.com": ("email", "sub"),
        "gitlab.com": ("groups_direct", "groups", "email", "sub"),
        "login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0": ("oid", "sub"),
        "login.salesforce.com": ("email", "sub"),
        "www.linkedin.com/oauth": ("email", "sub"),
    },
)


def names_customer(claim: str, prefixes: tuple[str, ...]) -> bool:
    """Return whether the pattern of a claim has one whole customer before its first wildcard.

    A subject can be composed of other claims, such as `environment:production`, which any customer
    can have. The customer then follows in a later part, or nowhere. An empty prefix stands for
    claims that have no other prefix.
    """
    lowered = f":{claim.lower()}"
    found = [one for one in prefixes if one and f":{one}" in lowered]
    for prefix in found or [one for one in prefixes if not one]:
        start = lowered.find(f":{prefix}")
        if is_wild(claim[:start]):
            continue
        customer = claim[start + len(prefix) :].replace(":", "/").partition("/")[0]
        if customer and not is_wild(customer):
            return True
    return False
