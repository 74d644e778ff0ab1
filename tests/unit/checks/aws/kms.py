"""Cases of KMS's checks: keys."""

from typing import Any

from posture.checks.aws import kms
from posture.checks.catalog import checks_of
from posture.domain.aws.assets.kms import KeyDescription, KmsKey, Rotation
from posture.domain.aws.policy import Policy, policy
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Case,
    Compliant,
    Row,
    rows,
)

ACCOUNT = "123456789012"
OTHER = "999988887777"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"


def statement(principal: object, action: str = "kms:Decrypt") -> dict[str, object]:
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}


def with_policy(*statements: dict[str, object]) -> dict[str, Policy]:
    return {"policy": policy({"Statement": [statement({"AWS": ROOT}, "kms:*"), *statements]})}


def described(**changed: Any) -> dict[str, KeyDescription]:  # noqa: ANN401  # facts of every type
    facts: dict[str, Any] = {
        "customer_managed": True,
        "state": "Enabled",
        "spec": "SYMMETRIC_DEFAULT",
        "origin": "AWS_KMS",
        "multi_region": False,
    }
    return {"description": KeyDescription(**facts | changed)}


COMPLIANT: Compliant = {
    KmsKey: {
        "account_id": ACCOUNT,
        "rotation": Rotation(enabled=True, period_days=365),
        **described(),
        **with_policy(),
    }
}


def rotation(*, enabled: bool, days: int = 365) -> dict[str, Rotation]:
    return {"rotation": Rotation(enabled, days)}


AWS_MANAGED = {**described(customer_managed=False), "rotation": None, "policy": None}
NARROWED: dict[str, object] = {"Condition": {"StringEquals": {"kms:CallerAccount": ACCOUNT}}}
KEYS: list[Row] = [
    ("rotation_enabled", {}, PASS),
    ("rotation_enabled", rotation(enabled=False), FAIL),
    ("rotation_enabled", {"rotation": DENIED}, UNKNOWN),
    ("rotation_enabled", rotation(enabled=False) | described(state="Disabled"), NOT_APPLICABLE),
    ("rotation_enabled", {"rotation": None} | described(spec="RSA_2048"), NOT_APPLICABLE),
    ("rotation_enabled", {"rotation": None} | described(origin="EXTERNAL"), NOT_APPLICABLE),
    ("rotation_yearly", {}, PASS),
    ("rotation_yearly", rotation(enabled=True, days=366), FAIL),
    ("rotation_yearly", rotation(enabled=True, days=90), PASS),
    ("rotation_yearly", rotation(enabled=False), NOT_APPLICABLE),
    ("rotation_yearly", {"rotation": DENIED}, UNKNOWN),
    ("policy_not_public", {}, PASS),
    ("policy_not_public", with_policy(statement("*")), FAIL),
    ("policy_not_public", with_policy(statement({"AWS": "*"})), FAIL),
    ("policy_not_public", with_policy(statement("*") | NARROWED), PASS),
    ("policy_not_public", with_policy(statement({"AWS": OTHER})), PASS),
    ("policy_not_public", {"policy": DENIED}, UNKNOWN),
    ("policy_own_account_only", {}, PASS),
    ("policy_own_account_only", with_policy(statement({"AWS": OTHER})), FAIL),
    ("policy_own_account_only", with_policy(statement({"AWS": ACCOUNT})), PASS),
    (
        "policy_own_account_only",
        with_policy(statement("*") | {"Condition": {"StringEquals": {"kms:CallerAccount": OTHER}}}),
        FAIL,
    ),
    ("policy_own_account_only", {"policy": DENIED}, UNKNOWN),
    ("policy_duties_separated", {}, PASS),
    ("policy_duties_separated", with_policy(statement({"AWS": f"{ROOT[:-4]}role/ops"})), PASS),
    (
        "policy_duties_separated",
        with_policy(statement({"AWS": f"{ROOT[:-4]}role/ops"}, "kms:*")),
        FAIL,
    ),
    ("policy_duties_separated", {"policy": DENIED}, UNKNOWN),
    ("policy_account_in_control", {}, PASS),
    (
        "policy_account_in_control",
        {"policy": policy({"Statement": statement({"AWS": ROOT}, "kms:Decrypt")})},
        FAIL,
    ),
    (
        "policy_account_in_control",
        {"policy": policy({"Statement": statement({"AWS": ACCOUNT}, "kms:Put*")})},
        PASS,
    ),
    (
        "policy_account_in_control",
        with_policy(statement({"AWS": f"{ROOT[:-4]}role/ops"}, "kms:*") | {"Effect": "Deny"}),
        PASS,
    ),
    ("policy_account_in_control", with_policy(statement("*", "kms:*") | {"Effect": "Deny"}), FAIL),
    (
        "policy_account_in_control",
        with_policy(statement({"AWS": ROOT}, "kms:Put*") | {"Effect": "Deny"}),
        FAIL,
    ),
    ("policy_account_in_control", {"policy": DENIED}, UNKNOWN),
    ("not_pending_deletion", {}, PASS),
    ("not_pending_deletion", described(state="Disabled"), PASS),
    ("not_pending_deletion", described(state="PendingDeletion", deleted_in_days=6), FAIL),
    ("enabled", {}, PASS),
    ("enabled", described(state="Disabled"), FAIL),
    ("enabled", described(state="PendingImport"), FAIL),
    ("enabled", described(state="PendingDeletion"), PASS),
    ("single_region", {}, PASS),
    ("single_region", described(multi_region=True), FAIL),
    ("single_region", described(multi_region=True, state="Disabled"), NOT_APPLICABLE),
    ("imported_material_valid", {}, NOT_APPLICABLE),
    ("imported_material_valid", described(origin="EXTERNAL"), PASS),
    (
        "imported_material_valid",
        described(origin="EXTERNAL", material_expires_in_days=31),
        PASS,
    ),
    (
        "imported_material_valid",
        described(origin="EXTERNAL", material_expires_in_days=30),
        FAIL,
    ),
]
CASES = [
    *rows("aws_kms_key", KEYS),
    *(Case(one, AWS_MANAGED, NOT_APPLICABLE) for one in checks_of([kms])),
    *(Case(one, {"description": DENIED}, UNKNOWN) for one in checks_of([kms])),
]
