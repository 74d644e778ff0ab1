"""AppSync: an API with a key beside users, one for roles that logs, and one of another account."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:appsync:{HOME}:{ACCOUNT_ID}:apis"
LISTINGS = {"appsync:ListGraphqlApis"}


def _api(name: str, kind: str, **more: object) -> dict[str, Any]:
    return {"name": name, "arn": f"{PLACE}/{name}", "authenticationType": kind, **more}


ANSWERS: dict[str, Recording] = {
    "appsync:ListGraphqlApis": {
        "graphqlApis": [
            _api(
                "open",
                "AMAZON_COGNITO_USER_POOLS",
                additionalAuthenticationProviders=[{"authenticationType": "API_KEY"}],
            ),
            _api("safe", "AWS_IAM", logConfig={"fieldLogLevel": "ERROR"}, owner=ACCOUNT_ID),
            _api("theirs", "API_KEY", owner="999988887777"),
        ]
    }
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/open": {"appsync_api_keys_refused", "appsync_api_errors_logged"},
    f"{PLACE}/safe": set(),
}
CALLS: dict[str, int] = {}
