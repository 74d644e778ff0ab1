"""Kendra: an index that trusts its callers, and one that asks for tokens."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording, by_name

PLACE = f"arn:aws:kendra:{HOME}:{ACCOUNT_ID}:index"
LISTINGS = {"kendra:ListIndices"}
ANSWERS: dict[str, Recording] = {
    "kendra:ListIndices": {
        "IndexConfigurationSummaryItems": [
            {"Id": name, "Name": name, "Status": "ACTIVE"} for name in ("trusting", "strict")
        ]
    },
    "kendra:DescribeIndex": by_name(
        {
            "trusting": {"Status": "ACTIVE", "UserContextPolicy": "ATTRIBUTE_FILTER"},
            "strict": {
                "Status": "ACTIVE",
                "UserContextPolicy": "USER_TOKEN",
                "UserTokenConfigurations": [{"JwtTokenTypeConfiguration": {"KeyLocation": "URL"}}],
                "ServerSideEncryptionConfiguration": {"KmsKeyId": "k"},
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
}
CALLS = {"kendra:DescribeIndex": 2}
