"""Cases of WAF's checks: web ACLs."""

from posture.domain.aws.assets.wafv2 import WebAcl
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Compliant,
    Row,
    rows,
)

COMPLIANT: Compliant = {
    WebAcl: {
        "rules": ("common",),
        "acting_rules": ("common",),
        "unmeasured_rules": (),
        "blocks_by_default": False,
        "managed_groups": ("AWSManagedRulesKnownBadInputsRuleSet",),
        "logged": True,
    }
}
RULES, ACT, KNOWN = "has_rules", "rules_act", "known_bad_inputs_stopped"
MEASURED = "rules_measured"
EMPTY = {"rules": (), "acting_rules": ()}
ACLS: list[Row] = [
    (RULES, EMPTY, FAIL),
    (RULES, EMPTY | {"blocks_by_default": True}, PASS),
    (ACT, {"acting_rules": ()}, FAIL),
    (ACT, {"acting_rules": (), "blocks_by_default": True}, PASS),
    (ACT, EMPTY, NOT_APPLICABLE),
    ("logged", {"logged": False}, FAIL),
    (MEASURED, {"unmeasured_rules": ("common",)}, FAIL),
    (MEASURED, {"unmeasured_rules": DENIED}, UNKNOWN),
    (MEASURED, EMPTY, NOT_APPLICABLE),
    (KNOWN, {"managed_groups": ("AWSManagedRulesCommonRuleSet",)}, FAIL),
    (KNOWN, {"managed_groups": ("OWASP_Top10",)}, PASS),
    (KNOWN, {"managed_groups": DENIED}, UNKNOWN),
]
CASES = rows("aws_wafv2_web_acl", ACLS)
