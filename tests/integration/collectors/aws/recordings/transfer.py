"""Transfer: an old server that speaks FTP, and a closed one."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:transfer:{HOME}:{ACCOUNT_ID}:server"
LISTINGS = {"transfer:ListServers"}
SERVERS = {
    "s-old": {
        "Protocols": ["FTP"],
        "EndpointType": "PUBLIC",
        "SecurityPolicyName": "TransferSecurityPolicy-2018-11",
    },
    "s-new": {
        "Protocols": ["SFTP"],
        "EndpointType": "VPC",
        "SecurityPolicyName": "TransferSecurityPolicy-2024-01",
        "StructuredLogDestinations": ["arn:x"],
    },
}


def _server(received: ReceivedCall) -> Body:
    name = received.members["ServerId"]
    return {"Server": {"Arn": f"{PLACE}/{name}", "State": "ONLINE", **SERVERS[name]}}


ANSWERS: dict[str, Recording] = {
    "transfer:ListServers": {
        "Servers": [{"Arn": f"{PLACE}/{name}", "ServerId": name} for name in SERVERS]
    },
    "transfer:DescribeServer": _server,
}
WRONG = ("old_protocols_refused", "in_vpc", "policy_current", "logged")
FAILED: dict[str, set[str]] = {
    f"{PLACE}/s-old": {f"transfer_server_{one}" for one in WRONG},
    f"{PLACE}/s-new": set(),
}
CALLS = {"transfer:DescribeServer": 2}
