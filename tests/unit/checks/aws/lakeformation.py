"""Cases of Lake Formation's checks."""

from posture.domain.aws.assets.lakeformation import DataLake
from tests.unit.checks.evaluating import FAIL, Compliant, Row, rows

COMPLIANT: Compliant = {DataLake: {"open_defaults": (), "wide_grants": ()}}
LAKES: list[Row] = [
    ("defaults_closed", {"open_defaults": ("tables",)}, FAIL),
    ("permissions_named", {"wide_grants": ("ALL to EVERYONE",)}, FAIL),
]
CASES = rows("aws_lakeformation_lake", LAKES)
