"""The Entra tenant: verdicts, and what is unread where Graph denies, throttles or answers oddly."""

from typing import Any

import pytest

from posture.bootstrap.azure import AZURE
from posture.collectors.azure.operations import OPERATIONS
from posture.domain.verdict import VerdictStatus
from posture.worker.scope import Scope
from tests.emulator.arm import TENANT, EmulatedSubscription, Refusal
from tests.emulator.arm.seed import fill
from tests.emulator.arm.seed_directory import ADMINISTRATOR
from tests.integration.collectors.azure.test_azure import failed, scanned

pytestmark = pytest.mark.anyio
ENTRA = Scope(services=("entra",))
ROOT = f"/tenants/{TENANT}"
POLICIES = "/v1.0/identity/conditionalaccess/policies"
EITHER = ["mfa", "compliantDevice"]


async def test_the_tenant_its_administrators_and_applications_have_the_expected_findings(
    subscription: EmulatedSubscription,
) -> None:
    fill(subscription)
    subscription.page_size = 1

    found = await scanned(subscription, ENTRA)

    assert found.reads.coverage == 1
    assert failed(found, ROOT) == {
        "azure_entra_tenant_mfa_required",
        "azure_entra_tenant_users_cannot_create_tenants",
        "azure_entra_tenant_guest_invites_by_admins",
    }
    assert failed(found, f"{ROOT}/users/{ADMINISTRATOR}1") == set()
    assert failed(found, f"{ROOT}/users/{ADMINISTRATOR}2") == {
        "azure_entra_administrator_mfa_registered"
    }
    summaries = {
        one.resource_id[-2:]: one.summary
        for one in found.evaluation.failures
        if "/applications/" in one.resource_id
    }
    assert summaries == {"a1": "Expired: pipeline. Over two years: forever."}


async def test_a_named_tenant_is_scanned_alone(subscription: EmulatedSubscription) -> None:
    fill(subscription)

    found = await scanned(subscription, Scope(resource_ids=(ROOT.upper(),)))

    assert found.evaluation.asset_count == 1
    assert found.evaluation.counts[VerdictStatus.UNKNOWN] == 0


async def test_a_subscription_of_another_tenant_says_nothing_about_the_tenant_of_the_worker(
    subscription: EmulatedSubscription,
) -> None:
    fill(subscription)
    subscription.tenant_id = "0a4b8c2d-0000-4000-8000-000000000000"

    found = await scanned(subscription, ENTRA)

    assert {str(one) for one in found.reads.reasons} == {"OtherTenant: subscription:Get"}
    assert found.evaluation.asset_count == 0
    assert not [one for one in subscription.requests if "policies" in one]


@pytest.mark.parametrize("code", ["Authorization_RequestDenied", "Forbidden"])
async def test_without_the_permissions_of_graph_all_of_it_is_unknown_and_nothing_else(
    subscription: EmulatedSubscription, code: str
) -> None:
    fill(subscription)
    for one in subscription.graph:
        subscription.refusals[one] = Refusal(403, code)

    found = await scanned(subscription, ENTRA)
    storage = await scanned(subscription, Scope(services=("storage",)))

    assert found.evaluation.counts[VerdictStatus.PASS] == 0
    assert found.evaluation.counts[VerdictStatus.FAIL] == 0
    assert {AZURE.permission(one) for one in found.reads.reasons} == {
        "Microsoft Graph: Policy.Read.All",
        "Microsoft Graph: RoleManagement.Read.Directory",
        "Microsoft Graph: AuditLog.Read.All",
        "Microsoft Graph: Application.Read.All",
    }
    assert storage.reads.coverage == 1


async def test_a_tenant_without_the_licence_for_a_report_is_unknown_with_that_reason(
    subscription: EmulatedSubscription,
) -> None:
    fill(subscription)
    code = "Authentication_RequestFromNonPremiumTenantOrB2CTenant"
    subscription.refusals["userregistrationdetails"] = Refusal(403, code)

    found = await scanned(subscription, ENTRA)

    assert [str(one) for one in found.reads.reasons] == [f"{code}: entra:ListAdministrators"]
    assert found.evaluation.counts[VerdictStatus.UNKNOWN] == 1


async def test_a_throttled_read_of_graph_is_repeated(subscription: EmulatedSubscription) -> None:
    fill(subscription)
    refusal = Refusal(429, "TooManyRequests", times=1, headers={"Retry-After": "0"})
    subscription.refusals["authorizationpolicy"] = refusal

    found = await scanned(subscription, ENTRA)

    assert (found.reads.coverage, refusal.times) == (1, 0)


@pytest.mark.parametrize("path", [one for one in OPERATIONS if one.startswith("entra:")])
@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"value": {}}', b'{"value": [7]}'])
async def test_an_odd_answer_of_graph_is_unknown_and_never_a_pass(
    subscription: EmulatedSubscription, path: str, body: bytes
) -> None:
    fill(subscription)
    whole = await scanned(subscription, ENTRA)
    subscription.bodies[OPERATIONS[path].path.lower()] = body

    found = await scanned(subscription, ENTRA)

    assert found.evaluation.counts[VerdictStatus.UNKNOWN] > 0
    passes = VerdictStatus.PASS
    assert found.evaluation.counts[passes] <= whole.evaluation.counts[passes]


async def test_a_page_of_graph_at_another_host_does_not_get_the_token(
    subscription: EmulatedSubscription,
) -> None:
    fill(subscription)
    link = b'{"value": [], "@odata.nextLink": "https://attacker.example/page"}'
    subscription.bodies["/v1.0/applications"] = link

    found = await scanned(subscription, ENTRA)

    assert "MalformedAnswer: entra:ListApplications" in map(str, found.reads.reasons)


@pytest.mark.parametrize(
    ("changed", "requires"),
    [
        ({"state": "enabledForReportingButNotEnforced"}, False),
        (
            {"grantControls": {"operator": "OR", "builtInControls": ["mfa", "compliantDevice"]}},
            False,
        ),
        (
            {"grantControls": {"operator": "AND", "builtInControls": ["mfa", "compliantDevice"]}},
            True,
        ),
        ({"grantControls": {"authenticationStrength": {"id": "one"}}}, True),
        (
            {"grantControls": {"authenticationStrength": {"requirementsSatisfied": "mfa"}}},
            True,
        ),
        (
            {"grantControls": {"authenticationStrength": {"requirementsSatisfied": "none"}}},
            False,
        ),
        ({"grantControls": None}, False),
    ],
)
async def test_which_policies_require_a_second_factor(
    subscription: EmulatedSubscription, changed: dict[str, Any], *, requires: bool
) -> None:
    fill(subscription)
    subscription.graph[POLICIES][0].update(changed)

    found = await scanned(subscription, ENTRA)

    assert ("azure_entra_tenant_mfa_for_management" not in failed(found, ROOT)) is requires


@pytest.mark.parametrize(
    "narrowed",
    [
        {"clientAppTypes": ["browser"]},
        {"platforms": {"includePlatforms": ["android"]}},
        {"locations": {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]}},
        {"signInRiskLevels": ["high"]},
        {"devices": {"deviceFilter": {"mode": "exclude", "rule": "r"}}},
        {"authenticationFlows": {"transferMethods": "deviceCodeFlow"}},
        {"insiderRiskLevels": "elevated"},
        {
            "applications": {
                "includeApplications": ["All"],
                "excludeApplications": ["797f4846-ba00-4fd7-ba43-dac1f8f63013"],
            }
        },
        {
            "applications": {
                "includeApplications": ["All"],
                "applicationFilter": {"mode": "exclude", "rule": "r"},
            }
        },
    ],
)
async def test_a_policy_for_some_sign_ins_only_does_not_count(
    subscription: EmulatedSubscription, narrowed: dict[str, Any]
) -> None:
    fill(subscription)
    subscription.graph[POLICIES][0]["conditions"].update(narrowed)

    found = await scanned(subscription, ENTRA)

    assert "azure_entra_tenant_mfa_for_management" in failed(found, ROOT)


def test_every_check_of_entra_needs_a_permission_that_is_named_apart() -> None:
    found = AZURE.further_permissions()

    named = {check for checks in found.values() for check in checks}
    assert named == {one.id for one in AZURE.checks() if one.service == "entra"}
    assert all(one.startswith("Microsoft Graph: ") for one in found)
    assert not [one for one in AZURE.least_privilege()["Actions"] if "." not in one.split("/")[0]]
