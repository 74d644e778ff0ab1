"""Collector of AWS App Runner: services with their settings."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.aws.elbv2 import WEB_ACL_CALL
from posture.collectors.collecting import AssetCollector, Item
from posture.collectors.errors import InTransitionError
from posture.domain.aws.assets.apprunner import AppRunnerService
from posture.domain.secrets import secret_variables, secrets_in

LIST_CALL = "apprunner:ListServices"
ONE_CALL = "apprunner:DescribeService"
LARGEST_PAGE = 20
GONE = frozenset({"DELETED"})
CHANGING = "OPERATION_IN_PROGRESS"


def _item(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one["Status"] in GONE:
        return None
    return Item(one["ServiceArn"], one["ServiceName"], {})


async def _named(_client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    """Yield an item for each ARN; the following read finds out whether the service exists."""
    for arn in arns:
        yield Item(arn, arn.split("/")[1], {})


def _described(response: Response) -> Mapping[str, Any]:
    one = response["Service"]
    if one["Status"] == CHANGING:
        raise InTransitionError(CHANGING, ONE_CALL)
    settings = _settings(one["SourceConfiguration"])
    return {
        "secrets": (
            *secret_variables(settings.get("RuntimeEnvironmentVariables") or {}),
            *(f"{found} of a command" for found in _in_commands(settings)),
        ),
        "public": one["NetworkConfiguration"]["IngressConfiguration"]["IsPubliclyAccessible"],
    }


def _settings(source: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a container starts with; code in a repository may have that in a file."""
    if image := source.get("ImageRepository"):
        found: Mapping[str, Any] = image.get("ImageConfiguration") or {}
        return found
    code = source["CodeRepository"].get("CodeConfiguration") or {}
    return code.get("CodeConfigurationValues") or {}


def _in_commands(settings: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        found
        for name in ("BuildCommand", "StartCommand")
        for found in secrets_in(settings.get(name) or "")
    )


SERVICES = AssetCollector(
    asset_type=AppRunnerService,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "ServiceSummaryList", _item, MaxResults=LARGEST_PAGE),
    find=_named,
    gone=frozenset({"ResourceNotFoundException"}),
    reads=(
        read(
            ("secrets", "public"),
            ONE_CALL,
            by=lambda item: {"ServiceArn": item.resource_id},
            of=_described,
        ),
        read(
            "web_acl",
            WEB_ACL_CALL,
            by=lambda item: {"ResourceArn": item.resource_id},
            of=lambda response: "WebACL" in response,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (SERVICES,)
