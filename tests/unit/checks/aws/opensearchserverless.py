"""Cases of OpenSearch Serverless's checks."""

from posture.domain.aws.assets.opensearchserverless import OpenSearchCollection
from tests.unit.checks.evaluating import FAIL, Compliant, Row, rows

COMPLIANT: Compliant = {OpenSearchCollection: {"own_key": True, "public": (), "unnamed": ()}}
COLLECTIONS: list[Row] = [
    ("closed_to_internet", {"public": ("dashboard",)}, FAIL),
    ("access_named", {"unnamed": ("arn:aws:iam::123456789012:root",)}, FAIL),
    ("encrypted_with_own_key", {"own_key": False}, FAIL),
]
CASES = rows("aws_opensearchserverless_collection", COLLECTIONS)
