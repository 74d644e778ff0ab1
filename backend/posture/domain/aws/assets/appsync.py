"""Assets of AWS AppSync: GraphQL APIs."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset


class GraphqlApi(AwsAsset, frozen=True, kw_only=True):
    """A GraphQL API.

    Attributes:
        by_key: whether holders of an API key may call it.
        logged: which fields it logs: `NONE`, `ERROR`, `INFO`, `DEBUG` or `ALL`.
        private: whether only VPC endpoints reach it.
    """

    service = "appsync"
    family = Family.NETWORK
    arn = ArnShape("appsync", "apis/")

    by_key: bool
    logged: str
    private: bool
