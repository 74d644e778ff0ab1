"""Backup: an open vault that is not locked, and a plan without resources."""

import json
from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:backup:{HOME}:{ACCOUNT_ID}"
VAULT, PLAN = f"{PLACE}:backup-vault:main", f"{PLACE}:backup-plan:1"
ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "backup:*", "Resource": "*"}
LISTINGS = {"backup:ListBackupVaults", "backup:ListBackupPlans"}


def _point(source: str, status: str, **more: bool) -> dict[str, Any]:
    return {"ResourceArn": f"arn:aws:rds:x:1:{source}", "Status": status, **more}


ANSWERS: dict[str, Recording] = {
    "backup:ListBackupVaults": {
        "BackupVaultList": [
            {
                "BackupVaultName": "main",
                "BackupVaultArn": VAULT,
                "EncryptionKeyArn": "arn:aws:kms:x:1:key/k",
                "NumberOfRecoveryPoints": 3,
                "Locked": False,
            }
        ]
    },
    "backup:GetBackupVaultAccessPolicy": {"Policy": json.dumps({"Statement": ANYONE})},
    "backup:ListRecoveryPointsByBackupVault": {
        "RecoveryPoints": [
            _point("db:plain", "COMPLETED", IsEncrypted=False),
            _point("db:safe", "COMPLETED", IsEncrypted=True),
            _point("stack", "COMPLETED", IsEncrypted=False, IsParent=True),
            _point("db:gone", "DELETING", IsEncrypted=False),
        ]
    },
    "kms:DescribeKey": {"KeyMetadata": {"KeyId": "k", "KeyManager": "AWS"}},
    "backup:ListBackupPlans": {
        "BackupPlansList": [{"BackupPlanArn": PLAN, "BackupPlanId": "1", "BackupPlanName": "daily"}]
    },
    "backup:ListBackupSelections": {"BackupSelectionsList": []},
}
KINDS = {"BackupVault", "BackupPlan"}
FAILED = {
    VAULT: {
        "backup_vault_policy_not_public",
        "backup_vault_locked",
        "backup_vault_recovery_points_encrypted",
        "backup_vault_encrypted_with_own_key",
    },
    PLAN: {"backup_plan_selects_resources"},
}
CALLS: dict[str, int] = {}
