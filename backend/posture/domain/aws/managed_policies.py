"""Policies that AWS manages, and how far they go."""

from datetime import date
from enum import StrEnum
from typing import Final

from posture.domain.dated import DatedTable


class Power(StrEnum):
    """What a policy allows in full."""

    ADMINISTRATION = "administration"
    ALMOST_ADMINISTRATION = "almost administration"
    READING = "reading"
    IAM = "iam"
    CLOUDSHELL = "cloudshell"
    BEDROCK = "bedrock"
    SAGEMAKER = "sagemaker"
    S3 = "s3"
    SECRETS = "secrets"


_AI: Final = frozenset({Power.BEDROCK, Power.SAGEMAKER})
_SOME: Final = frozenset[Power]()
# By path and name. Policies whose names promise full access to an AI service, and that allow only
# a part of it, are listed too.
POLICIES: Final[DatedTable[frozenset[Power]]] = DatedTable(
    source="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html",
    read_on=date(2026, 9, 30),
    note="From policy documents that moto contains, of this day, not from the pages.",
    rows={
        "AdministratorAccess": frozenset({Power.ADMINISTRATION}),
        "PowerUserAccess": frozenset({Power.ALMOST_ADMINISTRATION}),
        "ReadOnlyAccess": frozenset({Power.READING}),
        "IAMFullAccess": frozenset({Power.IAM}),
        "AWSCloudShellFullAccess": frozenset({Power.CLOUDSHELL}),
        "AmazonS3FullAccess": frozenset({Power.S3}),
        "SecretsManagerReadWrite": frozenset({Power.SECRETS}),
        "AmazonBedrockFullAccess": frozenset({Power.BEDROCK}),
        "BedrockAgentCoreFullAccess": frozenset({Power.BEDROCK}),
        "AmazonSageMakerFullAccess": frozenset({Power.SAGEMAKER}),
        "job-function/DataScientist": frozenset({Power.SAGEMAKER}),
        "SageMakerStudioAdminIAMDefaultExecutionPolicy": _AI,
        "SageMakerStudioAdminIAMPermissiveExecutionPolicy": _AI,
        "SageMakerStudioUserIAMDefaultExecutionPolicy": frozenset({Power.BEDROCK}),
        "SageMakerStudioUserIAMPermissiveExecutionPolicy": _AI,
        "AmazonBedrockExternalWebSearchFullAccess": _SOME,
        "AmazonBedrockMantleFullAccess": _SOME,
        "AmazonBedrockWebSearchFullAccess": _SOME,
        "AmazonSageMakerCanvasDataPrepFullAccess": _SOME,
        "AmazonSageMakerCanvasFullAccess": _SOME,
        "AmazonSageMakerGeospatialFullAccess": _SOME,
        "AmazonSageMakerJobFullAccess": _SOME,
        "AmazonSageMakerModelRegistryFullAccess": _SOME,
        "AmazonSageMakerPartnerAppsFullAccess": _SOME,
        "AWSGlueConsoleSageMakerNotebookFullAccess": _SOME,
        "SageMakerStudioFullAccess": _SOME,
    },
)
AI_NAMES: Final = ("Bedrock", "SageMaker", "AgentCore")


def policies_with(*powers: Power) -> frozenset[str]:
    """Return the policies that have one of the powers, by path and name."""
    return frozenset(name for name, found in POLICIES.rows.items() if found.intersection(powers))


def promises_ai(name: str) -> bool:
    """Return whether the name of a policy promises full access to an AI service."""
    return name.endswith("FullAccess") and any(one in name for one in AI_NAMES)
