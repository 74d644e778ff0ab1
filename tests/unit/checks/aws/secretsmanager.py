"""Cases of Secrets Manager's checks: secrets."""

from typing import Any

from posture.checks.aws import secretsmanager as rules
from posture.domain.aws.assets.secretsmanager import SecretsManagerSecret
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Case, Compliant

ACCOUNT = "123456789012"
OTHER = "999988887777"
READ = "secretsmanager:GetSecretValue"
COMPLIANT: Compliant = {
    SecretsManagerSecret: {
        "account_id": ACCOUNT,
        "owner": None,
        "primary_region": None,
        "rotation": True,
        "due_days": 20,
        "renewed_days_ago": 10,
        "used_days_ago": 1,
        "kms_key": "key",
        "policy": None,
    }
}


def granting(principal: object, action: str = READ, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # members of a statement
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}
    return {"policy": policy({"Statement": statement | more})}


IN_ORGANIZATION: dict[str, Any] = {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}
ENABLED = rules.aws_secretsmanager_secret_rotation_enabled
ON_SCHEDULE = rules.aws_secretsmanager_secret_rotation_on_schedule
RENEWED = rules.aws_secretsmanager_secret_renewed_quarterly
USED = rules.aws_secretsmanager_secret_used
KEY = rules.aws_secretsmanager_secret_encrypted_with_own_key
PUBLIC = rules.aws_secretsmanager_secret_policy_not_public
OWN = rules.aws_secretsmanager_secret_policy_own_account_only
LEAST = rules.aws_secretsmanager_secret_policy_least_privilege
REPLICA = {"primary_region": "us-east-1"}
CASES = [
    Case(ENABLED, {"rotation": False}, FAIL),
    Case(ENABLED, {"rotation": False} | REPLICA, NOT_APPLICABLE, "us-east-1"),
    Case(ENABLED, {"rotation": False, "owner": "events"}, NOT_APPLICABLE, "events"),
    Case(ENABLED, {"owner": "rds"}, PASS),
    Case(ON_SCHEDULE, {"due_days": -2}, FAIL, "2 days ago"),
    Case(ON_SCHEDULE, {"due_days": -1}, PASS),
    Case(ON_SCHEDULE, {"due_days": None}, NOT_APPLICABLE),
    Case(ON_SCHEDULE, {"rotation": False}, NOT_APPLICABLE),
    Case(ON_SCHEDULE, {"due_days": -9} | REPLICA, NOT_APPLICABLE),
    Case(RENEWED, {"renewed_days_ago": 91}, FAIL, "91 days old"),
    Case(RENEWED, {"renewed_days_ago": 90}, PASS),
    Case(RENEWED, {"renewed_days_ago": 91, "rotation": False}, FAIL),
    Case(RENEWED, {"renewed_days_ago": 91} | REPLICA, NOT_APPLICABLE),
    Case(USED, {"used_days_ago": 91}, FAIL, "91 days"),
    Case(USED, {"used_days_ago": 90}, PASS),
    Case(KEY, {"kms_key": None}, FAIL),
    Case(PUBLIC, granting("*"), FAIL, READ),
    Case(PUBLIC, granting({"AWS": "*"}), FAIL),
    Case(PUBLIC, granting("*", **IN_ORGANIZATION), PASS),
    Case(PUBLIC, granting("*", Effect="Deny"), PASS),
    Case(OWN, granting({"AWS": OTHER}), FAIL, OTHER),
    Case(OWN, granting({"AWS": f"arn:aws:iam::{OTHER}:role/r"}), FAIL),
    Case(OWN, granting({"AWS": ACCOUNT}), PASS),
    Case(OWN, granting({"AWS": OTHER}, Effect="Deny"), PASS),
    Case(
        LEAST, granting({"AWS": f"arn:aws:iam::{ACCOUNT}:role/r"}, "secretsmanager:*"), FAIL, "/r"
    ),
    Case(LEAST, granting({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "secretsmanager:*"), PASS),
    Case(LEAST, granting({"AWS": f"arn:aws:iam::{ACCOUNT}:role/r"}, "secretsmanager:Get*"), PASS),
]
