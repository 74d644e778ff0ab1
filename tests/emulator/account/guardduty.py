"""GuardDuty: it watches production, most of it, and not the region that was left behind."""

from typing import Any

from tests.emulator.account.account import HOME, Account

_FEATURES: list[dict[str, Any]] = [
    {"name": "S3_DATA_EVENTS", "status": "ENABLED"},
    {"name": "EKS_AUDIT_LOGS", "status": "DISABLED"},
    {"name": "RDS_LOGIN_EVENTS", "status": "ENABLED"},
    {"name": "LAMBDA_NETWORK_LOGS", "status": "ENABLED"},
    {"name": "EBS_MALWARE_PROTECTION", "status": "DISABLED"},
    {"name": "AI_PROTECTION", "status": "DISABLED"},
    {
        "name": "RUNTIME_MONITORING",
        "status": "ENABLED",
        "additionalConfiguration": [{"name": "EC2_AGENT_MANAGEMENT", "status": "DISABLED"}],
    },
]
_MINING = {"findingType": "CryptoCurrency:EC2/BitcoinTool.B!DNS", "totalFindings": 2}


def seed(aws: Account, n: int) -> None:  # noqa: ARG001  # a region has one detector at most
    """Make 1 detector, with findings and an export that fails."""
    detector: str = aws.client("guardduty").create_detector(
        Enable=True, FindingPublishingFrequency="SIX_HOURS"
    )["DetectorId"]
    described = aws.client("guardduty").get_detector(DetectorId=detector)
    aws.stub(
        "guardduty:GetDetector",
        {
            "status": described["Status"],
            "serviceRole": described["ServiceRole"],
            "findingPublishingFrequency": described["FindingPublishingFrequency"],
            "features": _FEATURES,
            "dataSources": {"s3Logs": {"status": "ENABLED"}},
        },
        region=HOME,
        DetectorId=detector,
    )
    statistics = {"findingStatistics": {"groupedByFindingType": [_MINING]}}
    export = {"destinationId": "d", "destinationType": "S3", "status": "PENDING_VERIFICATION"}
    for call, answer in (
        ("guardduty:GetFindingsStatistics", statistics),
        ("guardduty:ListFindings", {"findingIds": ["a", "b"]}),
        ("guardduty:ListPublishingDestinations", {"destinations": [export]}),
    ):
        aws.stub(call, answer, region=HOME, DetectorId=detector)
