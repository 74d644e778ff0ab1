"""Endpoints of Amazon VPC: private ways to services, and services offered that way."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class VpcEndpoint(AwsAsset):
    """A private way from a network to a service.

    Attributes:
        type: `Interface`, `Gateway`, `GatewayLoadBalancer` and others.
        service_name: such as `com.amazonaws.eu-central-1.s3`.
        policy: what it lets through; None where the service takes no policy.
    """

    service = "vpc"
    family = Family.NETWORK
    arn = ArnShape("ec2", "vpc-endpoint/")

    account_id: str
    type: str
    service_name: str
    policy: Policy | None
    subnet_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VpcEndpointService(AwsAsset):
    """A service of this account that others reach by endpoints.

    Attributes:
        acceptance_required: whether each connection waits for somebody's yes.
        principals: who may connect, as ARNs; `*` is any AWS account.
    """

    service = "vpc"
    family = Family.NETWORK
    arn = ArnShape("ec2", "vpc-endpoint-service/")

    acceptance_required: bool
    zone_count: int
    principals: Fact[tuple[str, ...]]
