"""Assets of Amazon Comprehend: models that an account trained."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class ComprehendModel(AwsAsset, frozen=True, kw_only=True):
    """A classifier of documents or a recognizer of entities.

    Attributes:
        in_vpc: whether it was trained inside a VPC.
        plain_parts: what no KMS key of the account encrypts: `volumes`, `model`.
        policy: which accounts may import it; None without a policy.
    """

    service = "comprehend"
    family = Family.STORAGE
    arn = ArnShape("comprehend", ("document-classifier/", "entity-recognizer/"))

    in_vpc: bool
    plain_parts: tuple[str, ...]
    policy: Fact[Policy | None]
