"""Assets of Amazon Rekognition: projects with models, and processors of video."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class RekognitionProject(AwsAsset, frozen=True, kw_only=True):
    """A project with models of its own.

    Attributes:
        account_id: its owner.
        policies: who can copy its models.
    """

    service = "rekognition"
    family = Family.IAM
    arn = ArnShape("rekognition", "project/")

    account_id: str
    policies: Fact[tuple[Policy, ...]]


class StreamProcessor(AwsAsset, frozen=True, kw_only=True):
    """A processor of video.

    Attributes:
        shared: whether AWS can use the video to improve its models.
    """

    service = "rekognition"
    family = Family.STORAGE
    arn = ArnShape("rekognition", "streamprocessor/")

    shared: Fact[bool]
