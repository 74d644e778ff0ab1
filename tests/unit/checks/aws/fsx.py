"""Cases of FSx's checks."""

from posture.domain.aws.assets.fsx import FsxFileSystem
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, Compliant, Row, rows

COMPLIANT: Compliant = {FsxFileSystem: {"backup_days": 7}}
FILE_SYSTEMS: list[Row] = [
    ("backups_kept", {"backup_days": 0}, FAIL),
    ("backups_kept", {"backup_days": None}, NOT_APPLICABLE),
]
CASES = rows("aws_fsx_file_system", FILE_SYSTEMS)
