"""Assets of Amazon Redshift Serverless: workgroups that compute, and namespaces with the data."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class RedshiftWorkgroup(AwsAsset, frozen=True, kw_only=True):
    """The computing part of Redshift Serverless, with its endpoint.

    Attributes:
        public: whether its endpoint has a public address.
        tls_required: whether it refuses connections without TLS.
        vpc_routing: whether it loads and unloads data through its VPC.
    """

    service = "redshiftserverless"
    family = Family.DATABASE
    arn = ArnShape("redshift-serverless", "workgroup/")

    public: bool
    tls_required: bool
    vpc_routing: bool


class RedshiftNamespace(AwsAsset, frozen=True, kw_only=True):
    """The data of Redshift Serverless.

    Attributes:
        logs: the types of logs that it delivers.
        administrator: the name of its administrator.
    """

    service = "redshiftserverless"
    family = Family.DATABASE
    arn = ArnShape("redshift-serverless", "namespace/")

    logs: tuple[str, ...]
    administrator: Fact[str]
