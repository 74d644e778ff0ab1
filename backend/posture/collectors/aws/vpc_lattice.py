"""Collector of Amazon VPC Lattice: the account's own services, and who may call them."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, owned, read
from posture.collectors.collecting import AssetCollector, Item, in_state
from posture.collectors.errors import ContradictionError
from posture.domain.aws.arn import locate
from posture.domain.aws.assets.vpc_lattice import LatticeService
from posture.domain.aws.policy import Policy, policy

LIST_CALL = "vpc-lattice:ListServices"
ONE_CALL = "vpc-lattice:GetService"
POLICY_CALL = "vpc-lattice:GetAuthPolicy"
SIGNED = "AWS_IAM"


def _item(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    place = locate(one["arn"])
    if place and not owned(client, place.account):
        return None
    return Item(one["arn"], one["name"], one)


def _policy(response: Response) -> Policy | None:
    document = response.get("policy")
    if not document and response.get("state") == "Active":
        raise ContradictionError("an active policy without a document", POLICY_CALL)
    return policy(document) if document else None


SERVICES = AssetCollector(
    asset_type=LatticeService,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "items", _item),
    transition=in_state("create_in_progress", path=("status",)),
    gone=frozenset({"ResourceNotFoundException"}),
    reads=(
        read(
            "signed",
            ONE_CALL,
            by=lambda item: {"serviceIdentifier": item.resource_id},
            of=lambda response: response["authType"] == SIGNED,
        ),
        read(
            "policy",
            POLICY_CALL,
            by=lambda item: {"resourceIdentifier": item.resource_id},
            of=_policy,
            absent={"ResourceNotFoundException": None},
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (SERVICES,)
