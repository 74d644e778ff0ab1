"""Cases of SNS's checks: topics."""

from posture.domain.aws.assets.sns import SnsTopic
from tests.unit.checks.aws.sqs import granting, limited
from tests.unit.checks.evaluating import DENIED, FAIL, PASS, UNKNOWN, Compliant, Row, rows

PUBLISH = "sns:Publish"
OWN = limited("AWS:SourceOwner", "123456789012")
S3 = {"Service": "s3.amazonaws.com"}
COMPLIANT: Compliant = {
    SnsTopic: granting({"AWS": "*"}, PUBLISH, **OWN) | {"kms_key": "key", "plain_endpoints": ()}
}
PUBLIC, CONFINED, ENCRYPTED = "policy_not_public", "service_callers_confined", "encrypted_with_kms"
TOPICS: list[Row] = [
    (PUBLIC, {}, PASS),
    (PUBLIC, {"policy": None}, PASS),
    (PUBLIC, granting({"AWS": "*"}, "sns:Subscribe"), FAIL),
    (PUBLIC, granting("*", PUBLISH, **limited("aws:PrincipalOrgID", "o-1")), PASS),
    (PUBLIC, {"policy": DENIED}, UNKNOWN),
    (CONFINED, {}, PASS),
    (CONFINED, granting(S3, PUBLISH), FAIL),
    (CONFINED, granting(S3, PUBLISH, **limited("aws:SourceAccount", "123456789012")), PASS),
    (CONFINED, {"policy": DENIED}, UNKNOWN),
    (ENCRYPTED, {}, PASS),
    (ENCRYPTED, {"kms_key": None}, FAIL),
    (ENCRYPTED, {"kms_key": DENIED}, UNKNOWN),
    ("subscribers_encrypted", {}, PASS),
    ("subscribers_encrypted", {"plain_endpoints": ("http://example.com/events",)}, FAIL),
    ("subscribers_encrypted", {"plain_endpoints": DENIED}, UNKNOWN),
]
CASES = rows("aws_sns_topic", TOPICS)
