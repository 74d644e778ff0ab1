"""How a worker signs in to Google Cloud, and what it says if it cannot."""

from dataclasses import replace
from pathlib import Path

import pytest

from posture.bootstrap.gcp import GCP
from posture.bootstrap.scan import scan
from posture.collectors.gcp.connect import GcpCollector
from posture.domain.collector import AssumedRole, ConnectError
from posture.domain.connection import Connection
from posture.domain.gcp.connection import GcpConnection
from posture.settings import Settings
from posture.worker.scope import Scope
from tests.emulator.gcp import NUMBER, PROJECT, TARGET, EmulatedProject, Refusal
from tests.emulator.gcp.credentials import federated_file, key_file, person_file
from tests.promises import promise

pytestmark = pytest.mark.anyio

FAST = Settings(cloud_retry_base_seconds=0.001, gcp_calls_per_minute=100_000)
ONE = Scope(check_ids=("gcp_iam_project_not_public",))
EXTERNAL_ID = "posture-0123456789abcdef0123456789abcdef"
FILE = "GOOGLE_APPLICATION_CREDENTIALS"


async def scanned(
    project: EmulatedProject,
    *,
    trusted: bool = True,
    settings: Settings = FAST,
    impersonate: str | None = None,
    universe: str = "googleapis.com",
    project_id: str = PROJECT,
) -> str:
    options = GcpConnection(
        project_id=project_id,
        endpoint_url=project.url,
        impersonate=impersonate,
        universe_domain=universe,
    )
    connection = Connection(provider="gcp", options=options, trusted=trusted)
    return (await scan(settings, connection, scope=ONE, clouds=(GCP,))).account_id


async def test_a_worker_signs_in_with_the_key_of_a_service_account(
    project: EmulatedProject,
) -> None:
    assert await scanned(project) == PROJECT

    grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert [one["grant_type"] for one in project.forms] == [grant]


async def test_the_token_of_a_person_is_googles_whatever_the_file_says(
    project: EmulatedProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(FILE, str(person_file(tmp_path, project.url)))

    with pytest.raises(ConnectError, match="access token of the real cloud"):
        await scanned(project)

    assert (project.requests, project.forms) == ([], [])


async def test_a_worker_exchanges_the_token_of_its_workload(
    project: EmulatedProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(FILE, str(federated_file(tmp_path, project.url)))

    assert await scanned(project) == PROJECT

    assert project.forms[0]["subject_token"] == "token-of-the-workload"


async def test_a_worker_signs_in_as_its_machine(
    project: EmulatedProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(FILE)
    monkeypatch.setenv("CLOUDSDK_CONFIG", "/nonexistent")
    monkeypatch.setenv("GCE_METADATA_HOST", project.url.removeprefix("http://"))

    assert await scanned(project) == PROJECT

    assert project.forms == []


async def test_a_service_account_is_impersonated(project: EmulatedProject) -> None:
    assert await scanned(project, impersonate=TARGET) == PROJECT

    made = [method for method, _ in project.requests]
    assert made[0] == "iamcredentials.projects.serviceAccounts.generateAccessToken"
    assert project.requests[0][1].endswith(f"/{TARGET}:generateAccessToken")


async def test_an_account_that_may_not_be_impersonated_is_named(project: EmulatedProject) -> None:
    method = "iamcredentials.projects.serviceAccounts.generateAccessToken"
    project.refusals[method] = Refusal(403, "IAM_PERMISSION_DENIED")

    with pytest.raises(ConnectError, match=f"{TARGET} may not be impersonated"):
        await scanned(project, impersonate=TARGET)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("invalid_grant", "expired or were revoked"),
        ("unauthorized_client", "may not be used this way"),
        ("access_denied", "refused to sign in"),
    ],
)
async def test_a_refused_sign_in_says_what_to_do(
    project: EmulatedProject, error: str, words: str
) -> None:
    project.token_refusal = (error, 400)

    with pytest.raises(ConnectError, match=words):
        await scanned(project)

    assert project.requests == []


async def test_a_token_that_google_refuses_is_renewed_once(project: EmulatedProject) -> None:
    expired = Refusal(401, "ACCESS_TOKEN_EXPIRED", times=1)
    project.refusals["cloudresourcemanager.projects.get"] = expired

    assert await scanned(project) == PROJECT

    assert len(project.forms) == 2


async def test_credentials_that_are_revoked_during_a_scan_end_it(project: EmulatedProject) -> None:
    project.refusals["cloudresourcemanager.projects.get"] = Refusal(401, "ACCOUNT_STATE_INVALID")

    with pytest.raises(ConnectError, match="ACCOUNT_STATE_INVALID"):
        await scanned(project)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "cannot be read"),
        ("[]", "has no credentials"),
        ('{"type": "gdch_service_account"}', "not one of"),
        ('{"type": "service_account"}', "not complete"),
        ('{"type": "external_account", "credential_source": {}}', "not complete"),
        ('{"type": "authorized_user"}', "not complete"),
    ],
)
async def test_a_file_that_is_not_usable_is_refused(
    project: EmulatedProject,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    content: str,
    words: str,
) -> None:
    file = tmp_path / "credentials.json"
    file.write_text(content)
    monkeypatch.setenv(FILE, str(file))

    with pytest.raises(ConnectError, match=words):
        await scanned(project)


async def test_a_token_goes_to_google_and_to_its_issuer_alone(
    project: EmulatedProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = key_file(tmp_path, project.url, token_uri="https://oauth2.googleapis.com/token")
    monkeypatch.setenv(FILE, str(file))

    with pytest.raises(ConnectError, match="access token of the real cloud"):
        await scanned(project)

    assert (project.requests, project.forms) == ([], [])


async def test_a_universe_of_others_gets_no_token(project: EmulatedProject) -> None:
    with pytest.raises(ConnectError, match=r"credentials are of googleapis\.com"):
        await scanned(project, universe="attacker.example")

    assert (project.requests, project.forms) == ([], [])


async def test_a_universe_of_the_credentials_is_scanned(
    project: EmulatedProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(FILE)
    monkeypatch.setenv("CLOUDSDK_CONFIG", "/nonexistent")
    monkeypatch.setenv("GCE_METADATA_HOST", project.url.removeprefix("http://"))
    project.universe = "cloud.example"

    assert await scanned(project, universe="cloud.example") == PROJECT


@pytest.mark.parametrize(
    ("state", "project_id", "words"),
    [
        ("DELETE_REQUESTED", PROJECT, "not active"),
        ("ACTIVE", "another-project", "no active project another-project"),
    ],
)
async def test_a_project_that_cannot_be_read_is_not_scanned(
    project: EmulatedProject, state: str, project_id: str, words: str
) -> None:
    project.state = state

    with pytest.raises(ConnectError, match=words):
        await scanned(project, project_id=project_id)


async def test_a_worker_whose_project_does_not_use_the_resource_manager_is_told_so(
    project: EmulatedProject,
) -> None:
    metadata = {"consumer": "projects/999", "service": "cloudresourcemanager.googleapis.com"}
    refusal = Refusal(403, "SERVICE_DISABLED", metadata=metadata)
    project.refusals["cloudresourcemanager.projects.get"] = refusal

    with pytest.raises(ConnectError, match="enable cloudresourcemanager"):
        await scanned(project)


FOLDERS = "cloudresourcemanager.folders.list"
SEARCH = "cloudresourcemanager.projects.search"


def add_project(project: EmulatedProject, name: str, parent: str, state: str = "ACTIVE") -> None:
    record = {"projectId": name, "name": f"projects/{NUMBER}", "state": state, "parent": parent}
    project.add(SEARCH, record)


async def listed(project: EmulatedProject, parent: str = "") -> list[str]:
    options = GcpConnection(endpoint_url=project.url)
    connection = Connection(provider="gcp", options=options, trusted=True)
    found = await GCP.members(FAST, connection, parent)
    assert [one.options.account_key() for one in found] == [
        f"{one.account_id} googleapis.com {project.url}" for one in found
    ]
    return [one.account_id for one in found]


async def test_the_active_projects_are_members_on_all_pages(project: EmulatedProject) -> None:
    for number, state in enumerate(("ACTIVE", "DELETE_REQUESTED", "ACTIVE")):
        add_project(project, f"shop-{number}", "folders/1", state)
    project.page_size = 1

    assert await listed(project) == ["shop-0", "shop-2"]


@pytest.mark.parametrize(
    ("parent", "members"),
    [
        ("organizations/9", ["root", "shop", "deep"]),
        ("folders/1", ["shop", "deep"]),
        ("folders/2", ["deep"]),
        ("folders/4", []),
    ],
)
async def test_a_parent_has_the_projects_of_all_its_folders(
    project: EmulatedProject, parent: str, members: list[str]
) -> None:
    for name, above, state in (
        ("folders/1", "organizations/9", "ACTIVE"),
        ("folders/2", "folders/1", "ACTIVE"),
        ("folders/3", "organizations/9", "DELETE_REQUESTED"),
    ):
        project.add(FOLDERS, {"name": name, "parent": above, "state": state})
    for name, above in (
        ("root", "organizations/9"),
        ("shop", "folders/1"),
        ("deep", "folders/2"),
        ("gone", "folders/3"),
        ("elsewhere", "organizations/8"),
    ):
        add_project(project, name, above)

    assert await listed(project, parent) == members


@pytest.mark.parametrize("parent", ["9", "folder/1", "folders/x", "folders/1 state:ACTIVE"])
async def test_what_is_no_parent_is_refused(project: EmulatedProject, parent: str) -> None:
    with pytest.raises(ConnectError, match="is no parent"):
        await listed(project, parent)
    assert project.requests == []


@pytest.mark.parametrize("call", [SEARCH, FOLDERS])
async def test_projects_that_cannot_be_listed_are_an_error_and_never_fewer(
    project: EmulatedProject, call: str
) -> None:
    add_project(project, "root", "organizations/9")
    project.refusals[call] = Refusal(403, "IAM_PERMISSION_DENIED")

    with pytest.raises(ConnectError, match=r"cannot be listed .*It needs resourcemanager"):
        await listed(project, "organizations/9")


@pytest.mark.parametrize(
    "body",
    [b'{"projects": [{"state": "ACTIVE"}]}', b'{"projects": ["shop"]}', b'{"projects": {}}'],
)
async def test_a_malformed_list_of_projects_is_an_error(
    project: EmulatedProject, body: bytes
) -> None:
    project.bodies[SEARCH] = body
    with pytest.raises(ConnectError, match=r"cannot be listed .*MalformedAnswer"):
        await listed(project)


@pytest.mark.parametrize(
    "body",
    [
        b'{"folders": [{"state": "ACTIVE", "name": "folders/1 OR state:ACTIVE"}]}',
        b'{"folders": [7]}',
    ],
)
async def test_a_malformed_list_of_folders_is_an_error(
    project: EmulatedProject, body: bytes
) -> None:
    project.bodies[FOLDERS] = body
    with pytest.raises(ConnectError, match=r"cannot be listed|is no parent"):
        await listed(project, "organizations/9")


async def open_role(project: EmulatedProject) -> AssumedRole:
    """Return the project as a tenant's run gets it."""
    options = GcpConnection(project_id=PROJECT, endpoint_url=project.url, external_id=EXTERNAL_ID)
    settings = replace(FAST, endpoint_networks="127.0.0.0/8", roles_only=True)
    connection = Connection(provider="gcp", options=options)
    session = await GcpCollector(settings, ()).open_session(connection)
    await session.close()
    assert session.role is not None
    return session.role


@promise("tenants", "A project without the label of the tenant is bound to no tenant")
@pytest.mark.parametrize(
    ("labels", "proven"),
    [
        ({}, False),
        ({"posture-tenant": EXTERNAL_ID}, True),
        ({"posture-tenant": "posture-of-another-tenant"}, False),
        ({"posture-tenant": ""}, False),
        ({"posture": EXTERNAL_ID}, False),
    ],
)
async def test_the_label_of_a_project_proves_whose_it_is(
    project: EmulatedProject, labels: dict[str, str], *, proven: bool
) -> None:
    project.labels = labels
    role = await open_role(project)
    assert (role.id, role.proven_always) == (f"projects/{PROJECT}", True)
    assert role.why_open is not None
    assert await role.why_open() == (None if proven else role.refusal)
    assert EXTERNAL_ID in role.refusal


async def test_a_project_of_a_stranger_looks_like_one_that_the_worker_cannot_read(
    project: EmulatedProject,
) -> None:
    readable = await open_role(project)
    project.state = "DELETE_REQUESTED"
    with pytest.raises(ConnectError) as inactive:
        await open_role(project)
    project.refusals["cloudresourcemanager.projects.get"] = Refusal(403, "IAM_PERMISSION_DENIED")
    with pytest.raises(ConnectError) as denied:
        await open_role(project)
    assert {str(one.value) for one in (inactive, denied)} == {readable.refusal}


async def test_a_token_does_not_go_without_tls_to_the_host_that_issued_it(
    project: EmulatedProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(FILE, str(key_file(tmp_path, "https://oauth2.googleapis.com")))
    options = GcpConnection(project_id=PROJECT, endpoint_url="http://oauth2.googleapis.com")
    connection = Connection(provider="gcp", options=options)
    with pytest.raises(ConnectError, match="access token of the real cloud"):
        await GcpCollector(FAST, ()).open_session(connection)
    assert project.requests == []
