"""What the rules about GuardDuty say of regions and detectors in every state that matters."""

from typing import Any

import pytest

from posture.checks.aws import guardduty as watch
from posture.checks.aws import guardduty_protection as protection
from posture.checks.catalog import checks
from posture.domain.asset import Asset
from posture.domain.aws.assets.guardduty import GuardDutyDetector, GuardDutyRegion
from posture.domain.check import Check
from tests.unit.checks.aws.judging import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Case,
    judge,
    unread_facts,
)

FEATURES = {
    "S3_DATA_EVENTS": protection.aws_guardduty_detector_s3_protection_enabled,
    "EKS_AUDIT_LOGS": protection.aws_guardduty_detector_eks_audit_logs_watched,
    "RDS_LOGIN_EVENTS": protection.aws_guardduty_detector_rds_protection_enabled,
    "LAMBDA_NETWORK_LOGS": protection.aws_guardduty_detector_lambda_protection_enabled,
    "EBS_MALWARE_PROTECTION": protection.aws_guardduty_detector_malware_protection_enabled,
    "AI_PROTECTION": protection.aws_guardduty_detector_ai_protection_enabled,
    "RUNTIME_MONITORING": protection.aws_guardduty_detector_runtime_monitored,
}
ALL_ON = dict.fromkeys(FEATURES, "ENABLED")
WELL: dict[type[Asset], dict[str, Any]] = {
    GuardDutyRegion: {"detectors": ("ENABLED",)},
    GuardDutyDetector: {
        "status": "ENABLED",
        "features": ALL_ON,
        "agents": {"EC2_AGENT_MANAGEMENT": "ENABLED"},
        "frequency": "ONE_HOUR",
        "severe": {},
        "administrator": "999988887777",
        "member_count": 0,
        "destinations": ("PUBLISHING",),
    },
}
SEVERE = watch.aws_guardduty_detector_no_severe_findings
CENTRAL = watch.aws_guardduty_detector_centrally_managed
HOURLY = watch.aws_guardduty_detector_changes_published_hourly
EXPORTED = watch.aws_guardduty_detector_findings_exported
AGENTS = protection.aws_guardduty_detector_agents_managed
CASES = [
    Case(watch.aws_guardduty_region_enabled, {"detectors": ()}, FAIL, "no detector"),
    Case(watch.aws_guardduty_region_enabled, {"detectors": ("DISABLED",)}, FAIL, "suspended"),
    Case(SEVERE, {"severe": {"Trojan": 2, "Backdoor": 1}}, FAIL, "3 findings: Backdoor, Trojan"),
    Case(CENTRAL, {"administrator": None}, FAIL),
    Case(CENTRAL, {"administrator": None, "member_count": 4}, PASS, "4 accounts"),
    Case(CENTRAL, {"member_count": DENIED}, PASS),
    Case(HOURLY, {"frequency": "SIX_HOURS"}, FAIL),
    Case(HOURLY, {"frequency": "FIFTEEN_MINUTES"}, PASS),
    Case(HOURLY, {"frequency": "SIX_HOURS", "status": "DISABLED"}, NOT_APPLICABLE),
    Case(EXPORTED, {"destinations": ()}, FAIL, "not exported"),
    Case(EXPORTED, {"destinations": ("STOPPED",)}, FAIL, "stopped"),
    Case(EXPORTED, {"destinations": ("STOPPED", "PUBLISHING")}, PASS),
    *(
        Case(rule, {"features": ALL_ON | {name: "DISABLED"}}, FAIL, name)
        for name, rule in FEATURES.items()
    ),
    *(Case(rule, {"features": {}}, FAIL, name) for name, rule in FEATURES.items()),
    *(Case(rule, {"status": "DISABLED"}, NOT_APPLICABLE) for rule in FEATURES.values()),
    Case(
        FEATURES["RUNTIME_MONITORING"],
        {"features": {"EKS_RUNTIME_MONITORING": "ENABLED"}},
        PASS,
    ),
    Case(AGENTS, {"agents": {"EC2_AGENT_MANAGEMENT": "DISABLED"}}, FAIL),
    Case(AGENTS, {"agents": {}}, FAIL),
    Case(AGENTS, {"agents": {}, "features": {}}, NOT_APPLICABLE),
    Case(AGENTS, {"status": "DISABLED"}, NOT_APPLICABLE),
]
RULES = [one for one in checks() if one.service == "guardduty"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule.id)
def test_a_detector_is_judged(case: Case) -> None:
    judge(case, WELL)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_where_all_is_well_the_rule_passes(rule: Check[Any]) -> None:
    judge(Case(rule, {}, PASS), WELL)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_cannot_be_read_is_unknown(rule: Check[Any]) -> None:
    judge(Case(rule, unread_facts(rule), UNKNOWN, str(DENIED)), WELL)


def test_every_rule_has_a_case_in_which_it_fails() -> None:
    assert {case.rule.id for case in CASES if case.status == FAIL} == {one.id for one in RULES}
