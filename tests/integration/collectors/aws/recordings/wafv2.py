"""WAF: a web ACL without rules, one that only counts, and one that acts."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:wafv2:{HOME}:{ACCOUNT_ID}:regional/webacl"
# The emulated account has a web ACL.
LISTINGS = {"wafv2:ListWebACLs", "wafv2:GetWebACL", "wafv2:ListLoggingConfigurations"}


def _arn(name: str) -> str:
    return f"{PLACE}/{name}/{name}-id"


GROUP = {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"}}
INPUTS = {
    "ManagedRuleGroupStatement": {
        "VendorName": "AWS",
        "Name": "AWSManagedRulesKnownBadInputsRuleSet",
    }
}
MEASURED = {"VisibilityConfig": {"CloudWatchMetricsEnabled": True}}
UNMEASURED = {"VisibilityConfig": {"CloudWatchMetricsEnabled": False}}
RULES = {
    "empty": [],
    "counting": [
        {"Name": "common", "Statement": GROUP, "OverrideAction": {"Count": {}}} | UNMEASURED
    ],
    "good": [{"Name": "inputs", "Statement": INPUTS, "OverrideAction": {"None": {}}} | MEASURED],
}


def _listed(received: ReceivedCall) -> Body:
    if "NextMarker" in received.members:
        return {"WebACLs": [{"Name": "good", "Id": "good-id", "ARN": _arn("good")}]}
    found = [
        {"Name": name, "Id": f"{name}-id", "ARN": _arn(name)} for name in ("empty", "counting")
    ]
    return {"WebACLs": found, "NextMarker": "counting"}


def _acl(received: ReceivedCall) -> Body:
    name = received.members["Name"]
    return {"WebACL": {"Name": name, "DefaultAction": {"Allow": {}}, "Rules": RULES[name]}}


ANSWERS: dict[str, Recording] = {
    "wafv2:ListWebACLs": _listed,
    "wafv2:GetWebACL": _acl,
    "wafv2:ListLoggingConfigurations": {
        "LoggingConfigurations": [{"ResourceArn": _arn("good"), "LogDestinationConfigs": ["arn:x"]}]
    },
}
COMMON = {"wafv2_web_acl_logged", "wafv2_web_acl_known_bad_inputs_stopped"}
FAILED: dict[str, set[str]] = {
    _arn("empty"): {"wafv2_web_acl_has_rules"} | COMMON,
    _arn("counting"): {"wafv2_web_acl_rules_act", "wafv2_web_acl_rules_measured"} | COMMON,
    _arn("good"): set(),
}
CALLS = {"wafv2:ListWebACLs": 2, "wafv2:GetWebACL": 3}
