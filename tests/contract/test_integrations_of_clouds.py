"""Integrations of Azure and of Google Cloud: their own objects, and what is refused of them."""

from typing import Any

import pytest

from tests.api import INTEGRATIONS, NOBODYS, Api
from tests.contract.integration_bodies import SUBSCRIPTION

pytestmark = pytest.mark.anyio


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
