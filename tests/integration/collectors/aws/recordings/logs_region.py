"""CloudWatch Logs: resource policies of a region, and destinations for other accounts."""

import json

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

REGION = f"arn:aws:logs:{HOME}:{ACCOUNT_ID}:resource-policies"
DESTINATIONS = f"arn:aws:logs:{HOME}:{ACCOUNT_ID}:destination"
KINDS = {"LogDestination", "LogsRegion"}
LISTINGS = {"logs:DescribeResourcePolicies", "logs:DescribeDestinations"}
ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "logs:PutLogEvents", "Resource": "*"}
ANSWERS: dict[str, Recording] = {
    "logs:DescribeResourcePolicies": {
        "resourcePolicies": [
            {"policyName": "open", "policyDocument": json.dumps({"Statement": ANYONE})}
        ]
    },
    "logs:DescribeDestinations": {
        "destinations": [
            {
                "arn": f"{DESTINATIONS}:open",
                "destinationName": "open",
                "accessPolicy": json.dumps({"Statement": ANYONE}),
            },
            {"arn": f"{DESTINATIONS}:closed", "destinationName": "closed"},
        ]
    },
}
FAILED = {
    REGION: {"logs_region_resource_policies_not_public"},
    f"{DESTINATIONS}:open": {"logs_destination_policy_not_public"},
    f"{DESTINATIONS}:closed": set(),
}
CALLS: dict[str, int] = {}
