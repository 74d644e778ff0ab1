"""Cases of the checks of Organizations."""

from posture.domain.aws.assets.organizations import ControlPolicies, Delegate, Organization
from posture.domain.evidence import Unread
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, UNKNOWN, Compliant, Row, rows

COMPLIANT: Compliant = {
    Organization: {
        "control_policies": ControlPolicies(enabled=True, attached="guardrails"),
        "delegates": (Delegate(account_id="111122223333", state="ACTIVE"),),
        "training": (),
    }
}
MEMBER = Unread("AccessDeniedException(not the management account)", "organizations:ListRoots")
CONTROL, DELEGATED = "control_policies_attached", "administration_delegated"
TRAINING = "ai_training_opted_out"
ORGANIZATIONS: list[Row] = [
    (CONTROL, {"control_policies": None}, NOT_APPLICABLE),
    (CONTROL, {"control_policies": ControlPolicies(enabled=False, attached=None)}, FAIL),
    (CONTROL, {"control_policies": ControlPolicies(enabled=True, attached=None)}, FAIL),
    (CONTROL, {"control_policies": MEMBER}, UNKNOWN),
    (DELEGATED, {"delegates": None}, NOT_APPLICABLE),
    (DELEGATED, {"delegates": ()}, FAIL),
    (DELEGATED, {"delegates": (Delegate(account_id="1", state="SUSPENDED"),)}, FAIL),
    (TRAINING, {"training": None}, NOT_APPLICABLE),
    (TRAINING, {"training": ("default",)}, FAIL),
    (TRAINING, {"training": ("lex", "rekognition")}, FAIL),
]
CASES = rows("aws_organizations_organization", ORGANIZATIONS)
