"""Collector of AWS CodeArtifact: the account's own domains and repositories with their policies."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, owned, read
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.codeartifact import ArtifactDomain, ArtifactRepository
from posture.domain.aws.policy import Policy, policy

DOMAINS_CALL = "codeartifact:ListDomains"
DOMAIN_POLICY_CALL = "codeartifact:GetDomainPermissionsPolicy"
REPOSITORIES_CALL = "codeartifact:ListRepositories"
POLICY_CALL = "codeartifact:GetRepositoryPermissionsPolicy"
NO_POLICY: Mapping[str, Any] = {"ResourceNotFoundException": None}
OVER = "Deleted"


def _domain(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one["status"] == OVER or not owned(client, one.get("owner")):
        return None
    return Item(one["arn"], one["name"], {"domain": one["name"]})


def _repository(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if not owned(client, one.get("administratorAccount")):
        return None
    asked = {
        "domain": one["domainName"],
        "domainOwner": one["domainOwner"],
        "repository": one["name"],
    }
    return Item(one["arn"], one["name"], asked)


def _policy(response: Response) -> Policy:
    return policy(response["policy"]["document"])


DOMAINS = AssetCollector(
    asset_type=ArtifactDomain,
    regional=True,
    calls=(DOMAINS_CALL,),
    items=listing(DOMAINS_CALL, "domains", _domain),
    reads=(
        read(
            "policy",
            DOMAIN_POLICY_CALL,
            by=lambda item: item.data,
            of=_policy,
            absent=NO_POLICY,
        ),
    ),
)

REPOSITORIES = AssetCollector(
    asset_type=ArtifactRepository,
    regional=True,
    calls=(REPOSITORIES_CALL,),
    items=listing(REPOSITORIES_CALL, "repositories", _repository),
    reads=(read("policy", POLICY_CALL, by=lambda item: item.data, of=_policy, absent=NO_POLICY),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (DOMAINS, REPOSITORIES)
