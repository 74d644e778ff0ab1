"""OpenSearch: a domain on the internet that everyone may use, and a closed one."""

import json
from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:es:{HOME}:{ACCOUNT_ID}:domain"
LISTINGS = {"opensearch:ListDomainNames"}
ANYONE = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "es:*", "Resource": "*"}
CLOSED: dict[str, Any] = {
    "VPCOptions": {"VPCId": "vpc-1"},
    "EncryptionAtRestOptions": {"Enabled": True},
    "NodeToNodeEncryptionOptions": {"Enabled": True},
    "DomainEndpointOptions": {
        "EnforceHTTPS": True,
        "TLSSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10",
    },
    "AdvancedSecurityOptions": {"Enabled": True, "AnonymousAuthEnabled": False},
    "LogPublishingOptions": {
        "AUDIT_LOGS": {"Enabled": True},
        "ES_APPLICATION_LOGS": {"Enabled": True},
    },
    "ClusterConfig": {"InstanceCount": 3, "ZoneAwarenessEnabled": True},
    "ServiceSoftwareOptions": {"UpdateAvailable": False},
}
DOMAINS: dict[str, dict[str, Any]] = {
    "open": {
        "AccessPolicies": json.dumps({"Statement": ANYONE}),
        "ServiceSoftwareOptions": {"UpdateAvailable": True},
    },
    "closed": CLOSED,
    "deleted": {"Deleted": True},
}


def _domains(received: ReceivedCall) -> Body:
    names = received.members["DomainNames"]
    return {
        "DomainStatusList": [
            {"ARN": f"{PLACE}/{name}", "DomainId": name, "DomainName": name} | DOMAINS[name]
            for name in names
        ]
    }


ANSWERS: dict[str, Recording] = {
    "opensearch:ListDomainNames": {"DomainNames": [{"DomainName": name} for name in DOMAINS]},
    "opensearch:DescribeDomains": _domains,
}
WRONG = (
    "policy_not_public",
    "in_vpc",
    "encrypted",
    "nodes_encrypted",
    "https_required",
    "fine_grained_access_enabled",
    "audit_logs_published",
    "error_logs_published",
    "nodes_spread",
    "software_current",
)
FAILED: dict[str, set[str]] = {
    f"{PLACE}/open": {f"opensearch_domain_{one}" for one in WRONG},
    f"{PLACE}/closed": set(),
}
CALLS: dict[str, int] = {}
