"""VPC Lattice: services without callers' names, for everyone, and for one role."""

import json

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:vpc-lattice:{HOME}:{ACCOUNT_ID}:service"
SHARED = PLACE.replace(ACCOUNT_ID, "999988887777")
SERVICES = {"vpclattice"}
LISTINGS = {"vpc-lattice:ListServices"}
CALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
ROLE = {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:role/web"}


def _service(received: ReceivedCall) -> Body:
    return {"authType": "NONE" if received.names("svc-open") else "AWS_IAM"}


def _policy(received: ReceivedCall) -> Body:
    if received.names("svc-open"):
        return {"state": "Inactive"}
    caller = "*" if received.names("svc-all") else ROLE
    return {"state": "Active", "policy": json.dumps({"Statement": CALL | {"Principal": caller}})}


ANSWERS: dict[str, Recording] = {
    "vpc-lattice:ListServices": {
        "items": [
            {"arn": f"{PLACE}/svc-open", "name": "open", "status": "ACTIVE"},
            {"arn": f"{PLACE}/svc-all", "name": "all", "status": "ACTIVE"},
            {"arn": f"{PLACE}/svc-one", "name": "one", "status": "ACTIVE"},
            {"arn": f"{SHARED}/svc-other", "name": "other", "status": "ACTIVE"},
        ]
    },
    "vpc-lattice:GetService": _service,
    "vpc-lattice:GetAuthPolicy": _policy,
}
WRONG = "vpclattice_service_callers_authorized"
FAILED: dict[str, set[str]] = {
    f"{PLACE}/svc-open": {WRONG},
    f"{PLACE}/svc-all": {WRONG},
    f"{PLACE}/svc-one": set(),
}
CALLS = {"vpc-lattice:GetService": 3, "vpc-lattice:GetAuthPolicy": 3}
