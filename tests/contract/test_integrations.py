"""The contract, fact by fact: integrations, checks, health, and what clients cache."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from posture.domain.collector import AssumedRole, ConnectError
from posture.services.assumed_roles import list_roles
from posture.services.tenants import create_tenant
from posture.services.tokens import SCOPES
from posture.worker import roles
from tests.api import AUDIT, CHECKS, FINDINGS, INTEGRATIONS, NOBODYS, RUNS, Api, api_in
from tests.integration.fakes import sheet
from tests.logs import capture_log_of
from tests.promises import promise

pytestmark = pytest.mark.anyio

ROLE = "arn:aws:iam::111122223333:role/teams/posture"
SUBSCRIPTION = "6f2c1a54-9d0e-4c77-8b57-1f8f0a3f5b10"
BUCKETS = "aws_s3_bucket_tls_required"
AWS = {
    "role_arn": ROLE,
    "external_id": "acme-7f1c",
    "profile": "audit",
    "regions": ["eu-central-1", "eu-west-1"],
    "endpoint_url": "http://127.0.0.1:5000",
}
FULL: dict[str, Any] = {
    "name": "production",
    "provider": "aws",
    "aws": AWS,
    "check_set": [BUCKETS],
    "schedule": "30 4 * * MON-FRI",
}


async def test_a_created_integration_can_be_read(api: Api) -> None:
    async with api.client() as client:
        created = await client.post(INTEGRATIONS, json=FULL)
        read = await client.get(created.headers["location"])
        (listed,) = (await client.get(INTEGRATIONS)).json()["data"]

    assert created.status_code == 201
    assert created.json() == read.json() == listed
    assert {name: listed[name] for name in FULL} == FULL
    assert listed["account_id"] is None
    assert listed["next_run_at"] == "2025-06-16T04:30:00Z"
    assert listed["created_at"] == listed["updated_at"] == "2025-06-15T15:06:40Z"


async def test_omitted_members_are_empty(api: Api) -> None:
    async with api.client() as client:
        created = await client.post(INTEGRATIONS, json={"name": "a", "provider": "aws", "aws": {}})

    body = created.json()
    assert body["aws"] == dict.fromkeys(AWS) | {"regions": []}
    assert {body[name] for name in ("check_set", "schedule", "next_run_at")} == {None}


async def test_a_change_sets_its_members_and_null_clears_one(api: Api) -> None:
    async with api.client() as client:
        place = (await client.post(INTEGRATIONS, json=FULL)).headers["location"]
        api.clock.pass_seconds(60)
        changed = await client.patch(place, json={"name": "staging", "check_set": None})
        read = await client.get(place)

    assert changed.status_code == 200
    assert changed.json() == read.json()
    wanted = FULL | {"name": "staging", "check_set": None}
    assert {name: read.json()[name] for name in FULL} == wanted
    assert read.json()["updated_at"] == "2025-06-15T15:07:40Z"


async def test_every_change_is_audited_with_the_state_before_and_after(api: Api) -> None:
    async with api.client() as client:
        created = (await client.post(INTEGRATIONS, json=FULL)).json()
        place = f"{INTEGRATIONS}/{created['id']}"
        api.clock.pass_seconds(60)
        same = (await client.patch(place, json={"name": FULL["name"]})).json()
        changed = (await client.patch(place, json={"schedule": None, "check_set": None})).json()
        await client.delete(place, headers={"x-request-id": "the-end"})
        await client.delete(place)
        rows = (await client.get(AUDIT, params={"target_kind": "integration"})).json()["data"][::-1]

    assert same == created
    recorded = [one for one in rows if one["action"] != "api.call"]
    assert [(one["action"], one["before_jsonb"], one["after_jsonb"]) for one in recorded] == [
        ("integration.created", None, created),
        ("integration.updated", created, changed),
        ("integration.deleted", changed, None),
    ]
    ended = recorded[-1]
    assert (ended["target_id"], ended["result"]) == (created["id"], "success")
    assert (ended["actor_user_id"], ended["request_id"]) == (api.token_id, "the-end")


async def test_a_run_sets_the_account_id(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        await client.post(RUNS, json={"integration_id": integration_id})
        await api.work(sheet("a"))
        read = await client.get(f"{INTEGRATIONS}/{integration_id}")

    assert read.json()["account_id"] == "123456789012"


async def test_a_deleted_integration_is_gone_and_its_runs_stay(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        await client.post(RUNS, json={"integration_id": integration_id})
        await api.work(sheet("a"))
        waiting = await client.post(RUNS, json={"integration_id": integration_id})
        gone = await client.delete(f"{INTEGRATIONS}/{integration_id}")
        again = await client.delete(f"{INTEGRATIONS}/{integration_id}")
        refused = await client.post(RUNS, json={"integration_id": integration_id})
        listed = await client.get(INTEGRATIONS)
        runs = (await client.get(RUNS)).json()["data"]
        findings = (await client.get(FINDINGS)).json()["data"]

    assert (gone.status_code, gone.content) == (204, b"")
    assert (again.status_code, again.json()) == (404, {"error": "integration_not_found"})
    assert (refused.status_code, refused.json()) == (404, {"error": "integration_not_found"})
    assert listed.json() == {"data": []}
    statuses = {row["id"]: row["status"] for row in runs}
    assert statuses.pop(waiting.json()["run_id"]) == "cancelled"
    assert list(statuses.values()) == ["completed"]
    assert len(findings) == 1


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({"regions": ["us-east-1"]}, AWS | {"regions": ["us-east-1"]}),
        ({"regions": None}, AWS | {"regions": []}),
        ({"role_arn": None, "external_id": None}, AWS | {"role_arn": None, "external_id": None}),
        (
            {"profile": "other", "endpoint_url": None},
            AWS | {"profile": "other", "endpoint_url": None},
        ),
        (AWS, AWS),
        ({}, AWS),
    ],
)
async def test_a_change_of_the_clouds_own_object_is_merged_member_by_member(
    api: Api, sent: dict[str, Any], wanted: dict[str, Any]
) -> None:
    async with api.client() as client:
        created = await client.post(INTEGRATIONS, json=FULL)
        place = created.headers["location"]
        api.clock.pass_seconds(60)
        changed = await client.patch(place, json={"aws": sent})
        read = await client.get(place)

    assert changed.status_code == 200
    assert changed.json() == read.json()
    assert read.json()["aws"] == wanted
    kept = {name: one for name, one in created.json().items() if name not in {"aws", "updated_at"}}
    assert kept.items() <= read.json().items()
    assert (read.json()["updated_at"] != created.json()["updated_at"]) == (wanted != AWS)


async def test_a_role_gets_the_external_id_of_its_tenant(api: Api) -> None:
    other = await api.mint(tenant_id=await api.tenant("other"))
    roles = [{"role_arn": ROLE}, {"role_arn": f"{ROLE}-2"}, {"role_arn": ROLE, "external_id": None}]
    made = []
    async with api.client() as client:
        for number, own in enumerate(roles):
            body = {"name": f"{number}", "provider": "aws", "aws": own}
            made.append((await client.post(INTEGRATIONS, json=body)).json()["aws"]["external_id"])
        plain = await client.post(INTEGRATIONS, json={"name": "c", "provider": "aws", "aws": {}})
        place = plain.headers["location"]
        changed = await client.patch(place, json={"aws": {"role_arn": ROLE}})
    async with api.client(other) as client:
        body = {"name": "a", "provider": "aws", "aws": {"role_arn": ROLE}}
        others = (await client.post(INTEGRATIONS, json=body)).json()["aws"]["external_id"]

    assert plain.json()["aws"]["external_id"] is None
    assert {*made, changed.json()["aws"]["external_id"]} == {made[0]}
    assert re.fullmatch("posture-[0-9a-f]{32}", made[0])
    assert others != made[0]


@pytest.mark.parametrize(
    ("provider", "own"),
    [("azure", {"subscription_id": SUBSCRIPTION}), ("gcp", {"project_id": "shop-prod"})],
)
async def test_the_value_for_a_tag_is_the_tenants_and_another_one_needs_a_scope(
    api: Api, provider: str, own: dict[str, str]
) -> None:
    token = await api.mint([scope for scope in SCOPES if scope != "external_ids:write"])
    made = []
    async with api.client(token) as client:
        for chosen in (None, "posture-of-a-rival"):
            sent = own | ({"external_id": chosen} if chosen else {})
            body = {"name": f"{chosen}", "provider": provider, provider: sent}
            made.append(await client.post(INTEGRATIONS, json=body))
        place = made[0].headers["location"]
        moved = await client.patch(place, json={provider: {"external_id": "posture-of-a-rival"}})
        renamed = await client.patch(place, json={provider: {"regions": []}})
    async with api.client() as client:
        allowed = await client.patch(place, json={provider: {"external_id": "shared-by-teams"}})

    assert re.fullmatch("posture-[0-9a-f]{32}", made[0].json()[provider]["external_id"])
    assert [made[1].json()["error"], moved.json()["error"]] == ["missing_scope"] * 2
    assert renamed.json()[provider] == made[0].json()[provider]
    assert allowed.json()[provider]["external_id"] == "shared-by-teams"


@promise("scopes", "The external id of a role is made by the server, and another one needs a scope")
async def test_an_external_id_of_ones_own_choice_needs_a_scope(api: Api) -> None:
    token = await api.mint([scope for scope in SCOPES if scope != "external_ids:write"])
    chosen = FULL | {"aws": {"role_arn": ROLE, "external_id": "acme-7f1c"}}
    async with api.client() as client:
        place = (await client.post(INTEGRATIONS, json=chosen)).headers["location"]
    async with api.client(token) as client:
        refused = await client.post(INTEGRATIONS, json=chosen | {"name": "b"})
        kept = await client.patch(place, json={"aws": {"external_id": "acme-7f1c"}})
        moved = await client.patch(place, json={"aws": {"external_id": "acme-8"}})
        own = await client.patch(place, json={"aws": {"external_id": None}})
        again = await client.patch(place, json={"aws": own.json()["aws"]})
        back = await client.patch(place, json={"aws": {"external_id": "acme-7f1c"}})
        listed = (await client.get(INTEGRATIONS)).json()["data"]

    for answer in (refused, moved, back):
        assert (answer.status_code, answer.json()["error"]) == (403, "missing_scope")
        assert 'scope="external_ids:write"' in answer.headers["www-authenticate"]
    assert (kept.status_code, own.status_code, again.status_code) == (200, 200, 200)
    assert own.json()["aws"]["external_id"].startswith("posture-")
    assert len(listed) == 1


@promise("tenants", "A run by the role of another tenant fails as if the cloud had refused it")
async def test_a_run_by_the_role_of_another_tenant_fails_as_if_the_cloud_refused_it(
    api: Api,
) -> None:
    other = await api.tenant("other")
    token = await api.mint(tenant_id=other)
    role = AssumedRole(ROLE, "The role could not be assumed (AccessDenied).")
    for tenant_id in (api.tenant_id, other):
        integration_id = await api.integration(tenant_id)
        shown = api.token if tenant_id == api.tenant_id else token
        async with api.client(shown) as client:
            await client.post(RUNS, json={"integration_id": integration_id})
        await api.work(sheet("a"), role=role)
    async with api.client(token) as client:
        (run,) = (await client.get(RUNS)).json()["data"]
        refused = (await client.get(f"{RUNS}/{run['id']}")).json()
        rows = (await client.get(AUDIT)).json()["data"]
    async with api.client() as client:
        (first,) = (await client.get(RUNS)).json()["data"]

    assert (first["status"], refused["status"]) == ("completed", "failed")
    assert refused["error"] == {"code": "unreachable", "detail": role.refusal}
    assert refused["asset_count"] == 0
    assert api.tenant_id not in str(rows)


OPEN = "The role can be assumed with no external id."


class ProvenRole:
    """A role that tells why it is open, and counts how often it is asked."""

    def __init__(self, why: str | None = None) -> None:
        self.why = why
        self.proofs = 0

    async def why_open(self) -> str | None:
        self.proofs += 1
        return self.why


async def scan_by(
    api: Api, integration_id: str, proven: ProvenRole, *, verify: bool, always: bool = False
) -> dict[str, Any]:
    """Return the run of the integration that was just triggered, after its end."""
    async with api.client() as client:
        trigger = "verify" if verify else "manual"
        asked = {"integration_id": integration_id, "trigger": trigger}
        triggered = await client.post(RUNS, json=asked)
        role = AssumedRole(ROLE, "no such role", proven.why_open, proven_always=always)
        await api.work(sheet("a"), role=role)
        path = triggered.headers["location"]
        found: dict[str, Any] = (await client.get(path)).json()
    return found


@promise(
    "tenants", "A role that accepts a worker without the tenant's external id is bound to no tenant"
)
async def test_a_role_that_other_tenants_could_assume_is_refused_and_not_bound(
    tmp_path: Path,
) -> None:
    async with api_in(tmp_path, manual_runs_per_window=9) as api:
        await create_tenant(api.store, name="other")
        integration_id = await api.integration()
        proven = ProvenRole(OPEN)
        refused = await scan_by(api, integration_id, proven, verify=False)
        assert refused["status"] == "failed"
        assert refused["error"] == {"code": "unreachable", "detail": OPEN}
        assert await list_roles(api.store) == []

        proven.why = None
        done = [await scan_by(api, integration_id, proven, verify=False) for _ in range(2)]
        assert [run["status"] for run in done] == ["completed"] * 2
        assert proven.proofs == 2, "a proven role is not asked at every run"
        (row,) = await list_roles(api.store)
        assert (row.tenant_id, row.proven_at is None) == (api.tenant_id, False)

        proven.why = OPEN
        verified = await scan_by(api, integration_id, proven, verify=True)
        assert (verified["status"], proven.proofs) == ("failed", 3)
        assert await list_roles(api.store) == []


async def test_a_proof_without_calls_is_made_at_each_run(tmp_path: Path) -> None:
    async with api_in(tmp_path, manual_runs_per_window=9) as api:
        await create_tenant(api.store, name="other")
        integration_id = await api.integration()
        proven = ProvenRole()
        statuses = []
        for why in (None, None, OPEN, None):
            proven.why = why
            run = await scan_by(api, integration_id, proven, verify=False, always=True)
            statuses.append((run["status"], len(await list_roles(api.store))))

    assert statuses == [("completed", 1), ("completed", 1), ("failed", 0), ("completed", 1)]
    assert proven.proofs == 4


async def test_a_tenant_without_a_proof_does_not_keep_the_owner_out_while_it_fails(
    api: Api,
) -> None:
    class Watched(ProvenRole):
        async def why_open(self) -> str | None:
            self.bound = [row.tenant_id for row in await list_roles(api.store)]
            return await super().why_open()

    await create_tenant(api.store, name="owner")
    proven = Watched(OPEN)
    run = await scan_by(api, await api.integration(), proven, verify=True)
    assert (run["status"], proven.bound) == ("failed", [])


async def test_the_only_tenant_of_a_server_may_use_an_open_role_and_keeps_it(
    tmp_path: Path,
) -> None:
    async with api_in(tmp_path, manual_runs_per_window=9) as api:
        integration_id = await api.integration()
        proven = ProvenRole(OPEN)
        first = await scan_by(api, integration_id, proven, verify=False)
        api.clock.pass_seconds(1)
        await create_tenant(api.store, name="other")
        second = await scan_by(api, integration_id, proven, verify=True)

        assert [first["status"], second["status"], proven.proofs] == ["completed", "completed", 0]
        (row,) = await list_roles(api.store)
        assert (row.tenant_id, row.proven_at) == (api.tenant_id, None)


async def test_where_open_roles_are_logged_only_they_are_used_and_never_proven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged = capture_log_of(monkeypatch, roles)
    async with api_in(tmp_path, open_roles="warn") as api:
        await create_tenant(api.store, name="other")
        integration_id = await api.integration()
        proven = ProvenRole(OPEN)
        done = [await scan_by(api, integration_id, proven, verify=False) for _ in range(2)]
        (row,) = await list_roles(api.store)
    assert [run["status"] for run in done] == ["completed"] * 2
    assert [line["event"] for line in logged] == ["role.open"] * 2
    assert (proven.proofs, row.proven_at) == (2, None)


async def test_a_role_whose_proof_cannot_be_made_is_not_used(api: Api) -> None:
    class Silent(ProvenRole):
        async def why_open(self) -> str | None:
            raise ConnectError("AWS did not respond in time (sts:AssumeRole).")

    await create_tenant(api.store, name="rival")
    run = await scan_by(api, await api.integration(), Silent(), verify=False)
    assert run["status"] == "failed"
    assert await list_roles(api.store) == []


def with_aws(**members: object) -> dict[str, Any]:
    return {"aws": members}


@pytest.mark.parametrize(
    ("change", "slug", "where"),
    [
        ({"name": ""}, "invalid_name", "$.name"),
        ({"name": None}, "invalid_name", "$.name"),
        ({"name": "a\nb"}, "invalid_name", "$.name"),
        ({"name": "x" * 101}, "invalid_name", "$.name"),
        (with_aws(role_arn="posture"), "invalid_role_arn", "$.aws.role_arn"),
        (
            with_aws(role_arn="arn:aws:iam::111122223333:user/posture"),
            "invalid_role_arn",
            "$.aws.role_arn",
        ),
        (with_aws(role_arn=f"{ROLE}\n"), "invalid_role_arn", "$.aws.role_arn"),
        (with_aws(role_arn=7), "invalid_role_arn", "$.aws.role_arn"),
        (with_aws(external_id="x"), "invalid_external_id", "$.aws.external_id"),
        (with_aws(profile="../../etc/passwd"), "invalid_profile", "$.aws.profile"),
        (with_aws(regions="eu-central-1"), "invalid_regions", "$.aws.regions"),
        (with_aws(regions=["Europe"]), "invalid_regions", "$.aws.regions[0]"),
        (with_aws(regions=["eu-central-1"] * 65), "invalid_regions", "$.aws.regions"),
        (
            with_aws(endpoint_url="file:///etc/passwd"),
            "invalid_endpoint_url",
            "$.aws.endpoint_url",
        ),
        (
            with_aws(endpoint_url="http://user:secret@localhost"),
            "invalid_endpoint_url",
            "$.aws.endpoint_url",
        ),
        (
            with_aws(endpoint_url="http://localhost/?q"),
            "invalid_endpoint_url",
            "$.aws.endpoint_url",
        ),
        ({"check_set": []}, "invalid_check_set", "$.check_set"),
        ({"check_set": ["everything"]}, "invalid_check_set", "$.check_set"),
        ({"secret_key": "wJalrXUtnFEMI"}, "invalid_body", "unknown field `secret_key`"),
        (
            with_aws(secret_key="wJalrXUtnFEMI"),  # the documentation's example
            "invalid_body",
            "unknown field `secret_key` - at `$.aws`",
        ),
        ({"aws": None}, "invalid_body", "got `null` - at `$.aws`"),
        ({"aws": []}, "invalid_body", "got `array` - at `$.aws`"),
        ({"ibm": {}}, "invalid_body", "unknown field `ibm`"),
        ({"schedule": "daily"}, "invalid_schedule", "five fields"),
        ({"schedule": "0 4 * *"}, "invalid_schedule", "five fields"),
        ({"schedule": "0 0 4 * * *"}, "invalid_schedule", "five fields"),
        ({"schedule": "61 4 * * *"}, "invalid_schedule", "five fields"),
        ({"schedule": "0 4 * * *\n"}, "invalid_schedule", "five fields"),
        ({"schedule": "0 0 30 2 *"}, "invalid_schedule", "never due"),
        ({"schedule": 4}, "invalid_schedule", "$.schedule"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_400_of_integrations_says_where_and_what(
    api: Api, method: str, change: dict[str, Any], slug: str, where: str
) -> None:
    base = FULL if method == "POST" else {}
    path = INTEGRATIONS if method == "POST" else f"{INTEGRATIONS}/{NOBODYS}"
    async with api.client() as client:
        answer = await client.request(method, path, json=base | change)

    assert (answer.status_code, answer.json()["error"]) == (400, slug)
    assert where in answer.json()["detail"]
    assert "wJalrXUtnFEMI" not in answer.text


@pytest.mark.parametrize("provider", ["ibm", "oci", "AWS", None])
async def test_a_provider_is_a_cloud_that_the_server_has(api: Api, provider: str | None) -> None:
    async with api.client() as client:
        answer = await client.post(INTEGRATIONS, json=FULL | {"provider": provider})

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_provider")
    assert "$.provider" in answer.json()["detail"]


async def test_the_clouds_own_object_is_required(api: Api) -> None:
    async with api.client() as client:
        answer = await client.post(INTEGRATIONS, json={"name": "a", "provider": "aws"})

    assert (answer.status_code, answer.json()) == (
        400,
        {
            "error": "invalid_body",
            "detail": "An integration of `aws` needs the object `aws`.",
            "member": "aws",
        },
    )


async def test_the_provider_cannot_be_changed(api: Api) -> None:
    async with api.client() as client:
        place = (await client.post(INTEGRATIONS, json=FULL)).headers["location"]
        answer = await client.patch(place, json={"provider": "aws"})

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_body")
    assert "cannot be changed: create another one" in answer.json()["detail"]


SHARED = ("regions", "endpoint_url", "external_id")


@pytest.mark.parametrize("member", AWS)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_a_flat_body_gets_a_detail_with_what_to_send(
    api: Api, method: str, member: str
) -> None:
    flat = {"name": "a", "provider": "aws"} if method == "POST" else {}
    path = INTEGRATIONS if method == "POST" else f"{INTEGRATIONS}/{NOBODYS}"
    async with api.client() as client:
        answer = await client.request(method, path, json=flat | {member: AWS[member]})

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_body")
    assert answer.json()["member"] == member
    others = (f' or {{"{one}": {{"{member}": ...}}}}' for one in ("azure", "gcp"))
    shared = "".join(others) if member in SHARED else ""
    assert answer.json()["detail"] == (
        f"Object contains unknown field `{member}`. It belongs in the cloud's own"
        f' object: send {{"aws": {{"{member}": ...}}}}{shared}.'
    )


async def test_an_azure_subscription_is_connected_and_changed(api: Api) -> None:
    body = {"name": "shop", "provider": "azure", "azure": {"subscription_id": SUBSCRIPTION}}
    async with api.client() as client:
        made = await client.post(INTEGRATIONS, json=body)
        changed = await client.patch(
            made.headers["location"], json={"azure": {"environment": "china"}}
        )

    assert made.status_code == 201
    assert made.json()["azure"] == {
        "subscription_id": SUBSCRIPTION,
        "tenant_id": None,
        "client_id": None,
        "environment": "public",
        "external_id": made.json()["azure"]["external_id"],
        "regions": [],
        "endpoint_url": None,
    }
    assert "aws" not in made.json()
    assert changed.json()["azure"] == made.json()["azure"] | {"environment": "china"}


@pytest.mark.parametrize(
    ("method", "own", "slug", "where"),
    [
        ("POST", {}, "invalid_subscription_id", "needs `azure.subscription_id`"),
        ("POST", {"subscription_id": None}, "invalid_subscription_id", "azure.subscription_id"),
        ("PATCH", {"subscription_id": None}, "invalid_subscription_id", "azure.subscription_id"),
        ("PATCH", {"subscription_id": "shop"}, "invalid_subscription_id", "$.azure"),
        ("PATCH", {"tenant_id": "acme.onmicrosoft.com"}, "invalid_tenant_id", "$.azure"),
        ("PATCH", {"client_id": 7}, "invalid_client_id", "$.azure"),
        ("PATCH", {"environment": "mars"}, "invalid_environment", "$.azure"),
        ("PATCH", {"external_id": "Not a label"}, "invalid_external_id", "$.azure"),
        ("PATCH", {"client_secret": "s"}, "invalid_body", "unknown field `client_secret`"),
    ],
)
async def test_400_of_azure_says_where_and_what(
    api: Api, method: str, own: dict[str, Any], slug: str, where: str
) -> None:
    body = {"azure": own} | ({"name": "a", "provider": "azure"} if method == "POST" else {})
    path = INTEGRATIONS if method == "POST" else f"{INTEGRATIONS}/{NOBODYS}"
    async with api.client() as client:
        answer = await client.request(method, path, json=body)

    assert (answer.status_code, answer.json()["error"]) == (400, slug)
    assert where in answer.json()["detail"]


async def test_a_project_is_connected_and_changed(api: Api) -> None:
    body = {"name": "shop", "provider": "gcp", "gcp": {"project_id": "shop-prod"}}
    account = "posture@shop-prod.iam.gserviceaccount.com"
    async with api.client() as client:
        made = await client.post(INTEGRATIONS, json=body)
        changed = await client.patch(
            made.headers["location"], json={"gcp": {"impersonate": account}}
        )

    assert made.status_code == 201
    assert made.json()["gcp"] == {
        "project_id": "shop-prod",
        "impersonate": None,
        "universe_domain": "googleapis.com",
        "external_id": made.json()["gcp"]["external_id"],
        "regions": [],
        "endpoint_url": None,
    }
    assert made.json().keys() & {"aws", "azure"} == set()
    assert changed.json()["gcp"] == made.json()["gcp"] | {"impersonate": account}


@pytest.mark.parametrize(
    ("method", "own", "slug", "where"),
    [
        ("POST", {}, "invalid_project_id", "needs `gcp.project_id`"),
        ("PATCH", {"project_id": None}, "invalid_project_id", "gcp.project_id"),
        ("PATCH", {"project_id": "415104041262"}, "invalid_project_id", "$.gcp"),
        ("PATCH", {"project_id": "a/b"}, "invalid_project_id", "$.gcp"),
        ("PATCH", {"impersonate": "posture"}, "invalid_impersonate", "$.gcp"),
        ("PATCH", {"universe_domain": "localhost"}, "invalid_universe_domain", "$.gcp"),
        ("PATCH", {"external_id": "a" * 64}, "invalid_external_id", "$.gcp"),
        ("PATCH", {"private_key": "k"}, "invalid_body", "unknown field `private_key`"),
        ("PATCH", {"credential_source": {}}, "invalid_body", "unknown field"),
    ],
)
async def test_400_of_google_cloud_says_where_and_what(
    api: Api, method: str, own: dict[str, Any], slug: str, where: str
) -> None:
    project = {"name": "a", "provider": "gcp", "gcp": {"project_id": "shop-prod"}}
    async with api.client() as client:
        made = await client.post(INTEGRATIONS, json=project)
        if method == "POST":
            answer = await client.post(INTEGRATIONS, json=project | {"gcp": own})
        else:
            answer = await client.patch(made.headers["location"], json={"gcp": own})

    assert (answer.status_code, answer.json()["error"]) == (400, slug)
    assert where in answer.json()["detail"]


@pytest.mark.parametrize(
    "place",
    [
        "169.254.169.254/latest/meta-data",
        "[fd00:ec2::254]/",
        "[::ffff:10.0.0.1]:8080",
        "10.0.0.1",
        "0x0a000001",
        "192.168.1.1:6443",
    ],
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_an_endpoint_that_is_not_public_is_refused(api: Api, method: str, place: str) -> None:
    own = (AWS if method == "POST" else {}) | {"endpoint_url": f"http://{place}"}
    change = (FULL if method == "POST" else {}) | {"aws": own}
    async with api.client() as client:
        there = (await client.post(INTEGRATIONS, json=FULL)).headers["location"]
        path = INTEGRATIONS if method == "POST" else there
        answer = await client.request(method, path, json=change)
        kept = await client.get(there)

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_endpoint_url"
    assert "operator" in answer.json()["detail"]
    assert kept.json()["aws"] == AWS


@pytest.mark.parametrize(
    "url", ["http://[:2A6.]", "https://a.example:99999", "https://..", "http://1.2.3.999"]
)
async def test_an_endpoint_that_no_connection_can_use_is_refused(api: Api, url: str) -> None:
    async with api.client() as client:
        there = (await client.post(INTEGRATIONS, json=FULL)).headers["location"]
        created = await client.post(INTEGRATIONS, json=FULL | {"aws": AWS | {"endpoint_url": url}})
        changed = await client.patch(there, json={"aws": {"endpoint_url": url}})

    for answer in (created, changed):
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_endpoint_url")
        assert answer.json()["detail"].startswith("It is not a URL: ")


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        ({"role_arn": None, "profile": None}, "invalid_role_arn"),
        ({"profile": "audit"}, "invalid_profile"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_with_roles_only_the_workers_own_credentials_are_refused(
    tmp_path: Path, method: str, change: dict[str, Any], slug: str
) -> None:
    by_role = FULL | {"aws": AWS | {"profile": None}}
    async with api_in(tmp_path, roles_only=True) as api, api.client() as client:
        there = (await client.post(INTEGRATIONS, json=by_role)).headers["location"]
        path = INTEGRATIONS if method == "POST" else there
        own = by_role["aws"] | change if method == "POST" else change
        asked = by_role | {"aws": own} if method == "POST" else {"aws": own}
        answer = await client.request(method, path, json=asked)
        named = await client.patch(there, json={"name": "staging", "aws": {"regions": []}})

    assert (answer.status_code, answer.json()["error"]) == (400, slug)
    assert "roles alone" in answer.json()["detail"]
    assert (named.status_code, named.json()["aws"]["role_arn"]) == (200, ROLE)


async def test_409_a_cloud_whose_packages_are_not_installed(api: Api) -> None:
    without = replace(api.deps, clouds={})
    async with api.client() as whole, api.client(deps=without) as client:
        created = await whole.post(INTEGRATIONS, json=FULL)
        place = created.headers["location"]
        refused = await client.post(INTEGRATIONS, json=FULL)
        unchanged = await client.patch(place, json={"aws": {"regions": []}})
        shown = await client.get(place)

    for answer in (refused, unchanged):
        assert (answer.status_code, answer.json()["error"]) == (409, "provider_not_supported")
    assert shown.json() == created.json()


async def test_409_a_name_that_another_integration_of_the_tenant_has(api: Api) -> None:
    stranger = await api.tenant("stranger")
    taken = {
        "error": "name_taken",
        "detail": "There is an integration named 'production' already.",
        "member": "name",
    }
    async with api.client() as client:
        first = (await client.post(INTEGRATIONS, json=FULL)).headers["location"]
        again = await client.post(INTEGRATIONS, json=FULL)
        other = (await client.post(INTEGRATIONS, json=FULL | {"name": "other"})).headers["location"]
        renamed = await client.patch(other, json={"name": "production"})
        same = await client.patch(first, json={"name": "production"})
        await client.delete(first)
        freed = await client.patch(other, json={"name": "production"})
        listed = (await client.get(INTEGRATIONS)).json()["data"]
    async with api.client(await api.mint(tenant_id=stranger)) as client:
        theirs = await client.post(INTEGRATIONS, json=FULL)

    for refused in (again, renamed):
        assert (refused.status_code, refused.json()) == (409, taken)
    assert (same.status_code, freed.status_code, theirs.status_code) == (200, 200, 201)
    assert [row["name"] for row in listed] == ["production"]


@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_409_a_check_that_this_server_does_not_have(api: Api, method: str) -> None:
    integration_id = await api.integration()
    path = INTEGRATIONS if method == "POST" else f"{INTEGRATIONS}/{integration_id}"
    selection = {"check_set": [BUCKETS, "aws_s3_bucket_is_pretty"]}
    body = FULL | selection if method == "POST" else selection
    async with api.client() as client:
        answer = await client.request(method, path, json=body)

    assert answer.status_code == 409
    assert answer.json() == {
        "error": "check_unknown",
        "detail": "Not known here: aws_s3_bucket_is_pretty.",
        "member": "check_set",
    }


@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_409_a_region_that_the_cloud_does_not_have(api: Api, method: str) -> None:
    integration_id = await api.integration()
    path = INTEGRATIONS if method == "POST" else f"{INTEGRATIONS}/{integration_id}"
    body = {
        "name": "production",
        "provider": "aws",
        "aws": {"regions": ["eu-central-1", "us-esat-1"]},
    }
    async with api.client() as client:
        answer = await client.request(
            method, path, json=body if method == "POST" else {"aws": body["aws"]}
        )

    assert answer.status_code == 409
    body = answer.json()
    assert "us-east-1" in body.pop("allowed")
    assert body == {
        "error": "region_unknown",
        "detail": "Not known here: us-esat-1 (did you mean us-east-1?).",
        "member": "aws.regions",
    }


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize(("schedule", "distance"), [("*/5 * * * *", 300), ("0,30 4 * * *", 1_800)])
async def test_409_a_schedule_that_is_due_too_often(
    api: Api, method: str, schedule: str, distance: int
) -> None:
    integration_id = await api.integration()
    path = INTEGRATIONS if method == "POST" else f"{INTEGRATIONS}/{integration_id}"
    body = (FULL if method == "POST" else {}) | {"schedule": schedule}
    async with api.client() as client:
        answer = await client.request(method, path, json=body)

    assert answer.status_code == 409
    assert answer.json() == {
        "error": "schedule_too_frequent",
        "detail": f"It is due every {distance} s; this server takes 3600 s and more.",
        "member": "schedule",
    }


async def test_a_schedule_can_be_changed_and_cleared(api: Api) -> None:
    async with api.client() as client:
        place = (await client.post(INTEGRATIONS, json=FULL)).headers["location"]
        moved = (await client.patch(place, json={"schedule": "0 16 * * *"})).json()
        kept = (await client.patch(place, json={"name": "staging"})).json()
        cleared = (await client.patch(place, json={"schedule": None})).json()
        read = (await client.get(place)).json()

    shown = [(one["schedule"], one["next_run_at"]) for one in (moved, kept, cleared, read)]
    due = ("0 16 * * *", "2025-06-15T16:00:00Z")
    assert shown == [due, due, (None, None), (None, None)]


async def test_repeated_values_are_removed(api: Api) -> None:
    own = {"regions": ["eu-west-1", "eu-central-1", "eu-west-1"]}
    twice = {"aws": own, "check_set": [BUCKETS, BUCKETS]}
    async with api.client() as client:
        created = await client.post(INTEGRATIONS, json=FULL | twice)

    assert created.json()["aws"]["regions"] == ["eu-west-1", "eu-central-1"]
    assert created.json()["check_set"] == [BUCKETS]


# Checks


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({"provider": "aws"}, lambda check: check["provider"] == "aws"),
        ({"family": "storage"}, lambda check: check["family"] == "storage"),
        ({"service": "s3"}, lambda check: check["service"] == "s3"),
        ({"severity": "high"}, lambda check: check["severity"] == "high"),
    ],
)
async def test_checks_can_be_filtered(api: Api, query: dict[str, str], holds: Any) -> None:  # noqa: ANN401  # a predicate
    async with api.client() as client:
        every = (await client.get(CHECKS)).json()["data"]
        some = (await client.get(CHECKS, params=query)).json()["data"]

    assert some == [check for check in every if holds(check)]
    assert some
    assert [check["id"] for check in every] == sorted(check["id"] for check in every)


async def test_any_token_may_read_the_checks(api: Api) -> None:
    async with api.client(await api.mint(["audit:read"])) as client:
        assert (await client.get(CHECKS)).status_code == 200


# Health


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
async def test_health_needs_no_token(api: Api, path: str) -> None:
    async with api.client(None) as client:
        answer = await client.get(path)

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


# What clients keep


async def test_304_for_a_response_that_is_still_current(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        paths = [RUNS, FINDINGS, INTEGRATIONS, f"{INTEGRATIONS}/{integration_id}", CHECKS]
        for path in paths:
            tag = (await client.get(path)).headers["etag"]
            for shown in (tag, f"W/{tag}", f'"other", {tag}'):
                again = await client.get(path, headers={"if-none-match": shown})

                assert (again.status_code, again.content) == (304, b"")
                assert again.headers["etag"] == tag


async def test_every_change_ends_the_etags_of_clients(api: Api) -> None:
    """Every change that a reader of the list could see changes the ETag and the response."""
    integration_id = await api.integration()
    tags: list[str] = []
    counts: list[int] = []

    async def look() -> None:
        answer = await client.get(RUNS, headers={"if-none-match": tags[-1] if tags else ""})
        assert answer.status_code == 200
        tags.append(answer.headers["etag"])
        counts.append(len(answer.json()["data"]))

    async with api.client() as client:
        await look()
        await client.post(RUNS, json={"integration_id": integration_id})
        await look()
        await api.work(sheet("a"), look)
        await look()
        finding = (await client.get(FINDINGS)).json()["data"][0]
        await client.patch(f"{FINDINGS}/{finding['id']}", json={"status": "accepted"})
        await look()

    assert len(set(tags)) == len(tags) == 5
    assert counts == [0, 1, 1, 1, 1]


async def test_an_etag_of_one_tenant_is_not_valid_for_another(api: Api) -> None:
    stranger = await api.mint(tenant_id=await api.tenant("globex"))
    async with api.client() as ours, api.client(stranger) as theirs:
        tag = (await ours.get(RUNS)).headers["etag"]
        answer = await theirs.get(RUNS, headers={"if-none-match": tag})

    assert answer.status_code == 200


async def test_cached_bodies_belong_to_one_tenant_path_and_query(api: Api) -> None:
    other = await api.tenant("globex")
    theirs = await api.integration(other)
    async with api.client() as client:
        await client.post(RUNS, json={"integration_id": await api.integration()})
        stranger = {"authorization": f"Bearer {await api.mint(tenant_id=other)}"}
        # The same application, so the same ready bodies; the same revision for both tenants.
        await client.post(RUNS, json={"integration_id": theirs}, headers=stranger)
        ours = await client.get(RUNS)
        other_answer = await client.get(RUNS, headers=stranger)
        filtered = await client.get(RUNS, params={"status": "failed"})

    assert other_answer.json()["data"][0]["integration_id"] == theirs
    assert ours.json()["data"][0]["integration_id"] != theirs
    assert filtered.json() == {"data": []}


# Every answer


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("job-4711.a_b", True),
        ("x" * 128, True),
        ("x" * 129, False),
        ("", False),
        ("a b", False),
        ('"}{"injected":1', False),
    ],
)
async def test_only_a_harmless_request_id_is_kept(
    api: Api,
    sent: str,
    kept: bool,  # noqa: FBT001  # a column of the table
) -> None:
    async with api.client(None) as client:
        answer = await client.get("/health/live", headers={"x-request-id": sent})

    assert (answer.headers["x-request-id"] == sent) == kept
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize("path", [RUNS, "/nothing", "/health/live", "/api/v2/openapi.yaml"])
async def test_every_response_has_headers_against_sniffing_and_caching(api: Api, path: str) -> None:
    async with api.client() as client:
        headers = (await client.get(path)).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["cache-control"] == "private, no-cache"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("*/*", 200),
        ("application/*", 200),
        ("text/html, */*;q=0.1", 200),
        ("text/html", 406),
        ("application/json;q=0, */*", 406),
        ("text/*, application/yaml", 406),
    ],
)
async def test_406_when_json_is_not_accepted(api: Api, accept: str, status: int) -> None:
    async with api.client() as client:
        answer = await client.get(RUNS, headers={"accept": accept})

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 404),
        ("application/json; charset=utf-8", 404),
        ("APPLICATION/JSON;charset=UTF-8", 404),
        ("application/json; charset=latin-1", 415),
        ("application/x-www-form-urlencoded", 415),
        ("text/plain", 415),
        ("nonsense", 415),
    ],
)
async def test_415_when_the_body_is_not_json(api: Api, content_type: str, status: int) -> None:
    body = f'{{"integration_id":"{NOBODYS}"}}'.encode()
    async with api.client() as client:
        answer = await client.post(RUNS, content=body, headers={"content-type": content_type})

    assert answer.status_code == status


@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_409_a_region_of_another_partition_than_the_role(api: Api, method: str) -> None:
    aws = {"role_arn": "arn:aws-us-gov:iam::123456789012:role/posture"}
    body = {"name": "government", "provider": "aws", "aws": aws}
    regions = {"regions": ["us-gov-west-1", "us-east-1"]}
    async with api.client() as client:
        if method == "POST":
            answer = await client.post(INTEGRATIONS, json=body | {"aws": aws | regions})
        else:
            connected = (await client.post(INTEGRATIONS, json=body)).json()
            path = f"{INTEGRATIONS}/{connected['id']}"
            answer = await client.patch(path, json={"aws": regions})

    assert answer.status_code == 409
    assert answer.json()["error"] == "region_unknown"
    assert answer.json()["detail"].startswith("Not known here: us-east-1")
