"""Integrations that are refused: malformed members, endpoints, regions, checks and schedules."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.api import INTEGRATIONS, NOBODYS, Api, api_in
from tests.contract.integration_bodies import AWS, BUCKETS, FULL, ROLE, with_aws

pytestmark = pytest.mark.anyio

SHARED = ("regions", "endpoint_url", "external_id")


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
