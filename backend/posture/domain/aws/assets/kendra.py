"""Assets of Amazon Kendra: indexes of documents."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class KendraIndex(AwsAsset, frozen=True, kw_only=True):
    """An index that users search.

    Attributes:
        tokens_verified: whether users prove with signed tokens who they are; None if the edition
            has no tokens.
        own_key: whether a key of KMS that AWS does not own encrypts it.
    """

    service = "kendra"
    family = Family.STORAGE
    arn = ArnShape("kendra", "index/")

    tokens_verified: Fact[bool | None]
    own_key: Fact[bool]
