"""Lake Formation: open defaults, and grants to everyone and to another account."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

LAKE = f"arn:aws:lakeformation:{HOME}:{ACCOUNT_ID}:data-lake"
LISTINGS = {"lakeformation:ListResources"}


def _grant(principal: str, *permissions: str) -> object:
    return {
        "Principal": {"DataLakePrincipalIdentifier": principal},
        "Permissions": list(permissions),
    }


ANSWERS: dict[str, Recording] = {
    "lakeformation:ListResources": {"ResourceInfoList": [{"ResourceArn": "arn:aws:s3:::lake"}]},
    "lakeformation:GetDataLakeSettings": {
        "DataLakeSettings": {
            "CreateDatabaseDefaultPermissions": [],
            "CreateTableDefaultPermissions": [_grant("IAM_ALLOWED_PRINCIPALS", "ALL")],
        }
    },
    "lakeformation:ListPermissions": {
        "PrincipalResourcePermissions": [
            _grant(f"arn:aws:iam::{ACCOUNT_ID}:role/owner", "ALL"),
            _grant("999988887777", "SELECT"),
            _grant("arn:aws:iam::999988887777:role/x", "ALL"),
        ]
    },
}
FAILED = {LAKE: {"lakeformation_lake_defaults_closed", "lakeformation_lake_permissions_named"}}
CALLS: dict[str, int] = {}
