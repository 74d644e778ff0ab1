"""Cases of the checks of S3 Tables and S3 Vectors."""

from posture.domain.aws.assets.s3tables import TableBucket
from posture.domain.aws.assets.s3vectors import VectorBucket
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import FAIL, PASS, Compliant, Row, rows

COMPLIANT: Compliant = {
    TableBucket: {"policy": None},
    VectorBucket: {"policy": None, "encryption": "aws:kms"},
}
EVERYONE = policy({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*"}})
ROLE = {"AWS": "arn:aws:iam::123456789012:role/reader"}
ONE = policy({"Statement": {"Effect": "Allow", "Principal": ROLE, "Action": "*"}})
INSIDE = "arn:aws:x:eu-west-1:123456789012:it/table/orders"
PART = policy(
    {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": INSIDE}}
)
TABLES: list[Row] = [
    ("policy_not_public", {"policy": PART}, FAIL),
    ("policy_not_public", {"policy": EVERYONE}, FAIL),
    ("policy_not_public", {"policy": ONE}, PASS),
]
VECTORS: list[Row] = [
    *TABLES,
    ("encrypted_with_own_key", {"encryption": "AES256"}, FAIL),
]
CASES = [*rows("aws_s3tables_bucket", TABLES), *rows("aws_s3vectors_bucket", VECTORS)]
