"""Collector of AWS CodeBuild: projects and report groups, a hundred at once."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from posture.collectors.aws.collecting import RegionClient, of_listing
from posture.collectors.collecting import Ask, AssetCollector, Item
from posture.domain.aws.assets.codebuild import BuildProject, ReportGroup
from posture.domain.secrets import secret_variables

LIST_CALL = "codebuild:ListProjects"
BATCH_CALL = "codebuild:BatchGetProjects"
GROUPS_CALL = "codebuild:ListReportGroups"
GROUPS_BATCH_CALL = "codebuild:BatchGetReportGroups"
AT_ONCE = 100
OFF = "DISABLED"
NO_EXPORT = "NO_EXPORT"
PLAINTEXT = "PLAINTEXT"
# A variable with this name holds credentials, whatever its value looks like.
KEYS = frozenset({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"})
PULL_REQUEST = "PULL_REQUEST"
# Filters that limit who starts a build, or from which branch.
LIMITING = frozenset({"ACTOR_ACCOUNT_ID", "GITHUB_ACTOR_ACCOUNT_ID", "HEAD_REF"})


async def _projects(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    names = [one async for one in client.pages(LIST_CALL, "projects")]
    for first in range(0, len(names), AT_ONCE):
        found = await client.call(BATCH_CALL, names=names[first : first + AT_ONCE])
        for one in found["projects"]:
            yield Item(one["arn"], one["name"], one)


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    one = item.data
    variables = {
        each["name"]: each["value"]
        for each in one["environment"].get("environmentVariables", ())
        if each.get("type", PLAINTEXT) == PLAINTEXT
    }
    found = secret_variables(variables)
    keys = [name for name in variables if name in KEYS and not any(name in each for each in found)]
    sources = [one["source"], *one.get("secondarySources", ())]
    logs = one.get("logsConfig", {})
    streams = logs.get("cloudWatchLogs", {"status": "ENABLED"})
    files = logs.get("s3Logs", {"status": OFF})
    return {
        "secrets": (*found, *keys),
        "sources_with_credentials": tuple(
            each["type"] for each in sources if "@" in urlsplit(each.get("location", "")).netloc
        ),
        "public": one.get("projectVisibility") == "PUBLIC_READ",
        "open_webhook": _is_open(one["webhook"]) if one.get("webhook") else None,
        "privileged": one["environment"].get("privilegedMode", False),
        "logged": streams["status"] != OFF or files["status"] != OFF,
        "plain_logs": files["status"] != OFF and files.get("encryptionDisabled", False),
    }


def _is_open(webhook: Mapping[str, Any]) -> bool:
    """Return whether a pull request of anyone starts a build: one group of filters is enough."""
    approval = webhook.get("pullRequestBuildPolicy", {}).get("requiresCommentApproval", OFF)
    if approval != OFF:
        return False
    groups = webhook.get("filterGroups") or []
    if not groups:
        return not webhook.get("branchFilter")
    return any(_admits_anyone(group) for group in groups)


def _admits_anyone(group: list[Mapping[str, Any]]) -> bool:
    events = [each["pattern"] for each in group if each["type"] == "EVENT"]
    pulls = not events or any(PULL_REQUEST in each for each in events)
    limited = [
        each
        for each in group
        if each["type"] in LIMITING and not each.get("excludeMatchedPattern", False)
    ]
    return pulls and not limited


async def _groups(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    arns = [one async for one in client.pages(GROUPS_CALL, "reportGroups")]
    for first in range(0, len(arns), AT_ONCE):
        asked = arns[first : first + AT_ONCE]
        found = await client.call(GROUPS_BATCH_CALL, reportGroupArns=asked)
        for one in found["reportGroups"]:
            if one.get("status") != "DELETING":
                yield Item(one["arn"], one["name"], one)


def _plain_exports(one: Mapping[str, Any]) -> bool | None:
    exports = one["exportConfig"]
    if exports["exportConfigType"] == NO_EXPORT:
        return None
    disabled: bool = exports["s3Destination"]["encryptionDisabled"]
    return disabled


PROJECTS = AssetCollector(
    asset_type=BuildProject,
    regional=True,
    calls=(LIST_CALL, BATCH_CALL),
    items=_projects,
    listed=_listed,
)

GROUPS = AssetCollector(
    asset_type=ReportGroup,
    regional=True,
    calls=(GROUPS_CALL, GROUPS_BATCH_CALL),
    items=_groups,
    reads=(of_listing("plain_exports", GROUPS_BATCH_CALL, _plain_exports),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (PROJECTS, GROUPS)
