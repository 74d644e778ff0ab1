"""Athena: a careless workgroup, the untouched primary one, and a disabled one."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:athena:{HOME}:{ACCOUNT_ID}:workgroup"
# The emulated account has the primary workgroup.
LISTINGS = {"athena:ListWorkGroups", "athena:GetWorkGroup"}


def _group(received: ReceivedCall) -> Body:
    name = received.members["WorkGroup"]
    results = {"OutputLocation": "s3://results/"} if name == "team" else {}
    settings = {"EnforceWorkGroupConfiguration": False, "ResultConfiguration": results}
    return {"WorkGroup": {"Name": name, "State": "ENABLED", "Configuration": settings}}


ANSWERS: dict[str, Recording] = {
    "athena:ListWorkGroups": {
        "WorkGroups": [
            {"Name": "team", "State": "ENABLED"},
            {"Name": "primary", "State": "ENABLED"},
            {"Name": "old", "State": "DISABLED"},
        ]
    },
    "athena:GetWorkGroup": _group,
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/team": {
        "athena_workgroup_settings_enforced",
        "athena_workgroup_results_encrypted",
        "athena_workgroup_metrics_published",
    },
    f"{PLACE}/primary": set(),
}
CALLS = {"athena:GetWorkGroup": 2}
