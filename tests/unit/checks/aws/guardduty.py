"""Cases of GuardDuty's checks: regions and detectors."""

from posture.checks.aws import guardduty as watch
from posture.checks.aws import guardduty_protection as protection
from posture.domain.aws.assets.guardduty import GuardDutyDetector, GuardDutyRegion
from tests.unit.checks.evaluating import DENIED, FAIL, NOT_APPLICABLE, PASS, Case, Compliant

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
COMPLIANT: Compliant = {
    GuardDutyRegion: {"detectors": ("ENABLED",)},
    GuardDutyDetector: {
        "status": "ENABLED",
        "features": ALL_ON,
        "agents": {"EC2_AGENT_MANAGEMENT": "ENABLED"},
        "frequency": "ONE_HOUR",
        "severe": {},
        "hiding": (),
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
    Case(
        SEVERE,
        {"severe": {"Trojan": 2, "Backdoor": 1}},
        FAIL,
        "3 unresolved findings: Backdoor, Trojan",
    ),
    Case(SEVERE, {"hiding": ("all-quiet",)}, FAIL, "all-quiet"),
    Case(SEVERE, {"severe": {"Trojan": 1}, "hiding": DENIED}, FAIL),
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
