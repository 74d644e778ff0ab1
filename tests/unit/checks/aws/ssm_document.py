"""Cases of the checks of documents of Systems Manager."""

from posture.domain.aws.assets.ssm_document import SsmDocument, SsmRegion
from tests.unit.checks.evaluating import FAIL, Compliant, Row, rows

COMPLIANT: Compliant = {
    SsmDocument: {"public": False, "secrets": ()},
    SsmRegion: {"public_documents": False},
}
TABLE: list[Row] = [
    ("document_not_public", {"public": True}, FAIL),
    ("document_without_secrets", {"secrets": ("password in line 3",)}, FAIL),
    ("region_public_documents_blocked", {"public_documents": True}, FAIL),
]
CASES = rows("aws_ssm", TABLE)
