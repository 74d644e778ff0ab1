"""Endpoints of Amazon VPC, and services that are offered through endpoints."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class VpcEndpoint(AwsAsset, frozen=True, kw_only=True):
    """An endpoint of a VPC for a service.

    Attributes:
        type: `Interface`, `Gateway`, `GatewayLoadBalancer` and others.
        service_name: such as `com.amazonaws.eu-central-1.s3`.
        policy: None if the service does not support endpoint policies.
    """

    service = "vpc"
    family = Family.NETWORK
    arn = ArnShape("ec2", "vpc-endpoint/")

    account_id: str
    type: str
    service_name: str
    policy: Policy | None
    subnet_ids: tuple[str, ...]


class VpcEndpointService(AwsAsset, frozen=True, kw_only=True):
    """A service of this account that others connect to through endpoints.

    Attributes:
        acceptance_required: whether each connection must be accepted.
        principals: ARNs of those who may connect; `*` is any AWS account.
    """

    service = "vpc"
    family = Family.NETWORK
    arn = ArnShape("ec2", "vpc-endpoint-service/")

    acceptance_required: bool
    zone_count: int
    principals: Fact[tuple[str, ...]]
