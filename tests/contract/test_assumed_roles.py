"""Roles of AWS: external ids, roles of other tenants, and roles that anyone could assume."""

import re
from pathlib import Path
from typing import Any

import pytest

from posture.domain.collector import AssumedRole, ConnectError
from posture.services.assumed_roles import list_roles
from posture.services.tenants import create_tenant
from posture.services.tokens import SCOPES
from posture.worker import roles
from tests.api import AUDIT, INTEGRATIONS, RUNS, Api, api_in
from tests.contract.integration_bodies import FULL, ROLE, SUBSCRIPTION
from tests.integration.fakes import sheet
from tests.logs import capture_log_of
from tests.promises import promise

pytestmark = pytest.mark.anyio

OPEN = "The role can be assumed with no external id."


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


class ProvenRole:
    """A role with the reason why it is open, or None; counts its proofs."""

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
