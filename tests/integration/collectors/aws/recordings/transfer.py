"""Transfer: an old server that speaks FTP, a closed one, and users of each kind."""

import json
from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:transfer:{HOME}:{ACCOUNT_ID}:server"
USERS = PLACE.replace(":server", ":user")
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


WIDE = ("free", "policed", "bucket", "lister", "rooted", "unset", "all")
NARROW = ("limited", "homed", "mapped")
# As in AWS's guide: the home directory's files, and a listing of its folder.
HOME_POLICY = [
    {
        "Effect": "Allow",
        "Action": "s3:ListBucket",
        "Resource": "arn:aws:s3:::${transfer:HomeBucket}",
        "Condition": {"StringLike": {"s3:prefix": ["${transfer:HomeFolder}/*"]}},
    },
    {
        "Effect": "Allow",
        "Action": ["s3:PutObject", "s3:GetObject"],
        "Resource": "arn:aws:s3:::${transfer:HomeDirectory}*",
    },
]


def _server(received: ReceivedCall) -> Body:
    name = received.members["ServerId"]
    return {"Server": {"Arn": f"{PLACE}/{name}", "State": "ONLINE", **SERVERS[name]}}


def _policy(resource: str) -> str:
    return json.dumps({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": resource}})


def _user(received: ReceivedCall) -> Body:
    mapped = {"HomeDirectoryType": "LOGICAL"}
    users: dict[str, dict[str, Any]] = {
        "free": {"HomeDirectoryType": "PATH"},
        "limited": {"HomeDirectoryType": "PATH", "Policy": _policy("arn:aws:s3:::files/a/*")},
        "policed": {"HomeDirectoryType": "PATH", "Policy": _policy("*")},
        "bucket": {"HomeDirectoryType": "PATH", "Policy": _policy("arn:aws:s3:::files/*")},
        "lister": {"HomeDirectoryType": "PATH", "Policy": _policy("arn:aws:s3:::files")},
        "rooted": {
            "HomeDirectoryType": "PATH",
            "HomeDirectory": "/files",
            "Policy": _policy("arn:aws:s3:::${transfer:HomeDirectory}*"),
        },
        "homed": {
            "HomeDirectoryType": "PATH",
            "HomeDirectory": "/files/homed",
            "Policy": json.dumps({"Statement": HOME_POLICY}),
        },
        "unset": {},
        "mapped": mapped | {"HomeDirectoryMappings": [{"Entry": "/", "Target": "/files/a"}]},
        "all": mapped | {"HomeDirectoryMappings": [{"Entry": "/", "Target": "/files"}]},
    }
    return {"ServerId": "s-old", "User": users[received.members["UserName"]]}


ANSWERS: dict[str, Recording] = {
    "transfer:ListServers": {
        "Servers": [
            {"Arn": f"{PLACE}/{name}", "ServerId": name, "IdentityProviderType": kind}
            for name, kind in (("s-old", "SERVICE_MANAGED"), ("s-new", "AWS_LAMBDA"))
        ]
    },
    "transfer:DescribeServer": _server,
    "transfer:ListUsers": {
        "ServerId": "s-old",
        "Users": [{"Arn": f"{USERS}/s-old/{name}", "UserName": name} for name in (*WIDE, *NARROW)],
    },
    "transfer:DescribeUser": _user,
}
WRONG = ("old_protocols_refused", "in_vpc", "policy_current", "logged")
FAILED: dict[str, set[str]] = {
    f"{PLACE}/s-old": {f"transfer_server_{one}" for one in WRONG},
    f"{PLACE}/s-new": set(),
    **{f"{USERS}/s-old/{name}": {"transfer_user_home_confined"} for name in WIDE},
    **{f"{USERS}/s-old/{name}": set() for name in NARROW},
}
CALLS = {"transfer:DescribeServer": 2, "transfer:DescribeUser": len(WIDE) + len(NARROW)}
