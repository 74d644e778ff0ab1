"""Cases of SES's checks: identities and configuration sets."""

from posture.domain.aws.assets.sesv2 import EmailConfigurationSet, EmailIdentity
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
COMPLIANT: Compliant = {
    EmailIdentity: {"is_domain": True, "signed": True, "policies": ()},
    EmailConfigurationSet: {"tls_required": True},
}
SIGNED = "messages_signed"
IDENTITIES: list[Row] = [
    (SIGNED, {"signed": False}, FAIL),
    (SIGNED, {"signed": DENIED}, UNKNOWN),
    (SIGNED, {"signed": False, "is_domain": False}, NOT_APPLICABLE),
    ("policies_not_public", {"policies": (policy({"Statement": ANYONE}),)}, FAIL),
]
SETS: list[Row] = [("tls_required", {"tls_required": False}, FAIL)]
CASES = [*rows("aws_ses_identity", IDENTITIES), *rows("aws_ses_configuration_set", SETS)]
