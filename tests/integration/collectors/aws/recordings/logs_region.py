"""CloudWatch Logs: resource policies of a region."""

import json

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

REGION = f"arn:aws:logs:{HOME}:{ACCOUNT_ID}:resource-policies"
KINDS = {"LogsRegion"}
LISTINGS = {"logs:DescribeResourcePolicies"}
ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "logs:PutLogEvents", "Resource": "*"}
ANSWERS: dict[str, Recording] = {
    "logs:DescribeResourcePolicies": {
        "resourcePolicies": [
            {"policyName": "open", "policyDocument": json.dumps({"Statement": ANYONE})}
        ]
    }
}
FAILED = {REGION: {"logs_region_resource_policies_not_public"}}
CALLS: dict[str, int] = {}
