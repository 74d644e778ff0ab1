"""SES: a domain without signatures from which everyone may send, and an address."""

import json

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording, by_name

PLACE = f"arn:aws:ses:{HOME}:{ACCOUNT_ID}:identity"
SERVICES = {"ses"}
SETS = PLACE.replace(":identity", ":configuration-set")
LISTINGS = {"sesv2:ListEmailIdentities", "sesv2:ListConfigurationSets"}
ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "ses:SendEmail", "Resource": "*"}


def _identity(received: ReceivedCall) -> Body:
    domain = received.path.endswith("/example.com")
    policies = {"open": json.dumps({"Statement": ANYONE})} if domain else {}
    return {
        "DkimAttributes": {"SigningEnabled": domain, "Status": "FAILED"},
        "Policies": policies,
    }


ANSWERS: dict[str, Recording] = {
    "sesv2:ListEmailIdentities": {
        "EmailIdentities": [
            {"IdentityName": "example.com", "IdentityType": "DOMAIN"},
            {"IdentityName": "a@example.com", "IdentityType": "EMAIL_ADDRESS"},
        ]
    },
    "sesv2:GetEmailIdentity": _identity,
    "sesv2:ListConfigurationSets": {"ConfigurationSets": ["plain", "strict"]},
    "sesv2:GetConfigurationSet": by_name(
        {
            "plain": {"ConfigurationSetName": "plain"},
            "strict": {"DeliveryOptions": {"TlsPolicy": "REQUIRE"}},
        }
    ),
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/example.com": {"ses_identity_messages_signed", "ses_identity_policies_not_public"},
    f"{PLACE}/a@example.com": set(),
    f"{SETS}/plain": {"ses_configuration_set_tls_required"},
    f"{SETS}/strict": set(),
}
CALLS = {"sesv2:GetEmailIdentity": 2, "sesv2:GetConfigurationSet": 2}
