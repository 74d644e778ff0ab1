"""Assets of Amazon OpenSearch Service: domains of OpenSearch and Elasticsearch."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy


class OpenSearchDomain(AwsAsset, frozen=True, kw_only=True):
    """A domain.

    Attributes:
        in_vpc: whether its endpoint is in a VPC instead of on the internet.
        encrypted: whether its data is encrypted on disks.
        nodes_encrypted: whether its nodes encrypt what they send to each other.
        https_required: whether it refuses HTTP.
        tls_policy: the name of its TLS policy.
        users_known: whether it has users and roles of its own (fine-grained access control).
        anonymous: whether it lets clients without a user in, besides.
        node_count: how many data nodes it has.
        spread: whether its nodes are in several zones.
        update_available: whether an update of its software is not installed.
        logs: the kinds of logs that it publishes.
        policy: its access policy; None without one.
    """

    service = "opensearch"
    family = Family.DATABASE
    arn = ArnShape("es", "domain/")

    in_vpc: bool
    encrypted: bool
    nodes_encrypted: bool
    https_required: bool
    tls_policy: str
    users_known: bool
    anonymous: bool
    node_count: int
    spread: bool
    update_available: bool
    logs: tuple[str, ...]
    policy: Policy | None
