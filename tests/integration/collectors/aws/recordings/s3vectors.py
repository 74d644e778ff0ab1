"""S3 Vectors: a public bucket, and one with a key and without a policy."""

import json

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.faults import error
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:s3vectors:{HOME}:{ACCOUNT_ID}:bucket"
LISTINGS = {"s3vectors:ListVectorBuckets"}
ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "s3vectors:*", "Resource": "*"}


def _policy(received: ReceivedCall) -> Body:
    if received.names("open"):
        return {"policy": json.dumps({"Statement": ANYONE})}
    return error(received.call, "NotFoundException", 404)


def _described(received: ReceivedCall) -> Body:
    kind = "AES256" if received.names("open") else "aws:kms"
    return {"vectorBucket": {"encryptionConfiguration": {"sseType": kind}}}


ANSWERS: dict[str, Recording] = {
    "s3vectors:ListVectorBuckets": {
        "vectorBuckets": [
            {"vectorBucketArn": f"{PLACE}/{name}", "vectorBucketName": name}
            for name in ("open", "closed")
        ]
    },
    "s3vectors:GetVectorBucket": _described,
    "s3vectors:GetVectorBucketPolicy": _policy,
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/open": {
        "s3vectors_bucket_policy_not_public",
        "s3vectors_bucket_encrypted_with_own_key",
    },
    f"{PLACE}/closed": set(),
}
CALLS = {"s3vectors:GetVectorBucket": 2, "s3vectors:GetVectorBucketPolicy": 2}
