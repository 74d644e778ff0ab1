"""Assets of Amazon Managed Workflows for Apache Airflow: environments."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class AirflowEnvironment(AwsAsset, frozen=True, kw_only=True):
    """An environment of Airflow.

    Attributes:
        access: `PRIVATE_ONLY`, `PUBLIC_ONLY` or `PUBLIC_AND_PRIVATE`.
    """

    service = "mwaa"
    family = Family.NETWORK
    arn = ArnShape("airflow", "environment/")

    access: Fact[str]
