"""S3 Tables: a public bucket, and one without a policy."""

import json

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.faults import error
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:s3tables:{HOME}:{ACCOUNT_ID}:bucket"
LISTINGS = {"s3tables:ListTableBuckets"}
ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "s3tables:*", "Resource": "*"}


def _policy(received: ReceivedCall) -> Body:
    if "/open/" in received.path:
        return {"resourcePolicy": json.dumps({"Statement": ANYONE})}
    return error(received.call, "NotFoundException", 404)


ANSWERS: dict[str, Recording] = {
    "s3tables:ListTableBuckets": {
        "tableBuckets": [
            {"arn": f"{PLACE}/{name}", "name": name, "ownerAccountId": ACCOUNT_ID}
            for name in ("open", "closed")
        ]
    },
    "s3tables:GetTableBucketPolicy": _policy,
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/open": {"s3tables_bucket_policy_not_public"},
    f"{PLACE}/closed": set(),
}
CALLS = {"s3tables:GetTableBucketPolicy": 2}
