"""Cases of the checks of Organizations."""

from posture.domain.aws.assets.organizations import (
    ControlPolicies,
    Delegate,
    ManagedBy,
    Organization,
)
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    UNKNOWN,
    Compliant,
    Row,
    rows,
)

COMPLIANT: Compliant = {
    Organization: {
        "control_policies": ControlPolicies(enabled=True, attached="guardrails"),
        "delegates": (Delegate(account_id="111122223333", state="ACTIVE"),),
        "training": (),
    }
}
MEMBER = ManagedBy("999988887777")
CONTROL, DELEGATED = "control_policies_attached", "administration_delegated"
TRAINING = "ai_training_opted_out"
ORGANIZATIONS: list[Row] = [
    (CONTROL, {"control_policies": None}, NOT_APPLICABLE),
    (CONTROL, {"control_policies": ControlPolicies(enabled=False, attached=None)}, FAIL),
    (CONTROL, {"control_policies": ControlPolicies(enabled=True, attached=None)}, FAIL),
    (CONTROL, {"control_policies": MEMBER}, NOT_APPLICABLE),
    (CONTROL, {"control_policies": DENIED}, UNKNOWN),
    (DELEGATED, {"delegates": None}, NOT_APPLICABLE),
    (DELEGATED, {"delegates": MEMBER}, NOT_APPLICABLE),
    (DELEGATED, {"delegates": DENIED}, UNKNOWN),
    (DELEGATED, {"delegates": ()}, FAIL),
    (DELEGATED, {"delegates": (Delegate(account_id="1", state="SUSPENDED"),)}, FAIL),
    (TRAINING, {"training": None}, NOT_APPLICABLE),
    (TRAINING, {"training": ("default",)}, FAIL),
    (TRAINING, {"training": ("lex", "rekognition")}, FAIL),
]
CASES = rows("aws_organizations_organization", ORGANIZATIONS)
