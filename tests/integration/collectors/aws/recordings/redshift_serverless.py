"""Redshift Serverless: an open workgroup and a silent namespace, and closed ones."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

HERE = f"arn:aws:redshift-serverless:{HOME}:{ACCOUNT_ID}"
SERVICES = {"redshiftserverless"}
LISTINGS = {"redshift-serverless:ListWorkgroups", "redshift-serverless:ListNamespaces"}


def _workgroup(name: str, status: str = "AVAILABLE", **more: object) -> dict[str, Any]:
    arn = f"{HERE}:workgroup/{name}"
    return {"workgroupArn": arn, "workgroupName": name, "status": status} | more


def _namespace(name: str, status: str = "AVAILABLE", **more: object) -> dict[str, Any]:
    arn = f"{HERE}:namespace/{name}"
    return {"namespaceArn": arn, "namespaceName": name, "status": status} | more


TLS = [{"parameterKey": "require_ssl", "parameterValue": "true"}]
ANSWERS: dict[str, Recording] = {
    "redshift-serverless:ListWorkgroups": {
        "workgroups": [
            _workgroup("open", publiclyAccessible=True),
            _workgroup(
                "closed", publiclyAccessible=False, enhancedVpcRouting=True, configParameters=TLS
            ),
            _workgroup("ending", "DELETING"),
        ]
    },
    "redshift-serverless:ListNamespaces": {
        "namespaces": [
            _namespace("silent", adminUsername="admin"),
            _namespace("kept", adminUsername="owner", logExports=["userlog", "connectionlog"]),
            _namespace("ending", "DELETING"),
        ]
    },
}
WRONG = ("public_access_disabled", "tls_required", "traffic_in_vpc")
FAILED: dict[str, set[str]] = {
    f"{HERE}:workgroup/open": {f"redshiftserverless_workgroup_{one}" for one in WRONG},
    f"{HERE}:workgroup/closed": set(),
    f"{HERE}:namespace/silent": {
        "redshiftserverless_namespace_audit_logged",
        "redshiftserverless_namespace_administrator_renamed",
    },
    f"{HERE}:namespace/kept": set(),
}
CALLS: dict[str, int] = {}
