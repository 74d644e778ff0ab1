"""The project's policy, service accounts, roles, federation and API keys."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.emulator.gcp import NUMBER, PROJECT, EmulatedProject

COMPUTE_DEFAULT = f"{NUMBER}-compute@developer.gserviceaccount.com"
OLD = "2023-02-01T10:00:00Z"
FAR = "9999-12-31T23:59:59Z"


def recent() -> str:
    return f"{datetime.now(UTC) - timedelta(days=10):%Y-%m-%dT%H:%M:%SZ}"


def fill(project: EmulatedProject) -> dict[str, str]:
    project.services |= {
        "cloudresourcemanager",
        "serviceusage",
        "iam",
        "apikeys",
        "orgpolicy",
        "generativelanguage",
    }
    _policies(project)
    ids = {"project": f"//cloudresourcemanager.googleapis.com/projects/{PROJECT}"}
    ids |= {f"account {name}": _account(project, name) for name in ("tight", "leaky")}
    ids["account default"] = _account(project, "default", COMPUTE_DEFAULT)
    roles = "iam.projects.roles.list"
    for name, permissions in (
        ("reader", ["storage.objects.get"]),
        ("escalator", ["iam.serviceAccounts.actAs", "storage.buckets.setIamPolicy"]),
    ):
        found = project.add(
            roles,
            {
                "name": f"projects/{PROJECT}/roles/{name}",
                "title": name,
                "stage": "GA",
                "includedPermissions": permissions,
            },
        )
        ids[f"role {name}"] = f"//iam.googleapis.com/{found['name']}"
    ids |= _federation(project)
    ids |= _api_keys(project)
    return ids


def _policies(project: EmulatedProject) -> None:
    bindings: list[dict[str, Any]] = [
        {"role": "roles/editor", "members": [f"serviceAccount:{COMPUTE_DEFAULT}"]},
        {
            "role": "roles/owner",
            "members": [
                "user:person@gmail.com",
                f"serviceAccount:service-{NUMBER}@container-engine-robot.iam.gserviceaccount.com",
                "deleted:user:gone@example.com?uid=123",
            ],
        },
        {
            "role": "roles/storage.admin",
            "members": [f"serviceAccount:leaky@{PROJECT}.iam.gserviceaccount.com"],
            "condition": {"title": "until", "expression": "request.time < timestamp('2030')"},
        },
    ]
    team = ["group:team@example.com"]
    bindings += [
        {"role": role, "members": team}
        for role in (
            "roles/iam.serviceAccountAdmin",
            "roles/iam.serviceAccountUser",
            "roles/cloudkms.admin",
            "roles/cloudkms.cryptoKeyEncrypterDecrypter",
        )
    ]
    bindings.append({"role": "roles/run.viewer", "members": ["allAuthenticatedUsers"]})
    logs = [{"logType": "ADMIN_READ"}, {"logType": "DATA_READ"}]
    audit = [{"service": "allServices", "auditLogConfigs": logs}]
    policy = {"version": 3, "bindings": bindings, "auditConfigs": audit}
    project.answer("cloudresourcemanager.projects.getIamPolicy", policy)
    project.answer(
        "cloudresourcemanager.projects.getAncestry",
        {
            "ancestor": [
                {"resourceId": {"type": "project", "id": PROJECT}},
                {"resourceId": {"type": "folder", "id": "77"}},
                {"resourceId": {"type": "organization", "id": "99"}},
            ]
        },
    )
    missing = [{"service": "allServices", "auditLogConfigs": [{"logType": "DATA_WRITE"}]}]
    project.answer("cloudresourcemanager.organizations.getIamPolicy", {"auditConfigs": missing})
    for constraint, on in (
        ("iam.disableServiceAccountKeyCreation", False),
        ("iam.managed.disableServiceAccountKeyCreation", False),
        ("storage.publicAccessPrevention", False),
    ):
        name = f"projects/{NUMBER}/policies/{constraint}"
        project.answer(
            "orgpolicy.projects.policies.getEffectivePolicy",
            {"name": name, "spec": {"rules": [{"enforce": on}]}},
            at=f"/{constraint}:",
        )


def _account(project: EmulatedProject, name: str, email: str = "") -> str:
    email = email or f"{name}@{PROJECT}.iam.gserviceaccount.com"
    path = f"projects/{PROJECT}/serviceAccounts/{email}"
    record = {"name": path, "email": email, "projectId": PROJECT, "uniqueId": "1"}
    project.add("iam.projects.serviceAccounts.list", record)
    project.answer("iam.projects.serviceAccounts.get", record, at=email)
    keys = []
    if name == "leaky":
        keys = [
            {
                "name": f"{path}/keys/abc",
                "keyType": "USER_MANAGED",
                "keyOrigin": "GOOGLE_PROVIDED",
                "validAfterTime": OLD,
                "validBeforeTime": FAR,
                "extendedStatus": [
                    {
                        "key": "SERVICE_ACCOUNT_KEY_EXTENDED_STATUS_KEY_EXPOSED",
                        "value": "https://github.com/acme/shop",
                    }
                ],
            },
            {
                "name": f"{path}/keys/off",
                "keyType": "USER_MANAGED",
                "keyOrigin": "GOOGLE_PROVIDED",
                "disabled": True,
                "validAfterTime": OLD,
                "validBeforeTime": FAR,
            },
        ]
        project.answer(
            "iam.projects.serviceAccounts.getIamPolicy",
            {"bindings": [{"role": "roles/iam.serviceAccountUser", "members": ["allUsers"]}]},
            at=email,
        )
    project.answer(
        "iam.projects.serviceAccounts.keys.list", {"keys": keys} if keys else {}, at=email
    )
    return f"//iam.googleapis.com/{path}"


def _federation(project: EmulatedProject) -> dict[str, str]:
    pool = f"projects/{NUMBER}/locations/global/workloadIdentityPools/ci"
    project.add(
        "iam.projects.locations.workloadIdentityPools.list", {"name": pool, "state": "ACTIVE"}
    )
    ids = {}
    for name, condition in (("open", ""), ("closed", "assertion.repository_owner == 'acme'")):
        project.add(
            "iam.projects.locations.workloadIdentityPools.providers.list",
            {
                "name": f"{pool}/providers/{name}",
                "state": "ACTIVE",
                "oidc": {"issuerUri": "https://token.actions.githubusercontent.com"},
                **({"attributeCondition": condition} if condition else {}),
            },
            at="/ci/",
        )
        path = pool.replace(NUMBER, PROJECT)
        ids[f"provider {name}"] = f"//iam.googleapis.com/{path}/providers/{name}"
    return ids


def _api_keys(project: EmulatedProject) -> dict[str, str]:
    ids = {}
    restricted = {
        "apiTargets": [{"service": "generativelanguage.googleapis.com"}],
        "serverKeyRestrictions": {"allowedIps": ["203.0.113.7"]},
    }
    unused = {**restricted, "apiTargets": [{"service": "maps-backend.googleapis.com"}]}
    for name, restrictions, made in (
        ("open", None, OLD),
        ("model", restricted, recent()),
        ("unused", unused, recent()),
    ):
        path = f"projects/{NUMBER}/locations/global/keys/{name}"
        record: dict[str, Any] = {
            "name": path,
            "displayName": name,
            "uid": name,
            "createTime": made,
        }
        if restrictions:
            record["restrictions"] = restrictions
        project.add("apikeys.projects.locations.keys.list", record)
        ids[f"api key {name}"] = f"//apikeys.googleapis.com/{path.replace(NUMBER, PROJECT)}"
    return ids
