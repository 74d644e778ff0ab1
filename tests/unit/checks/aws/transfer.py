"""Cases of Transfer's checks."""

from posture.domain.aws.assets.transfer import TransferServer, TransferUser
from tests.unit.checks.evaluating import DENIED, FAIL, NOT_APPLICABLE, UNKNOWN, Compliant, Row, rows

COMPLIANT: Compliant = {
    TransferServer: {
        "protocols": ("SFTP",),
        "in_vpc": True,
        "policy": "TransferSecurityPolicy-2024-01",
        "logged": True,
    },
    TransferUser: {"confined": True},
}
SERVERS: list[Row] = [
    ("old_protocols_refused", {"protocols": ("SFTP", "FTP")}, FAIL),
    ("old_protocols_refused", {"protocols": DENIED}, UNKNOWN),
    ("in_vpc", {"in_vpc": False}, FAIL),
    ("policy_current", {"policy": "TransferSecurityPolicy-2018-11"}, FAIL),
    ("policy_current", {"policy": ""}, FAIL),
    ("logged", {"logged": False}, FAIL),
]
USERS: list[Row] = [
    ("home_confined", {"confined": False}, FAIL),
    ("home_confined", {"confined": None}, NOT_APPLICABLE),
]
CASES = [*rows("aws_transfer_server", SERVERS), *rows("aws_transfer_user", USERS)]
