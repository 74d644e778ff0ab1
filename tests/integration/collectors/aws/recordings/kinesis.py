"""Kinesis: a stream as it is by default that everyone may write to, and a kept one."""

import json

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:kinesis:{HOME}:{ACCOUNT_ID}:stream"
LISTINGS = {"kinesis:ListStreams"}
ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "kinesis:PutRecord", "Resource": "*"}


def _summary(received: ReceivedCall) -> Body:
    kept = received.members["StreamName"] == "kept"
    return {
        "StreamDescriptionSummary": {
            "StreamStatus": "ACTIVE",
            "RetentionPeriodHours": 168 if kept else 24,
            "EncryptionType": "KMS" if kept else "NONE",
        }
    }


def _policy(received: ReceivedCall) -> Body:
    kept = received.members["ResourceARN"].endswith("/kept")
    return {"Policy": "{}" if kept else json.dumps({"Statement": ANYONE})}


ANSWERS: dict[str, Recording] = {
    "kinesis:ListStreams": {"StreamNames": ["kept", "plain"], "HasMoreStreams": False},
    "kinesis:DescribeStreamSummary": _summary,
    "kinesis:GetResourcePolicy": _policy,
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/kept": set(),
    f"{PLACE}/plain": {
        "kinesis_stream_encrypted",
        "kinesis_stream_records_kept",
        "kinesis_stream_policy_not_public",
    },
}
CALLS = {"kinesis:DescribeStreamSummary": 2, "kinesis:GetResourcePolicy": 2}
