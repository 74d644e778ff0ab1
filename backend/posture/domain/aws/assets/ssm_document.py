"""Assets of AWS Systems Manager: documents, and settings of a region."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class SsmDocument(AwsAsset, frozen=True, kw_only=True):
    """A document that Systems Manager runs on machines.

    Attributes:
        public: whether every account can use it.
        secrets: lines that look like secrets, by their kind.
    """

    service = "ssm"
    family = Family.IAM
    arn = ArnShape("ssm", "document/")

    public: Fact[bool]
    secrets: Fact[tuple[str, ...]]


class SsmRegion(AwsAsset, frozen=True, kw_only=True):
    """Systems Manager in a region.

    Attributes:
        public_documents: whether documents can be made public.
    """

    service = "ssm"
    family = Family.IAM
    arn = ArnShape("ssm", "region")

    public_documents: Fact[bool]
