"""Collection of SQS and SNS: facts from their responses, pages, and things that are gone."""

import json

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.faults import Endpoint, error
from tests.emulator.recorded import Body, ReceivedCall, Recording, recorded
from tests.integration.collectors.aws.engine import Outcome, run

pytestmark = pytest.mark.anyio

CHECKS = [one for one in checks(CLOUDS) if one.service in {"sns", "sqs"}]
QUEUE = f"arn:aws:sqs:{HOME}:{ACCOUNT_ID}:orders"
TOPIC = f"arn:aws:sns:{HOME}:{ACCOUNT_ID}:orders"
URL = f"https://sqs.{HOME}.amazonaws.com/{ACCOUNT_ID}"
OPEN = json.dumps(
    {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": QUEUE}}
)
OPEN_TOPIC = json.dumps(
    {
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": "SNS:Subscribe",
                "Resource": TOPIC,
            },
        ]
    }
)


def failed(outcome: Outcome) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for (check_id, arn), one in outcome.verdicts.items():
        failures = found.setdefault(arn, set())
        if one.status == "fail":
            failures.add(check_id.removeprefix("aws_"))
    return found


def _attributes(received: ReceivedCall) -> Body:
    if received.members["QueueUrl"].endswith("/orders"):
        return {"Attributes": {"Policy": OPEN, "SqsManagedSseEnabled": "false"}}
    if received.members["QueueUrl"].endswith("/jobs"):
        return {"Attributes": {"KmsMasterKeyId": "alias/jobs"}}
    return error(received.call, "AWS.SimpleQueueService.NonExistentQueue")


def _queues(received: ReceivedCall) -> Body:
    if "NextToken" in received.members:
        return {"QueueUrls": [f"{URL}/jobs", f"{URL}/deleted"]}
    return {"QueueUrls": [f"{URL}/orders"], "NextToken": "more"}


async def test_every_page_of_queues_is_evaluated_and_a_deleted_queue_is_left_out() -> None:
    answers: dict[str, Recording] = {
        "sqs:ListQueues": _queues,
        "sqs:GetQueueAttributes": _attributes,
    }
    queues = [one for one in CHECKS if one.service == "sqs"]
    async with recorded(answers) as here:
        outcome = await run(here.url, queues)
        assert here.calls == {"sqs:ListQueues": 2, "sqs:GetQueueAttributes": 3}
    assert failed(outcome) == {
        QUEUE: {"sqs_queue_policy_not_public", "sqs_queue_encrypted"},
        QUEUE.replace("orders", "jobs"): set(),
    }
    assert not outcome.unlisted


async def test_a_named_queue_is_found_without_a_listing() -> None:
    answers: dict[str, Recording] = {
        "sqs:GetQueueUrl": {"QueueUrl": f"{URL}/orders"},
        "sqs:GetQueueAttributes": _attributes,
    }
    async with recorded(answers) as here:
        outcome = await run(here.url, CHECKS, resource_ids=[QUEUE])
        assert here.calls == {"sqs:GetQueueUrl": 1, "sqs:GetQueueAttributes": 1}
    assert failed(outcome).keys() == {QUEUE}


TOPIC_XML = """<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes>
<entry><key>Policy</key><value>{policy}</value></entry>
</Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>"""
TOPICS_XML = f"""<ListTopicsResponse><ListTopicsResult><Topics>
<member><TopicArn>{TOPIC}</TopicArn></member></Topics></ListTopicsResult></ListTopicsResponse>"""
SUBSCRIPTIONS_XML = f"""<ListSubscriptionsResponse><ListSubscriptionsResult><Subscriptions>
<member><TopicArn>{TOPIC}</TopicArn><Protocol>http</Protocol><Endpoint>http://a.example</Endpoint>
</member><member><TopicArn>{TOPIC}</TopicArn><Protocol>https</Protocol>
<Endpoint>https://b.example</Endpoint></member>
</Subscriptions></ListSubscriptionsResult></ListSubscriptionsResponse>"""
ANSWERS: dict[str, Recording] = {
    "sns:ListTopics": TOPICS_XML,
    "sns:GetTopicAttributes": TOPIC_XML.format(policy=OPEN_TOPIC.replace('"', "&quot;")),
    "sns:ListSubscriptions": SUBSCRIPTIONS_XML,
}


@pytest.mark.parametrize("named", [None, [TOPIC]])
async def test_topics_are_evaluated_with_one_listing_of_subscriptions(
    named: list[str] | None,
) -> None:
    topics = [one for one in CHECKS if one.service == "sns"]
    async with recorded(ANSWERS) as here:
        outcome = await run(here.url, topics, resource_ids=named)
        assert here.calls["sns:ListSubscriptions"] == 1
        assert here.calls["sns:GetTopicAttributes"] == 1
        assert here.calls["sns:ListTopics"] == (0 if named else 1)
    assert failed(outcome) == {
        TOPIC: {
            "sns_topic_policy_not_public",
            "sns_topic_encrypted_with_kms",
            "sns_topic_subscribers_encrypted",
        }
    }
    messages = {one.message for one in outcome.verdicts.values()}
    assert "Messages go to http://a.example." in messages


@pytest.mark.parametrize(
    ("call", "asset"),
    [
        ("sqs:GetQueueAttributes", QUEUE),
        ("sns:GetTopicAttributes", TOPIC),
        ("sns:ListSubscriptions", TOPIC),
    ],
)
async def test_a_denied_read_is_unknown_and_never_a_pass(call: str, asset: str) -> None:
    answers: dict[str, Recording] = ANSWERS | {
        "sqs:ListQueues": {"QueueUrls": [f"{URL}/orders"]},
        "sqs:GetQueueAttributes": _attributes,
        call: error(call, "AccessDenied"),
    }
    async with recorded(answers) as here:
        outcome = await run(here.url, CHECKS)
    unknown = [
        one
        for (_, arn), one in outcome.verdicts.items()
        if arn == asset and one.status == "unknown"
    ]
    assert unknown
    assert {str(one.unread) for one in unknown} == {f"AccessDenied: {call}"}
    assert outcome.reads.coverage < 1


@pytest.mark.parametrize("gone", [[QUEUE.replace("orders", "gone")], [f"{TOPIC}-gone"]])
async def test_a_deleted_queue_or_topic_is_not_an_asset(cloud: Endpoint, gone: list[str]) -> None:
    outcome = await run(cloud.url, CHECKS, resource_ids=gone)
    assert not outcome.verdicts
    assert not outcome.unlisted


async def test_an_account_without_queues_and_topics_pays_one_listing_of_each(
    cloud: Endpoint,
) -> None:
    await run(cloud.url, CHECKS)
    made = {call for call in cloud.calls if call.startswith(("sns:", "sqs:"))}
    assert made == {"sns:ListTopics", "sqs:ListQueues"}
