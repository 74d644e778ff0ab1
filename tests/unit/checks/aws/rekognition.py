"""Cases of Rekognition's checks."""

from posture.domain.aws.assets.rekognition import RekognitionProject, StreamProcessor
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import FAIL, Compliant, Row, rows

COMPLIANT: Compliant = {
    RekognitionProject: {"account_id": "123456789012", "policies": ()},
    StreamProcessor: {"shared": False},
}
COPY = {"Effect": "Allow", "Action": "rekognition:CopyProjectVersion", "Resource": "*"}
EVERYONE = policy({"Statement": COPY | {"Principal": "*"}})
OTHER = policy({"Statement": COPY | {"Principal": {"AWS": "arn:aws:iam::999988887777:root"}}})
TABLE: list[Row] = [
    ("project_policy_own_account_only", {"policies": (EVERYONE,)}, FAIL),
    ("project_policy_own_account_only", {"policies": (OTHER,)}, FAIL),
    ("stream_processor_data_not_shared", {"shared": True}, FAIL),
]
CASES = rows("aws_rekognition", TABLE)
