"""Errors name what is wrong, what would be right, and everything that is wrong at once."""

import pytest

from tests.api import AUDIT, CHECKS, FINDINGS, INTEGRATIONS, NOBODYS, RUNS, Api
from tests.contract.test_bad_input import place
from tests.contract.test_document import WITH_PARAMETERS_OF_OTHERS
from tests.contract.test_gate import ran
from tests.integration.fakes import sheet
from tests.spec import Operation, spec

pytestmark = pytest.mark.anyio

PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    "operation",
    [one for one in spec().operations.values() if one.id not in WITH_PARAMETERS_OF_OTHERS],
    ids=lambda one: one.id,
)
async def test_every_operation_refuses_a_parameter_that_it_does_not_have(
    api: Api, operation: Operation
) -> None:
    async with api.client() as client:
        answer = await client.request(operation.method, f"{place(operation.path)}?colour=red")

    assert (answer.status_code, answer.json()["error"]) == (400, "unknown_parameter")
    assert answer.json()["member"] == "colour"


@pytest.mark.parametrize(
    ("path", "name", "nearest"),
    [
        (f"{RUNS}/{NOBODYS}/gate", "fail-on", "fail_on"),
        (FINDINGS, "Scan_ID", "scan_id"),
        (RUNS, "integrationId", "integration_id"),
    ],
)
async def test_an_unknown_parameter_is_answered_with_the_nearest_known_one(
    api: Api, path: str, name: str, nearest: str
) -> None:
    async with api.client() as client:
        answer = await client.get(f"{path}?{name}=info")

    assert answer.json()["detail"] == f"There is no parameter `{name}`. Did you mean `{nearest}`?"
    assert nearest in answer.json()["allowed"]


async def test_thousands_of_unknown_names_get_a_short_answer(api: Api) -> None:
    names = "&".join(f"p{n}{'x' * 100}" for n in range(400))
    body = {f"m{n}{'x' * 100}": n for n in range(5_000)}
    async with api.client() as client:
        query = await client.get(f"{RUNS}?{names}")
        posted = await client.post(RUNS, json=body)

    assert (query.status_code, len(query.json()["errors"])) == (400, 20)
    assert (posted.status_code, len(posted.json()["errors"])) == (400, 20)
    assert max(len(query.content), len(posted.content)) < 10_000


async def test_all_errors_of_a_query_are_in_one_response(api: Api) -> None:
    async with api.client() as client:
        answer = await client.get(f"{RUNS}?status=done&trigger=cron&limit=0")

    assert [(one["error"], one["member"]) for one in answer.json()["errors"]] == [
        ("invalid_status", "status"),
        ("invalid_trigger", "trigger"),
        ("invalid_limit", "limit"),
    ]
    assert answer.json()["allowed"] == ["cancelled", "completed", "failed", "running"]


async def test_each_wrong_value_of_a_list_is_an_error(api: Api) -> None:
    run_id = "00000000-0000-4000-8000-000000000000"
    async with api.client() as client:
        answer = await client.get(
            f"{RUNS}/{run_id}/gate", params={"family": "iam,storge,bogus,storge"}
        )
    assert answer.status_code == 400
    errors = answer.json()["errors"]
    assert [(one["error"], one["member"]) for one in errors] == [("invalid_family", "family")] * 2
    assert errors[0]["detail"].endswith("`storge` is not a value of it. Did you mean `storage`?")
    assert "storage" in errors[1]["allowed"]


async def test_all_errors_of_a_body_are_in_one_response(api: Api) -> None:
    body = {"name": "", "provider": "ibm", "aws": {"role": "r", "regions": ["x y"]}, "schedule": 7}
    async with api.client() as client:
        answer = await client.post(INTEGRATIONS, json=body)

    assert [(one["error"], one["member"]) for one in answer.json()["errors"]] == [
        ("invalid_name", "name"),
        ("invalid_provider", "provider"),
        ("invalid_body", "aws.role"),
        ("invalid_regions", "aws.regions"),
        ("invalid_schedule", "schedule"),
    ]
    assert answer.json()["errors"][1]["allowed"] == ["aws", "azure", "gcp"]
    assert "Did you mean `role_arn`?" in answer.json()["errors"][2]["detail"]


async def test_all_errors_of_a_request_are_in_one_response(api: Api) -> None:
    body = {"nmae": "a", "events": ["run.ended"], "url": "https://localhost:99999"}
    headers = {"idempotency-key": "a b"}
    async with api.client() as client:
        answer = await client.post(
            "/api/v2/webhooks?colour=red&validate_only=maybe", json=body, headers=headers
        )

    assert answer.status_code == 400
    assert [(one["error"], one["member"]) for one in answer.json()["errors"]] == [
        ("unknown_parameter", "colour"),
        ("invalid_validate_only", "validate_only"),
        ("invalid_idempotency_key", "Idempotency-Key"),
        ("invalid_body", "nmae"),
        ("invalid_events", "events"),
        ("invalid_url", "url"),
    ]
    assert all(one["detail"] for one in answer.json()["errors"])


async def test_the_path_and_the_rules_of_a_change_are_refused_together(api: Api) -> None:
    body = {
        "schedule": "* * * * *",
        "check_set": ["aws_no_such"],
        "aws": {"regions": 7},
        "name": "",
    }
    async with api.client() as client:
        answer = await client.patch(f"{INTEGRATIONS}/seven", json=body)

    assert [(one["error"], one["member"]) for one in answer.json()["errors"]] == [
        ("invalid_integration_id", "integration_id"),
        ("invalid_regions", "aws.regions"),
        ("invalid_name", "name"),
        ("check_unknown", "check_set"),
        ("schedule_too_frequent", "schedule"),
    ]


@pytest.mark.parametrize(
    ("path", "text", "member"),
    [
        (RUNS, '{"integration_id": "a", "integration_id": "b"}', "integration_id"),
        (RUNS, '{"integration_id": "a", "\\u0069ntegration_id": 7}', "integration_id"),
        (RUNS, '{"source": {"tool": "a", "tool": "b"}}', "source.tool"),
        (
            "/api/v2/trusts",
            '{"conditions": [{}, {"claim": "a", "claim": "b"}]}',
            "conditions[1].claim",
        ),
    ],
)
async def test_a_member_that_is_there_twice_is_refused(
    api: Api, path: str, text: str, member: str
) -> None:
    async with api.client() as client:
        answer = await client.post(path, content=text)
        listed = await client.get(RUNS)

    twice = answer.json()
    assert (answer.status_code, twice["error"]) == (400, "invalid_body")
    assert (twice["member"], twice["detail"]) == (
        member,
        f"The body has `{member}` more than once.",
    )
    assert listed.json()["data"] == []


async def test_one_error_has_no_list_of_errors(api: Api) -> None:
    async with api.client() as client:
        answer = await client.get(f"{RUNS}/seven")

    assert answer.json() == {
        "error": "invalid_run_id",
        "detail": "`run_id` is not a UUID.",
        "member": "run_id",
    }


@pytest.mark.parametrize("body", [{}, {"integration_id": 7}, {"integration_id": "seven"}])
async def test_the_error_that_the_contract_fixes_has_no_other_member(
    api: Api, body: dict[str, object]
) -> None:
    async with api.client() as client:
        answer = await client.post(RUNS, json=body)

    assert answer.content == b'{"error":"invalid_integration_id"}'


@pytest.mark.parametrize("accept", [PROBLEM, f"{PROBLEM}, application/json;q=0.5"])
async def test_an_error_is_a_problem_for_callers_who_prefer_it(api: Api, accept: str) -> None:
    async with api.client() as client:
        client.headers["accept"] = accept
        refused = await client.get(f"{AUDIT}?limit=0")
        missing = await client.get("/api/v2/nothing")
        method = await client.put(RUNS)
        listed = await client.get(RUNS)
        del client.headers["authorization"]
        stranger = await client.get(RUNS)

    assert refused.headers["content-type"] == PROBLEM
    assert refused.json() == {
        "type": "urn:posture:error:invalid_limit",
        "title": "Invalid limit",
        "status": 400,
        "error": "invalid_limit",
        "detail": "`limit`: Expected `int` >= 1.",
        "member": "limit",
    }
    assert [one.json()["status"] for one in (missing, method, stranger)] == [404, 405, 401]
    assert (listed.status_code, listed.headers["content-type"]) == (200, "application/json")


@pytest.mark.parametrize("accept", [f"application/json, {PROBLEM}", "*/*", "application/*"])
async def test_an_error_stays_json_for_everyone_else(api: Api, accept: str) -> None:
    async with api.client() as client:
        answer = await client.get(f"{AUDIT}?limit=0", headers={"accept": accept})

    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/json")


@pytest.mark.parametrize("accept", ["application/json", "text/yaml", "application/x-yaml", "a/b"])
@pytest.mark.parametrize("path", ["/api/v2/openapi.yaml", "/api/v2/openapi.json"])
async def test_accept_does_not_count_where_the_path_decides(
    api: Api, path: str, accept: str
) -> None:
    async with api.client(None) as client:
        answer = await client.get(path, headers={"accept": accept})

    assert answer.status_code == 200


@pytest.mark.parametrize("query", ["family=ai,storage", "family=ai&family=storage"])
async def test_a_parameter_with_several_values_has_commas_or_is_repeated(
    api: Api, query: str
) -> None:
    async with api.client() as client:
        run_id = await ran(client, api, sheet("fine", torn=False))
        answer = await client.get(f"{RUNS}/{run_id}/gate?{query}")

    assert answer.json()["policy"]["family"] == ["ai", "storage"]


@pytest.mark.parametrize(
    ("check_id", "status", "slug"),
    [
        ("aws_s3_bucket_public_acces_blocked", 404, "check_not_found"),
        ("AWS-S3", 400, "invalid_check_id"),
        ("%00", 400, "invalid_check_id"),
    ],
)
async def test_a_check_that_does_not_exist(api: Api, check_id: str, status: int, slug: str) -> None:
    async with api.client() as client:
        answer = await client.get(f"{CHECKS}/{check_id}")

    assert (answer.status_code, answer.json()["error"]) == (status, slug)


async def test_a_check_is_the_same_alone_and_in_the_list(api: Api) -> None:
    async with api.client() as client:
        listed = (await client.get(CHECKS)).json()["data"]
        alone = await client.get(f"{CHECKS}/{listed[0]['id']}")
        again = await client.get(
            f"{CHECKS}/{listed[0]['id']}", headers={"if-none-match": alone.headers["etag"]}
        )

    assert alone.json() == listed[0]
    assert again.status_code == 304


async def test_checks_of_a_framework(api: Api) -> None:
    async with api.client() as client:
        every = (await client.get(CHECKS)).json()["data"]
        chosen = (await client.get(f"{CHECKS}?framework=CIS_AWS_7_0")).json()["data"]
        refused = await client.get(f"{CHECKS}?framework=SOC_9")

    assert chosen == [one for one in every if any("CIS_AWS_7_0_" in c for c in one["controls"])]
    assert 0 < len(chosen) < len(every)
    assert (refused.status_code, refused.json()["error"]) == (400, "framework_unknown")
