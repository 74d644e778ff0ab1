"""Amplify: an application with a secret, one with a secret in a branch, and a careful one."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:amplify:{HOME}:{ACCOUNT_ID}:apps"
LISTINGS = {"amplify:ListApps"}
PASSWORD = {"DB_PASSWORD": "Zk3-mX9q!rT7"}
SECRETS = "amplify_app_variables_without_secrets"


def _branches(received: ReceivedCall) -> Body:
    variables = PASSWORD if "/deep/" in received.path else {"STAGE": "live"}
    return {"branches": [{"branchName": "main", "environmentVariables": variables}]}


ANSWERS: dict[str, Recording] = {
    "amplify:ListApps": {
        "apps": [
            {
                "appId": name,
                "appArn": f"{PLACE}/{name}",
                "name": name,
                "environmentVariables": PASSWORD if name == "open" else {},
            }
            for name in ("open", "deep", "safe")
        ]
    },
    "amplify:ListBranches": _branches,
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/open": {SECRETS},
    f"{PLACE}/deep": {SECRETS},
    f"{PLACE}/safe": set(),
}
CALLS = {"amplify:ListBranches": 3}
