"""OpenSearch Serverless: a collection that policies open in every way, and a closed one."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording, by_name

PLACE = f"arn:aws:aoss:{HOME}:{ACCOUNT_ID}:collection"
KEY = f"arn:aws:kms:{HOME}:{ACCOUNT_ID}:key/k"
LISTINGS = {"opensearchserverless:ListCollections"}


def _collection(name: str, status: str = "ACTIVE") -> dict[str, str]:
    return {"id": f"id-{name}", "name": name, "status": status, "arn": f"{PLACE}/id-{name}"}


def _network(pattern: str, kind: str, **more: object) -> dict[str, Any]:
    return {"Rules": [{"ResourceType": kind, "Resource": [f"collection/{pattern}"]}]} | more


def _access(pattern: str, *principals: str) -> dict[str, Any]:
    rules = [{"ResourceType": "index", "Resource": [pattern], "Permission": ["aoss:*"]}]
    return {"Rules": rules, "Principal": list(principals)}


NETWORKS = {
    "public": [_network("lo*", "collection", AllowFromPublic=True)],
    "private": [
        _network("closed", "collection", AllowFromPublic=False, SourceVPCEs=["vpce-1"]),
        _network("closed", "dashboard", SourceVPCEs=["vpce-1"]),
    ],
}
ROOT = f"arn:aws:iam::{ACCOUNT_ID}:root"
ACCESSES = {
    "wide": [
        _access("index/logs/*", ROOT, "arn:aws:iam::999988887777:role/x"),
        _access("index/other/*", "arn:aws:iam::999988887777:role/x"),
    ],
    "counted": [_access("index/counted/*", ACCOUNT_ID)],
    "narrow": [_access("index/closed/*", f"arn:aws:iam::{ACCOUNT_ID}:role/reader", "saml/1/i/g")],
}
ANSWERS: dict[str, Recording] = {
    "opensearchserverless:ListCollections": {
        "collectionSummaries": [
            _collection("logs"),
            _collection("closed"),
            _collection("counted"),
            _collection("ending", "DELETING"),
        ]
    },
    "opensearchserverless:BatchGetCollection": {
        "collectionDetails": [
            {"id": "id-logs", "kmsKeyArn": "auto"},
            {"id": "id-closed", "kmsKeyArn": KEY},
            {"id": "id-counted", "kmsKeyArn": KEY},
        ]
    },
    "opensearchserverless:ListSecurityPolicies": {
        "securityPolicySummaries": [{"name": name} for name in NETWORKS]
    },
    "opensearchserverless:GetSecurityPolicy": by_name(
        {name: {"securityPolicyDetail": {"policy": one}} for name, one in NETWORKS.items()}
    ),
    "opensearchserverless:ListAccessPolicies": {
        "accessPolicySummaries": [{"name": name} for name in ACCESSES]
    },
    "opensearchserverless:GetAccessPolicy": by_name(
        {name: {"accessPolicyDetail": {"policy": one}} for name, one in ACCESSES.items()}
    ),
}
WRONG = ("closed_to_internet", "access_named", "encrypted_with_own_key")
FAILED: dict[str, set[str]] = {
    f"{PLACE}/id-logs": {f"opensearchserverless_collection_{one}" for one in WRONG},
    f"{PLACE}/id-closed": set(),
    f"{PLACE}/id-counted": {"opensearchserverless_collection_access_named"},
}
CALLS = {
    "opensearchserverless:GetSecurityPolicy": 2,
    "opensearchserverless:GetAccessPolicy": 3,
}
