"""CodePipeline: a pipeline with secrets and a token of GitHub, and one with a connection."""

import json
from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:codepipeline:{HOME}:{ACCOUNT_ID}"
LISTINGS = {"codepipeline:ListPipelines"}
PASSWORD = {"name": "DB_PASSWORD", "value": "Zk3-mX9q!rT7"}


def _action(name: str, owner: str, provider: str, **more: object) -> dict[str, Any]:
    kind = {"category": "Source", "owner": owner, "provider": provider, "version": "1"}
    return {"name": name, "actionTypeId": kind, **more}


ACTIONS: dict[str, list[dict[str, Any]]] = {
    "old": [
        _action("code", "ThirdParty", "GitHub", configuration={"OAuthToken": "****"}),
        _action(
            "build",
            "AWS",
            "CodeBuild",
            configuration={"EnvironmentVariables": json.dumps([PASSWORD | {"type": "PLAINTEXT"}])},
        ),
    ],
    "new": [
        _action("code", "AWS", "CodeStarSourceConnection", configuration={"BranchName": "main"}),
        _action("test", "AWS", "Commands", commands=["make test"]),
    ],
}


def _pipeline(received: ReceivedCall) -> Body:
    name = str(received.members["name"])
    stage = {"name": "All", "actions": ACTIONS[name]}
    return {"pipeline": {"name": name, "roleArn": "arn:r", "stages": [stage], "version": 1}}


ANSWERS: dict[str, Recording] = {
    "codepipeline:ListPipelines": {"pipelines": [{"name": name} for name in ACTIONS]},
    "codepipeline:GetPipeline": _pipeline,
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}:old": {
        "codepipeline_pipeline_without_secrets",
        "codepipeline_pipeline_github_connected",
    },
    f"{PLACE}:new": set(),
}
CALLS = {"codepipeline:GetPipeline": 2}
