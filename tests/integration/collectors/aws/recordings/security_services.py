"""AWS's own security services, none of which is set up as it should be."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.faults import error
from tests.emulator.recorded import Recording

OFF = {"status": "DISABLED", "errorCode": "ALL_ACCESS_DENIED", "errorMessage": ""}
ON = OFF | {"status": "ENABLED"}
KINDS = {
    "AccessAnalyzerRegion",
    "AccountContact",
    "ConfigRegion",
    "InspectorRegion",
    "MacieRegion",
    "SecurityHubRegion",
}
LISTINGS = {
    "account:GetAlternateContact",
    "config:DescribeConfigurationRecorders",
    "securityhub:DescribeHub",
    "macie2:GetMacieSession",
    "inspector2:BatchGetAccountStatus",
    "accessanalyzer:ListAnalyzers",
}
ANSWERS: dict[str, Recording] = {
    "account:GetAlternateContact": error("account:X", "ResourceNotFoundException", 404),
    "config:DescribeConfigurationRecorders": {
        "ConfigurationRecorders": [
            {"name": "default", "recordingGroup": {"allSupported": True}},
            {"name": "of-aws", "servicePrincipal": "x.amazonaws.com"},
        ]
    },
    "config:DescribeConfigurationRecorderStatus": {
        "ConfigurationRecordersStatus": [{"name": "default", "recording": False}]
    },
    "config:DescribeDeliveryChannelStatus": {
        "DeliveryChannelsStatus": [
            {
                "name": "default",
                "configHistoryDeliveryInfo": {
                    "lastStatus": "Failure",
                    "lastErrorCode": "NoSuchBucket",
                },
            }
        ]
    },
    "securityhub:DescribeHub": {"HubArn": "arn:x"},
    "securityhub:GetEnabledStandards": {
        "StandardsSubscriptions": [
            {"StandardsArn": "arn:x:standards/cis/v/1", "StandardsStatus": "FAILED"}
        ]
    },
    "macie2:GetMacieSession": {"status": "PAUSED"},
    "accessanalyzer:ListAnalyzers": {
        "analyzers": [
            {"type": "ACCOUNT_UNUSED_ACCESS", "status": "ACTIVE"},
            {"type": "ACCOUNT", "status": "CREATING"},
        ]
    },
    "inspector2:BatchGetAccountStatus": {
        "accounts": [
            {
                "accountId": ACCOUNT_ID,
                "state": ON,
                "resourceState": {"ec2": ON, "ecr": OFF, "lambda": ON},
            }
        ],
        "failedAccounts": [],
    },
}
FAILED = {
    f"arn:aws:access-analyzer:{HOME}:{ACCOUNT_ID}:region": {
        "accessanalyzer_region_external_access_watched"
    },
    f"arn:aws:account::{ACCOUNT_ID}:alternate-contact/security": {
        "account_security_contact_registered"
    },
    f"arn:aws:config:{HOME}:{ACCOUNT_ID}:region": {
        "config_region_recorder_complete",
        "config_region_delivery_working",
    },
    f"arn:aws:securityhub:{HOME}:{ACCOUNT_ID}:region": {"securityhub_region_enabled"},
    f"arn:aws:macie2:{HOME}:{ACCOUNT_ID}:region": {"macie_region_enabled"},
    f"arn:aws:inspector2:{HOME}:{ACCOUNT_ID}:region": {
        "inspector_region_scanning_enabled",
        "inspector_region_code_scanned",
    },
}
CALLS: dict[str, int] = {}
