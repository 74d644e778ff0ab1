"""Rekognition: a project that others copy, and processors that share video and that do not."""

import json

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording, by_name

HERE = f"arn:aws:rekognition:{HOME}:{ACCOUNT_ID}"
LISTINGS = {"rekognition:DescribeProjects", "rekognition:ListStreamProcessors"}
COPY = {"Effect": "Allow", "Action": "rekognition:CopyProjectVersion", "Resource": "*"}
OTHER = COPY | {"Principal": {"AWS": "arn:aws:iam::999988887777:root"}}


def _policies(received: ReceivedCall) -> Body:
    if "/shared/" not in received.members["ProjectArn"]:
        return {"ProjectPolicies": []}
    return {"ProjectPolicies": [{"PolicyDocument": json.dumps({"Statement": OTHER})}]}


ANSWERS: dict[str, Recording] = {
    "rekognition:DescribeProjects": {
        "ProjectDescriptions": [
            {"ProjectArn": f"{HERE}:project/{name}/1", "Status": "CREATED"}
            for name in ("shared", "own")
        ]
    },
    "rekognition:ListProjectPolicies": _policies,
    "rekognition:ListStreamProcessors": {
        "StreamProcessors": [{"Name": "open", "Status": "RUNNING"}, {"Name": "closed"}]
    },
    "rekognition:DescribeStreamProcessor": by_name(
        {
            "open": {"Name": "open", "DataSharingPreference": {"OptIn": True}},
            "closed": {"Name": "closed"},
        }
    ),
}
FAILED: dict[str, set[str]] = {
    f"{HERE}:project/shared/1": {"rekognition_project_policy_own_account_only"},
    f"{HERE}:project/own/1": set(),
    f"{HERE}:streamprocessor/open": {"rekognition_stream_processor_data_not_shared"},
    f"{HERE}:streamprocessor/closed": set(),
}
CALLS = {"rekognition:ListProjectPolicies": 2, "rekognition:DescribeStreamProcessor": 2}
