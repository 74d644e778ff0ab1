"""Collector of AWS CodePipeline: pipelines with the settings of their actions."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.codepipeline import Pipeline
from posture.domain.secrets import secret_variables, secrets_in

LIST_CALL = "codepipeline:ListPipelines"
ONE_CALL = "codepipeline:GetPipeline"
# The action of the first version of GitHub sources, which signs in with a person's token.
GITHUB = ("ThirdParty", "GitHub")
TOKEN = "OAuthToken"  # noqa: S105  # the name of a setting, which is returned as stars
BUILD_VARIABLES = "EnvironmentVariables"
PLAINTEXT = "PLAINTEXT"


def _item(client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(client.arn("codepipeline", one["name"]), one["name"], {"name": one["name"]})


def _settings(response: Response) -> Mapping[str, Any]:
    actions = [
        (f"{stage['name']}/{one['name']}", one)
        for stage in response["pipeline"]["stages"]
        for one in stage["actions"]
    ]
    return {
        "secrets": tuple(f"{place}: {one}" for place, each in actions for one in _secrets(each)),
        "by_token": tuple(
            place for place, each in actions if _signs_in(each["actionTypeId"]) == GITHUB
        ),
    }


def _signs_in(kind: Mapping[str, str]) -> tuple[str, str]:
    return kind["owner"], kind["provider"]


def _secrets(action: Mapping[str, Any]) -> Iterator[str]:
    settings = dict(action.get("configuration") or {})
    settings.pop(TOKEN, None)
    of_build = json.loads(settings.pop(BUILD_VARIABLES, None) or "[]")
    yield from secret_variables(settings)
    for variables in (of_build, action.get("environmentVariables") or ()):
        yield from secret_variables(
            {
                one["name"]: one["value"]
                for one in variables
                if one.get("type", PLAINTEXT) == PLAINTEXT
            }
        )
    commands = "\n".join(action.get("commands") or ())
    yield from (f"{found} of its commands" for found in secrets_in(commands))


PIPELINES = AssetCollector(
    asset_type=Pipeline,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "pipelines", _item),
    gone=frozenset({"PipelineNotFoundException"}),
    reads=(read(("secrets", "by_token"), ONE_CALL, by=lambda item: item.data, of=_settings),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (PIPELINES,)
