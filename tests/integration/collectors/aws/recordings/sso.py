"""IAM Identity Center: administrators by user and for long, readers, and an instance of others."""

import json

from tests.emulator.account.account import ACCOUNT_ID
from tests.emulator.recorded import Body, ReceivedCall, Recording

INSTANCE = "arn:aws:sso:::instance/ssoins-1"
SETS = "arn:aws:sso:::permissionSet/ssoins-1"
SERVICES = {"ssoadmin"}
# Accounts of the emulator have an instance.
LISTINGS = {"sso-admin:ListInstances", "sso-admin:ListPermissionSets"}


def _described(received: ReceivedCall) -> Body:
    long = received.names("administrators")
    return {"PermissionSet": {"SessionDuration": "PT12H" if long else "PT1H30M"}}


def _policies(received: ReceivedCall) -> Body:
    name = "AdministratorAccess" if received.names("administrators") else "ReadOnlyAccess"
    return {"AttachedManagedPolicies": [{"Arn": f"arn:aws:iam::aws:policy/{name}"}]}


def _inline(received: ReceivedCall) -> Body:
    everything = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    return {"InlinePolicy": json.dumps(everything) if received.names("owners") else ""}


ANSWERS: dict[str, Recording] = {
    "sso-admin:ListInstances": {
        "Instances": [
            {"InstanceArn": INSTANCE, "OwnerAccountId": ACCOUNT_ID},
            {"InstanceArn": "arn:aws:sso:::instance/ssoins-2", "OwnerAccountId": "999988887777"},
        ]
    },
    "sso-admin:ListPermissionSets": {
        "PermissionSets": [f"{SETS}/administrators", f"{SETS}/owners", f"{SETS}/readers"]
    },
    "sso-admin:DescribePermissionSet": _described,
    "sso-admin:ListManagedPoliciesInPermissionSet": _policies,
    "sso-admin:GetInlinePolicyForPermissionSet": _inline,
    "sso-admin:ListAccountsForProvisionedPermissionSet": {"AccountIds": [ACCOUNT_ID]},
    "sso-admin:ListAccountAssignments": {
        "AccountAssignments": [{"PrincipalType": "GROUP"}, {"PrincipalType": "USER"}]
    },
}
FAILED: dict[str, set[str]] = {
    f"{SETS}/administrators": {
        "ssoadmin_permission_set_administrators_few",
        "ssoadmin_permission_set_session_short",
    },
    f"{SETS}/owners": {"ssoadmin_permission_set_administrators_few"},
    f"{SETS}/readers": set(),
}
CALLS = {
    "sso-admin:DescribePermissionSet": 3,
    "sso-admin:GetInlinePolicyForPermissionSet": 2,
    "sso-admin:ListAccountAssignments": 2,
    "sso-admin:ListAccountsForProvisionedPermissionSet": 2,
    "sso-admin:ListManagedPoliciesInPermissionSet": 3,
}
