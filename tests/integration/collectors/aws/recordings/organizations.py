"""Organizations: one whose only policy is attached to nothing, and whose delegate is idle."""

import json

from tests.emulator.account.account import ACCOUNT_ID
from tests.emulator.recorded import Recording

LISTINGS = {"organizations:DescribeOrganization"}
OPT_OUT = {"services": {"default": {"opt_out_policy": "optOut"}}}
LEARNING = {"rekognition": {"opt_out_policy": "optIn"}}
ANSWERS: dict[str, Recording] = {
    "organizations:DescribeOrganization": {
        "Organization": {"Id": "o-1", "MasterAccountId": ACCOUNT_ID}
    },
    "organizations:ListRoots": {
        "Roots": [
            {
                "Id": "r-1",
                "PolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}],
            }
        ]
    },
    "organizations:ListPolicies": {
        "Policies": [
            {"Id": "p-FullAWSAccess", "Name": "FullAWSAccess", "AwsManaged": True},
            {"Id": "p-1", "Name": "guardrails", "AwsManaged": False},
        ]
    },
    "organizations:ListTargetsForPolicy": {"Targets": []},
    "organizations:ListDelegatedAdministrators": {
        "DelegatedAdministrators": [
            {"Id": "111122223333", "State": "SUSPENDED", "Status": "SUSPENDED"}
        ]
    },
    "organizations:DescribeEffectivePolicy": {
        "EffectivePolicy": {
            "PolicyContent": json.dumps({"services": OPT_OUT["services"] | LEARNING})
        }
    },
}
FAILED = {
    f"arn:aws:organizations::{ACCOUNT_ID}:organization": {
        "organizations_organization_control_policies_attached",
        "organizations_organization_administration_delegated",
        "organizations_organization_ai_training_opted_out",
    }
}
CALLS: dict[str, int] = {}
