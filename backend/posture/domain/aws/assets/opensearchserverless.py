"""Assets of Amazon OpenSearch Serverless: collections."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class OpenSearchCollection(AwsAsset, frozen=True, kw_only=True):
    """A collection of indexes.

    Attributes:
        own_key: whether a key of KMS that AWS does not own encrypts it.
        public: what of it policies open to the internet: `collection`, `dashboard`.
        unnamed: principals of data access policies that are no single user, role or group of the
            account.
    """

    service = "opensearchserverless"
    family = Family.DATABASE
    arn = ArnShape("aoss", "collection/")

    own_key: Fact[bool]
    public: Fact[tuple[str, ...]]
    unnamed: Fact[tuple[str, ...]]
