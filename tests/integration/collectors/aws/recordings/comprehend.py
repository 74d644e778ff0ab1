"""Comprehend: a careless classifier that everyone may import, and a careful recognizer."""

import json

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.faults import error
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:comprehend:{HOME}:{ACCOUNT_ID}"
OPEN, SAFE = f"{PLACE}:document-classifier/mails", f"{PLACE}:entity-recognizer/names"
LISTINGS = {"comprehend:ListDocumentClassifiers", "comprehend:ListEntityRecognizers"}
ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "comprehend:ImportModel", "Resource": "*"}


def _policy(received: ReceivedCall) -> Body:
    if received.members["ResourceArn"] == OPEN:
        return {"ResourcePolicy": json.dumps({"Statement": ANYONE})}
    return error("comprehend:DescribeResourcePolicy", "ResourceNotFoundException", 400)


ANSWERS: dict[str, Recording] = {
    "comprehend:ListDocumentClassifiers": {
        "DocumentClassifierPropertiesList": [
            {"DocumentClassifierArn": OPEN, "Status": "TRAINED"},
            {"DocumentClassifierArn": f"{OPEN}-old", "Status": "DELETING"},
        ]
    },
    "comprehend:ListEntityRecognizers": {
        "EntityRecognizerPropertiesList": [
            {
                "EntityRecognizerArn": SAFE,
                "Status": "TRAINED",
                "VpcConfig": {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]},
                "VolumeKmsKeyId": "k",
                "ModelKmsKeyId": "k",
            }
        ]
    },
    "comprehend:DescribeResourcePolicy": _policy,
}
FAILED: dict[str, set[str]] = {
    OPEN: {
        "comprehend_model_trained_in_vpc",
        "comprehend_model_encrypted_with_own_key",
        "comprehend_model_policy_not_public",
    },
    SAFE: set(),
}
CALLS = {"comprehend:DescribeResourcePolicy": 2}
