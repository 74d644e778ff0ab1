"""Suppressions: accepted findings with a reason, an owner and an end."""

from typing import Any

import httpx
import pytest

from tests.api import AUDIT, FINDINGS, NOBODYS, RUNS, SUPPRESSIONS, Api, api_in
from tests.integration.fakes import sheet

pytestmark = pytest.mark.anyio

FULL = {
    "check_id": "aws_paper_sheet_whole",
    "resource_pattern": "arn:aws:paper:::a*",
    "reason": "It is only paper.",
    "owner": "team-paper",
    "expires_at": "2025-07-01T00:00:00Z",  # the clock stands at 2025-06-15T15:06:40Z
}


async def created(client: httpx.AsyncClient, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # as the body
    answer = await client.post(SUPPRESSIONS, json=FULL | members)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_it_is_kept_as_it_was_sent(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        answer = await client.post(SUPPRESSIONS, json=FULL | {"integration_id": integration_id})
        made = answer.json()
        read = await client.get(answer.headers["location"])
        listed = await client.get(SUPPRESSIONS)

    assert {name: made[name] for name in FULL} == FULL
    assert made["integration_id"] == integration_id
    assert made["created_at"] == made["updated_at"] == "2025-06-15T15:06:40Z"
    assert read.json() == made
    assert listed.json() == {"data": [made]}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2025-07-01T02:00:00+02:00", "2025-07-01T00:00:00Z"),
        ("2025-07-01t00:00:00z", "2025-07-01T00:00:00Z"),
        ("2025-06-30T23:59:59.9999Z", "2025-06-30T23:59:59.999Z"),
    ],
)
async def test_its_expiry_may_have_any_zone(api: Api, sent: str, kept: str) -> None:
    async with api.client() as client:
        assert (await created(client, expires_at=sent))["expires_at"] == kept


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("2025-06-15T15:06:39Z", 409),
        ("2025-06-15T15:06:40Z", 409),
        ("2025-06-15T15:06:40.001Z", 201),
        ("2025-06-15T15:07:40Z", 201),
        ("2025-06-15T15:07:40.001Z", 409),
        ("0001-01-01T00:00:00Z", 409),
        ("9999-12-31T23:59:59Z", 409),
    ],
)
async def test_its_expiry_must_be_in_the_future_and_not_too_far(
    tmp_path: Any,  # noqa: ANN401  # pytest's own
    moment: str,
    status: int,
) -> None:
    async with api_in(tmp_path, suppression_lifetime_seconds=60) as api, api.client() as client:
        made = await client.post(SUPPRESSIONS, json=FULL | {"expires_at": moment})
        other = await created(client, expires_at="2025-06-15T15:07:00Z")
        changed = await client.patch(f"{SUPPRESSIONS}/{other['id']}", json={"expires_at": moment})

    assert (made.status_code, changed.status_code) == (status, 200 if status == 201 else status)
    if status == 409:
        assert (
            made.json()
            == changed.json()
            == {
                "error": "expiry_out_of_range",
                "detail": "It must be later than now, and at most 60 s ahead.",
                "member": "expires_at",
            }
        )


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        ({"check_id": "everything"}, "invalid_check_id"),
        ({"check_id": None}, "invalid_check_id"),
        ({"resource_pattern": ""}, "invalid_resource_pattern"),
        ({"resource_pattern": "a\nb"}, "invalid_resource_pattern"),
        ({"resource_pattern": "x" * 1_001}, "invalid_resource_pattern"),
        ({"integration_id": "seven"}, "invalid_integration_id"),
        ({"reason": ""}, "invalid_reason"),
        ({"reason": "x" * 1_001}, "invalid_reason"),
        ({"owner": ""}, "invalid_owner"),
        ({"owner": "x" * 201}, "invalid_owner"),
        ({"expires_at": None}, "invalid_expires_at"),
        ({"expires_at": "never"}, "invalid_expires_at"),
        ({"expires_at": "2025-07-01"}, "invalid_expires_at"),
        ({"expires_at": "2025-07-01T00:00:00"}, "invalid_expires_at"),
        ({"expires_at": "2025-07-01 00:00:00Z"}, "invalid_expires_at"),
        ({"expires_at": "2025-13-01T00:00:00Z"}, "invalid_expires_at"),
        ({"expires_at": 1_751_328_000}, "invalid_expires_at"),
        ({"for_ever": True}, "invalid_body"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_400_what_cannot_be_used(
    api: Api, method: str, change: dict[str, Any], slug: str
) -> None:
    base = FULL if method == "POST" else {}
    path = SUPPRESSIONS if method == "POST" else f"{SUPPRESSIONS}/{NOBODYS}"
    async with api.client() as client:
        answer = await client.request(method, path, json=base | change)

    fixed = method == "PATCH" and change.keys() - {"reason", "owner", "expires_at"}
    assert answer.status_code == 400
    assert answer.json()["error"] == ("invalid_body" if fixed else slug)


@pytest.mark.parametrize("member", FULL)
async def test_400_without_any_one_of_its_members(api: Api, member: str) -> None:
    body = {name: value for name, value in FULL.items() if name != member}
    async with api.client() as client:
        answer = await client.post(SUPPRESSIONS, json=body)

    assert (answer.status_code, answer.json()["error"]) == (400, f"invalid_{member}")


async def test_409_a_check_that_this_server_does_not_have(api: Api) -> None:
    async with api.client() as client:
        answer = await client.post(SUPPRESSIONS, json=FULL | {"check_id": "aws_s3_bucket_pretty"})

    assert answer.status_code == 409
    assert answer.json()["error"] == "check_unknown"


async def test_404_a_missing_integration_or_one_of_another_tenant(api: Api) -> None:
    theirs = await api.integration(await api.tenant("globex"))
    async with api.client() as client:
        answers = [
            await client.post(SUPPRESSIONS, json=FULL | {"integration_id": one})
            for one in (NOBODYS, theirs)
        ]
        rows = (await client.get(SUPPRESSIONS)).json()["data"]

    assert {(one.status_code, one.content) for one in answers} == {
        (404, b'{"error":"integration_not_found"}')
    }
    assert rows == []


async def test_409_above_the_limit_until_a_suppression_expires(tmp_path: Any) -> None:  # noqa: ANN401  # pytest's own
    async with api_in(tmp_path, suppressions_in_force=2) as api, api.client() as client:
        short = await created(client, expires_at="2025-06-15T15:06:41Z")
        await created(client)
        refused = await client.post(SUPPRESSIONS, json=FULL)
        api.clock.pass_seconds(1)
        await created(client)
        renewed = await client.patch(
            f"{SUPPRESSIONS}/{short['id']}", json={"expires_at": FULL["expires_at"]}
        )
        rows = (await client.get(SUPPRESSIONS)).json()["data"]

    assert (refused.status_code, renewed.status_code) == (409, 409)
    assert (
        refused.json()
        == renewed.json()
        == {
            "error": "too_many_suppressions",
            "detail": "At most 2 may be in force.",
        }
    )
    assert len(rows) == 3
    assert short in rows


async def test_a_change_sets_its_members_and_the_rest_stays(api: Api) -> None:
    async with api.client() as client:
        made = await created(client)
        api.clock.pass_seconds(5)
        place = f"{SUPPRESSIONS}/{made['id']}"
        nothing = await client.patch(place, json={})
        changed = await client.patch(place, json={"owner": "team-b"})

    assert nothing.json() == made
    assert changed.json() == made | {"owner": "team-b", "updated_at": "2025-06-15T15:06:45Z"}


async def test_a_deleted_suppression_is_gone(api: Api) -> None:
    async with api.client() as client:
        place = f"{SUPPRESSIONS}/{(await created(client))['id']}"
        gone = await client.delete(place)
        after = [
            await client.delete(place),
            await client.get(place),
            await client.patch(place, json={"owner": "b"}),
        ]
        listed = await client.get(SUPPRESSIONS)

    assert (gone.status_code, gone.content) == (204, b"")
    assert {(one.status_code, one.content) for one in after} == {
        (404, b'{"error":"suppression_not_found"}')
    }
    assert listed.json() == {"data": []}


async def test_they_are_filtered_and_paged_newest_first(api: Api) -> None:
    integration_id = await api.integration()
    other = "aws_s3_bucket_public_access_blocked"
    async with api.client() as client:
        made = []
        for members in ({}, {"check_id": other}, {"integration_id": integration_id}, {}, {}):
            made.append((await created(client, **members))["id"])
            api.clock.pass_seconds(1)
        paged: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = (await client.get(SUPPRESSIONS, params={"limit": "2"} | cursor)).json()
            paged += [row["id"] for row in page["data"]]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        found = [
            [row["id"] for row in (await client.get(SUPPRESSIONS, params=query)).json()["data"]]
            for query in ({"check_id": other}, {"integration_id": integration_id.upper()})
        ]

    assert paged == made[::-1]
    assert found == [[made[1]], [made[2]]]


async def test_every_change_is_audited_beside_the_call(api: Api) -> None:
    async with api.client() as client:
        made = await created(client)
        place = f"{SUPPRESSIONS}/{made['id']}"
        await client.patch(place, json={"owner": "team-paper"})
        changed = (await client.patch(place, json={"owner": "team-b"})).json()
        await client.delete(place, headers={"x-request-id": "the-end"})
        await client.delete(place)
        await client.post(SUPPRESSIONS, json=FULL | {"expires_at": "2025-01-01T00:00:00Z"})
        rows = (await client.get(AUDIT)).json()["data"][::-1]

    recorded = [(row["action"], row["before_jsonb"], row["after_jsonb"]) for row in rows]
    assert [one for one in recorded if one[0] != "api.call"] == [
        ("suppression.created", None, made),
        ("suppression.updated", made, changed),
        ("suppression.deleted", changed, None),
    ]
    assert [row["after_jsonb"]["status"] for row in rows if row["action"] == "api.call"] == [
        201,
        409,
    ]
    ended = next(row for row in rows if row["action"] == "suppression.deleted")
    assert (ended["target_kind"], ended["target_id"]) == ("suppression", made["id"])
    assert (ended["actor_user_id"], ended["actor_ip"]) == (api.token_id, "127.0.0.1")
    assert (ended["request_id"], ended["result"]) == ("the-end", "success")


async def test_a_suppressed_finding_is_shown_as_such(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        made = await created(client)
        body = {"integration_id": integration_id}
        run_id = (await client.post(RUNS, json=body)).json()["run_id"]
        await api.work(sheet("a"), sheet("b"))
        run = (await client.get(f"{RUNS}/{run_id}")).json()
        listed = {
            query: (await client.get(f"{FINDINGS}?scan_id={run_id}{query}")).json()["data"]
            for query in ("", "&suppressed=true", "&suppressed=false")
        }
        (covered,) = listed["&suppressed=true"]
        detail = (await client.get(f"{FINDINGS}/{covered['id']}")).json()
        decided = (await client.get(f"{RUNS}/{run_id}/gate")).json()

    assert (run["finding_count"], run["suppressed_count"]) == (2, 1)
    assert covered["suppressed_by"] == detail["suppressed_by"] == made["id"]
    assert [row["suppressed_by"] for row in listed["&suppressed=false"]] == [None]
    assert len(listed[""]) == 2
    assert [one["resource_id"] for one in decided["findings"]] == ["arn:aws:paper:::b"]
    assert (decided["finding_count"], decided["suppressed_count"]) == (1, 1)


@pytest.mark.parametrize("text", ["", "yes", "1", "0", "True", "null", "true&suppressed=true"])
async def test_400_suppressed_is_one_of_two_words(api: Api, text: str) -> None:
    async with api.client() as client:
        answer = await client.get(f"{FINDINGS}?suppressed={text}")

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_suppressed")


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("integration_id=7", "invalid_integration_id"),
        ("check_id=all", "invalid_check_id"),
        ("limit=101", "invalid_limit"),
        ("cursor=7", "invalid_cursor"),
    ],
)
async def test_400_a_filter_that_cannot_be_used(api: Api, query: str, slug: str) -> None:
    async with api.client() as client:
        answer = await client.get(f"{SUPPRESSIONS}?{query}")

    assert (answer.status_code, answer.json()["error"]) == (400, slug)
