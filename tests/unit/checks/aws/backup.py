"""Cases of Backup's checks: vaults and plans."""

from posture.domain.aws.assets.backup import BackupPlan, BackupVault
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Compliant,
    Row,
    rows,
)

ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "backup:CopyIntoBackupVault"}
COPIES = policy({"Statement": ANYONE | {"Resource": "*"}})
COMPLIANT: Compliant = {
    BackupVault: {
        "locked": True,
        "empty": False,
        "own_key": True,
        "plain_sources": (),
        "policy": None,
    },
    BackupPlan: {"selections": ("all",)},
}
POINTS = "vault_recovery_points_encrypted"
LOCKED, PUBLIC = "vault_locked", "vault_policy_not_public"
BACKUPS: list[Row] = [
    (PUBLIC, {"policy": COPIES}, FAIL),
    (PUBLIC, {"policy": DENIED}, UNKNOWN),
    (LOCKED, {"locked": False}, FAIL),
    (LOCKED, {"locked": False, "empty": True}, NOT_APPLICABLE),
    (LOCKED, {"empty": True}, PASS),
    ("vault_encrypted_with_own_key", {"own_key": False}, FAIL),
    (POINTS, {"plain_sources": ("arn:aws:rds:eu-west-1:1:db:a",)}, FAIL),
    (POINTS, {"plain_sources": DENIED}, UNKNOWN),
    ("plan_selects_resources", {"selections": ()}, FAIL),
]
CASES = rows("aws_backup", BACKUPS)
