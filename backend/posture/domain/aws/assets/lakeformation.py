"""Assets of AWS Lake Formation: the data lake of a region."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class DataLake(AwsAsset, frozen=True, kw_only=True):
    """The data lake of a region with registered locations.

    Attributes:
        open_defaults: what is given to everyone that IAM admits when it is made: `databases`,
            `tables`.
        wide_grants: grants of everything, or with the right to grant, to everyone or to another
            account.
    """

    service = "lakeformation"
    family = Family.IAM
    arn = ArnShape("lakeformation", "data-lake")

    open_defaults: Fact[tuple[str, ...]]
    wide_grants: Fact[tuple[str, ...]]
