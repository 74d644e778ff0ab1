"""Kendra: indexes that trust their callers, that require tokens, and that have none."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording, by_name

PLACE = f"arn:aws:kendra:{HOME}:{ACCOUNT_ID}:index"
LISTINGS = {"kendra:ListIndices"}
ENTERPRISE = {"Status": "ACTIVE", "Edition": "ENTERPRISE_EDITION"}
KEY = {"ServerSideEncryptionConfiguration": {"KmsKeyId": "k"}}
FIELDS = {"UserNameAttributeField": "username", "GroupAttributeField": "groups"}
ANSWERS: dict[str, Recording] = {
    "kendra:ListIndices": {
        "IndexConfigurationSummaryItems": [
            {"Id": name, "Name": name, "Status": "ACTIVE"}
            for name in ("trusting", "strict", "unsigned", "generative")
        ]
    },
    "kendra:DescribeIndex": by_name(
        {
            "trusting": ENTERPRISE | {"UserContextPolicy": "ATTRIBUTE_FILTER"},
            "unsigned": ENTERPRISE
            | KEY
            | {
                "UserContextPolicy": "USER_TOKEN",
                "UserTokenConfigurations": [{"JsonTokenTypeConfiguration": FIELDS}],
            },
            "generative": KEY
            | {
                "Status": "ACTIVE",
                "Edition": "GEN_AI_ENTERPRISE_EDITION",
                "UserContextPolicy": "ATTRIBUTE_FILTER",
            },
            "strict": ENTERPRISE
            | KEY
            | {
                "UserContextPolicy": "USER_TOKEN",
                "UserTokenConfigurations": [{"JwtTokenTypeConfiguration": {"KeyLocation": "URL"}}],
            },
        }
    ),
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/trusting": {
        "kendra_index_results_by_user",
        "kendra_index_encrypted_with_own_key",
    },
    f"{PLACE}/strict": set(),
    f"{PLACE}/unsigned": {"kendra_index_results_by_user"},
    f"{PLACE}/generative": set(),
}
CALLS = {"kendra:DescribeIndex": 4}
