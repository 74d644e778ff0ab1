"""Cases of DynamoDB's checks: tables."""

from posture.domain.aws.assets.dynamodb import DynamoDbTable
from tests.unit.checks.aws.sqs import granting, limited
from tests.unit.checks.evaluating import DENIED, FAIL, PASS, UNKNOWN, Compliant, Row, rows

READ = "dynamodb:GetItem"
OTHER = "arn:aws:iam::999988887777:root"
OWN = "policy_own_account_only"
COMPLIANT: Compliant = {
    DynamoDbTable: {
        "account_id": "123456789012",
        "deletion_protection": True,
        "own_key": True,
        "recoverable": True,
        "policy": None,
    }
}
PUBLIC, RECOVERY = "policy_not_public", "point_in_time_recovery_enabled"
PROTECTION, KEY = "deletion_protection_enabled", "encrypted_with_own_key"
TABLES: list[Row] = [
    (RECOVERY, {}, PASS),
    (RECOVERY, {"recoverable": False}, FAIL),
    (RECOVERY, {"recoverable": DENIED}, UNKNOWN),
    (PROTECTION, {}, PASS),
    (PROTECTION, {"deletion_protection": False}, FAIL),
    (PROTECTION, {"deletion_protection": DENIED}, UNKNOWN),
    (KEY, {}, PASS),
    (KEY, {"own_key": False}, FAIL),
    (KEY, {"own_key": DENIED}, UNKNOWN),
    (PUBLIC, {}, PASS),
    (PUBLIC, granting("*", READ), FAIL),
    (PUBLIC, granting({"AWS": "arn:aws:iam::999988887777:root"}, READ), PASS),
    (PUBLIC, granting("*", READ, **limited("aws:PrincipalOrgID", "o-1")), PASS),
    (PUBLIC, {"policy": DENIED}, UNKNOWN),
    (OWN, {}, PASS),
    (OWN, granting({"AWS": OTHER}, READ), FAIL),
    (OWN, granting({"AWS": OTHER}, READ, **limited("aws:PrincipalOrgID", "o-1")), PASS),
    (OWN, granting({"AWS": "arn:aws:iam::123456789012:root"}, READ), PASS),
    (OWN, {"policy": DENIED}, UNKNOWN),
]
CASES = rows("aws_dynamodb_table", TABLES)
