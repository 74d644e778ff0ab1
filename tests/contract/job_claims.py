"""The tokens of CI hosts and clouds: the claims that they document, and the conditions for them.

`strangers` are claims of other owners on the same host: each must be refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class HostClaims:
    """One host; None in `strangers` leaves a claim out."""

    name: str
    claims: Mapping[str, Any]
    conditions: Sequence[Mapping[str, Any]]
    strangers: Sequence[Mapping[str, Any]] = field(default_factory=list)


HOSTS = (
    HostClaims(
        name="github",
        claims={
            "jti": "example-id",
            "sub": "repo:octo-org/octo-repo:environment:prod",
            "environment": "prod",
            "ref": "refs/heads/main",
            "sha": "0000000000000000000000000000000000000000",
            "repository": "octo-org/octo-repo",
            "repository_owner": "octo-org",
            "actor_id": "12",
            "repository_visibility": "private",
            "repository_id": "74",
            "repository_owner_id": "65",
            "run_id": "1234567890",
            "run_number": "10",
            "run_attempt": "2",
            "runner_environment": "github-hosted",
            "actor": "octocat",
            "workflow": "example-workflow",
            "head_ref": "",
            "base_ref": "",
            "event_name": "workflow_dispatch",
            "ref_type": "branch",
            "job_workflow_ref": "octo-org/octo-repo/.github/workflows/oidc.yml@refs/heads/main",
        },
        conditions=[
            {"claim": "repository_owner_id", "equals": ["65"]},
            {"claim": "repository_id", "equals": ["74"]},
            {"claim": "environment", "equals": ["prod"]},
        ],
        strangers=[
            {"repository_owner_id": "66"},
            {"repository_id": "75"},
            {"environment": "test"},
            {"environment": None},
        ],
    ),
    HostClaims(
        name="github, immutable subject",
        # Of repositories that were made, renamed or transferred after 2026-07-15.
        claims={
            "jti": "example-id",
            "sub": "repo:octo-org@65/octo-repo@74:ref:refs/heads/main",
            "ref": "refs/heads/main",
            "repository": "octo-org/octo-repo",
            "repository_id": "74",
            "repository_owner": "octo-org",
            "repository_owner_id": "65",
        },
        conditions=[{"claim": "sub", "matches": ["repo:octo-org@65/octo-repo@74:ref:*"]}],
        strangers=[
            {"sub": "repo:octo-org@66/octo-repo@75:ref:refs/heads/main"},
            {"sub": "repo:octo-org/octo-repo:ref:refs/heads/main"},
        ],
    ),
    HostClaims(
        name="gitlab",
        claims={
            "jti": "235b3a54-b797-45c7-ae9a-f72d7bc6ef5b",
            "sub": "project_path:my-group/my-project:ref_type:branch:ref:feature-branch-1",
            "namespace_id": "72",
            "namespace_path": "my-group",
            "project_id": "20",
            "project_path": "my-group/my-project",
            "user_id": "1",
            "user_login": "sample-user",
            "user_email": "sample-user@example.com",
            "user_identities": [{"provider": "github", "extern_uid": "2435223452345"}],
            "pipeline_id": "574",
            "pipeline_source": "push",
            "job_id": "302",
            "job_project_id": "20",
            "job_project_path": "my-group/my-project",
            "job_namespace_id": "72",
            "job_namespace_path": "my-group",
            "ref": "feature-branch-1",
            "ref_type": "branch",
            "ref_path": "refs/heads/feature-branch-1",
            "ref_protected": "true",
            "groups_direct": ["my-group"],
            "environment": "test-environment2",
            "environment_protected": "false",
            "deployment_tier": "testing",
            "runner_id": 1,
            "runner_environment": "self-hosted",
            "sha": "714a629c0b401fdce83e847fc9589983fc6f46bc",
            "project_visibility": "public",
        },
        conditions=[
            {"claim": "project_id", "equals": ["20"]},
            {"claim": "ref_protected", "equals": ["true"]},
        ],
        strangers=[
            {"project_id": "21"},
            {"ref_protected": "false"},
            # A merge request of a fork, which is built in the project.
            {"project_id": "21", "job_project_id": "20"},
        ],
    ),
    HostClaims(
        name="hcp_terraform",
        claims={
            "jti": "1192426d-b525-4fde-9d78-f238be437bbd",
            "sub": "organization:org:project:Default Project:workspace:ws:run_phase:apply",
            "terraform_organization_id": "org-GRNbCjYNpBB6NEH9",
            "terraform_organization_name": "org",
            "terraform_project_id": "prj-vegSA59s1XPwMr2t",
            "terraform_project_name": "Default Project",
            "terraform_workspace_id": "ws-mbsd5E3Ktt5Rg2Xm",
            "terraform_workspace_name": "ws",
            "terraform_full_workspace": "organization:org:project:Default Project:workspace:ws",
            "terraform_run_id": "run-X3n1AUXNGWbfECsJ",
            "terraform_run_phase": "apply",
        },
        conditions=[
            {"claim": "terraform_organization_id", "equals": ["org-GRNbCjYNpBB6NEH9"]},
            {"claim": "terraform_workspace_id", "equals": ["ws-mbsd5E3Ktt5Rg2Xm"]},
            {"claim": "terraform_run_phase", "equals": ["apply"]},
        ],
        strangers=[
            {"terraform_organization_id": "org-1"},
            {"terraform_workspace_id": "ws-1"},
            # A test of a module of the registry, which has no workspace.
            {
                "sub": "organization:org:module:terraform-aws-vpc:operation:test_run",
                "terraform_workspace_id": None,
                "terraform_run_phase": "plan",
            },
            {"terraform_run_phase": "plan"},
        ],
    ),
    HostClaims(
        name="spacelift",
        claims={
            "aud": "acme.app.spacelift.io",
            "jti": "01HABC",
            "sub": "space:legacy:stack:infra:run_type:TRACKED:scope:write",
            "spaceId": "legacy",
            "callerType": "stack",
            "callerId": "infra",
            "runType": "TRACKED",
            "runId": "01HABD",
            "scope": "write",
        },
        conditions=[{"claim": "sub", "matches": ["space:legacy:stack:infra:*"]}],
        strangers=[{"sub": "space:other:stack:infra:run_type:TRACKED:scope:write"}],
    ),
    HostClaims(
        name="bitbucket",
        claims={
            "aud": "ari:cloud:bitbucket::workspace/b8cc4bfa",
            "sub": "{repo-uuid}:{step-uuid}",
            "accountUuid": "{account-uuid}",
            "repositoryUuid": "{repo-uuid}",
            "workspaceUuid": "{workspace-uuid}",
            "branchName": "main",
            "pipelineUuid": "{pipeline-uuid}",
            "stepUuid": "{step-uuid}",
            "deploymentEnvironmentUuid": "{environment-uuid}",
        },
        conditions=[
            {"claim": "repositoryUuid", "equals": ["{repo-uuid}"]},
            {"claim": "deploymentEnvironmentUuid", "equals": ["{environment-uuid}"]},
        ],
        strangers=[{"repositoryUuid": "{other}"}, {"deploymentEnvironmentUuid": None}],
    ),
    HostClaims(
        name="jenkins",
        # The plugin writes the audience as a list, and no `jti`.
        claims={
            "aud": ["posture:shop"],
            "sub": "https://jenkins.example.com/job/shop/job/main/",
            "build_number": 7,
        },
        conditions=[{"claim": "sub", "equals": ["https://jenkins.example.com/job/shop/job/main/"]}],
        strangers=[{"sub": "https://jenkins.example.com/job/shop/job/test/"}],
    ),
    HostClaims(
        name="kubernetes",
        claims={
            "jti": "ea28ed49-2e11-4280-9ec5-bc3d1d84661a",
            "sub": "system:serviceaccount:security:scanner",
            "kubernetes.io": {
                "namespace": "security",
                "node": {"name": "node-1", "uid": "646e7c5e"},
                "pod": {"name": "scanner-0", "uid": "778a530c"},
                "serviceaccount": {"name": "scanner", "uid": "14ee3fa4"},
                "warnafter": 1700081804,
            },
        },
        conditions=[
            {"claim": "sub", "equals": ["system:serviceaccount:security:scanner"]},
            {"claim": "/kubernetes.io/serviceaccount/uid", "equals": ["14ee3fa4"]},
        ],
        strangers=[
            {"sub": "system:serviceaccount:default:scanner"},
            {"kubernetes.io": {"serviceaccount": {"uid": "another"}}},
            {"kubernetes.io": "14ee3fa4"},
        ],
    ),
    HostClaims(
        name="aws",
        claims={
            "jti": "xyz123-def456-ghi789-jkl012",
            "sub": "arn:aws:iam::123456789012:role/DataProcessingRole",
            "https://sts.amazonaws.com/": {
                "aws_account": "123456789012",
                "source_region": "us-east-1",
                "org_id": "o-abc1234567",
                "principal_tags": {"environment": "production"},
            },
        },
        conditions=[
            {"claim": "sub", "equals": ["arn:aws:iam::123456789012:role/DataProcessingRole"]},
            {"claim": "/https:~1~1sts.amazonaws.com~1/org_id", "equals": ["o-abc1234567"]},
        ],
        strangers=[
            {"sub": "arn:aws:iam::123456789012:role/Other"},
            {"https://sts.amazonaws.com/": {"org_id": "o-other"}},
        ],
    ),
    HostClaims(
        name="google_cloud",
        claims={
            "azp": "106850000000000000000",
            "sub": "106850000000000000000",
            "google": {
                "compute_engine": {
                    "project_id": "acme-prod",
                    "project_number": 739419398126,
                    "zone": "us-west1-a",
                    "instance_id": "152986662232938449",
                    "instance_name": "scanner",
                    "instance_creation_timestamp": 1504656613,
                    "instance_confidentiality": 1,
                }
            },
            "email": "scanner@acme-prod.iam.gserviceaccount.com",
            "email_verified": True,
        },
        conditions=[
            {"claim": "sub", "equals": ["106850000000000000000"]},
            {"claim": "email_verified", "equals": ["true"]},
        ],
        strangers=[
            {"sub": "1"},
            {"email_verified": False},
            {"sub": "1", "email": "scanner@acme-prod.iam.gserviceaccount.com"},
        ],
    ),
    HostClaims(
        name="azure version 1",
        claims={
            "aud": "api://posture",
            "appid": "22222222-0000-4000-8000-000000000001",
            "appidacr": "2",
            "idp": "https://sts.windows.net/11111111-0000-4000-8000-000000000001/",
            "oid": "6b2f8c1e-0000-4000-8000-000000000001",
            "sub": "6b2f8c1e-0000-4000-8000-000000000001",
            "tid": "11111111-0000-4000-8000-000000000001",
            "uti": "bbbbbbbbbbbbbbbbbbbbbb",
            "ver": "1.0",
        },
        conditions=[{"claim": "oid", "equals": ["6b2f8c1e-0000-4000-8000-000000000001"]}],
        strangers=[{"oid": "6b2f8c1e-0000-4000-8000-000000000002"}],
    ),
    HostClaims(
        name="azure",
        claims={
            "sub": "6b2f8c1e-0000-4000-8000-000000000001",
            "oid": "6b2f8c1e-0000-4000-8000-000000000001",
            "tid": "11111111-0000-4000-8000-000000000001",
            "aud": "33333333-0000-4000-8000-000000000001",
            "azp": "22222222-0000-4000-8000-000000000001",
            "azpacr": "2",
            "uti": "cccccccccccccccccccccc",
            "ver": "2.0",
        },
        conditions=[{"claim": "oid", "equals": ["6b2f8c1e-0000-4000-8000-000000000001"]}],
        strangers=[{"oid": "6b2f8c1e-0000-4000-8000-000000000002"}],
    ),
)
