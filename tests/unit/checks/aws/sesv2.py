"""Cases of SES's checks: identities."""

from posture.domain.aws.assets.sesv2 import EmailIdentity
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    UNKNOWN,
    Compliant,
    Row,
    rows,
)

ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "ses:SendEmail", "Resource": "*"}
COMPLIANT: Compliant = {EmailIdentity: {"is_domain": True, "signed": True, "policies": ()}}
SIGNED = "messages_signed"
IDENTITIES: list[Row] = [
    (SIGNED, {"signed": False}, FAIL),
    (SIGNED, {"signed": DENIED}, UNKNOWN),
    (SIGNED, {"signed": False, "is_domain": False}, NOT_APPLICABLE),
    ("policies_not_public", {"policies": (policy({"Statement": ANYONE}),)}, FAIL),
]
CASES = rows("aws_ses_identity", IDENTITIES)
