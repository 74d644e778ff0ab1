"""What the rules about KMS say of keys in every state that matters."""

from typing import Any

import pytest

from posture.checks.aws import kms
from posture.domain.aws.assets.kms import KeyDescription, KmsKey, Rotation
from posture.domain.aws.policy import Policy, policy
from posture.domain.evidence import Unread
from posture.domain.verdict import VerdictStatus

PASS, FAIL, UNKNOWN, NOT_APPLICABLE = VerdictStatus
ACCOUNT = "123456789012"
OTHER = "999988887777"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
DENIED = Unread("AccessDeniedException", "kms:DescribeKey")


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


def key(**changed: Any) -> KmsKey:  # noqa: ANN401  # as above
    facts: dict[str, Any] = {
        "account_id": ACCOUNT,
        "rotation": Rotation(enabled=True, period_days=365),
        **described(),
        **with_policy(),
    }
    return KmsKey(resource_id="arn:aws:kms:r:1:key/k", region="r", **facts | changed)


def rotation(*, enabled: bool, days: int = 365) -> dict[str, Rotation]:
    return {"rotation": Rotation(enabled, days)}


NARROWED: dict[str, object] = {"Condition": {"StringEquals": {"kms:CallerAccount": ACCOUNT}}}
CASES = [
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
RULES = sorted({rule for rule, _, _ in CASES})


@pytest.mark.parametrize(("rule", "changed", "status"), CASES)
def test_a_key_is_judged(rule: str, changed: dict[str, Any], status: VerdictStatus) -> None:
    assert getattr(kms, f"aws_kms_key_{rule}")(key(**changed)).status == status


@pytest.mark.parametrize("rule", RULES)
def test_no_question_arises_for_a_key_that_aws_manages(rule: str) -> None:
    of_aws = key(**described(customer_managed=False), rotation=None, policy=None)
    assert getattr(kms, f"aws_kms_key_{rule}")(of_aws).status == NOT_APPLICABLE


@pytest.mark.parametrize("rule", RULES)
def test_a_key_that_cannot_be_described_is_unknown(rule: str) -> None:
    assert getattr(kms, f"aws_kms_key_{rule}")(key(description=DENIED)).status == UNKNOWN
