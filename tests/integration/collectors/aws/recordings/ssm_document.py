"""Systems Manager: a public document with a secret, a closed one, and a region that allows both."""

import json

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording, by_name

HERE = f"arn:aws:ssm:{HOME}:{ACCOUNT_ID}"
KINDS = {"SsmDocument", "SsmRegion"}
LISTINGS = {"ssm:ListDocuments", "ssm:GetServiceSetting"}
OPEN = {"mainSteps": [{"inputs": {"runCommand": ["export DB_PASSWORD=hunter2-9Xk!"]}}]}
ANSWERS: dict[str, Recording] = {
    "ssm:ListDocuments": {"DocumentIdentifiers": [{"Name": "open"}, {"Name": "closed"}]},
    "ssm:DescribeDocumentPermission": by_name(
        {"open": {"AccountIds": ["all"]}, "closed": {"AccountIds": ["999988887777"]}}
    ),
    "ssm:GetDocument": by_name(
        {
            "open": {"Name": "open", "Content": json.dumps(OPEN)},
            "closed": {"Name": "closed", "Content": "run: uptime\n"},
        }
    ),
    "ssm:GetServiceSetting": {"ServiceSetting": {"SettingValue": "Enable"}},
}
FAILED: dict[str, set[str]] = {
    f"{HERE}:document/open": {"ssm_document_not_public", "ssm_document_without_secrets"},
    f"{HERE}:document/closed": set(),
    f"{HERE}:region": {"ssm_region_public_documents_blocked"},
}
CALLS = {"ssm:DescribeDocumentPermission": 2, "ssm:GetDocument": 2}
