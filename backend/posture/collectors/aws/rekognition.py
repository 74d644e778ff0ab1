"""Collector of Amazon Rekognition: projects and processors of video, never images."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import AssetCollector, Item, Read, in_state
from posture.domain.aws.assets.rekognition import RekognitionProject, StreamProcessor
from posture.domain.aws.policy import Policy, policy

PROJECTS_CALL = "rekognition:DescribeProjects"
POLICIES_CALL = "rekognition:ListProjectPolicies"
PROCESSORS_CALL = "rekognition:ListStreamProcessors"
PROCESSOR_CALL = "rekognition:DescribeStreamProcessor"
GONE = frozenset({"ResourceNotFoundException"})


def _project(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one.get("Status") == "DELETING":
        return None
    return Item(one["ProjectArn"], one["ProjectArn"].split("/")[1], one)


async def _policies(client: RegionClient, item: Item) -> tuple[Policy, ...]:
    found = client.pages(POLICIES_CALL, "ProjectPolicies", ProjectArn=item.resource_id)
    return tuple([policy(one["PolicyDocument"]) async for one in found])


def _processor(client: RegionClient, one: Mapping[str, Any]) -> Item:
    name = one["Name"]
    return Item(client.arn("rekognition", f"streamprocessor/{name}"), name, {})


def _shared(response: Response) -> bool:
    # Without a preference, nothing is shared.
    found = response.get("DataSharingPreference")
    return found is not None and bool(found["OptIn"])


PROJECTS = AssetCollector(
    asset_type=RekognitionProject,
    regional=True,
    calls=(PROJECTS_CALL,),
    items=listing(PROJECTS_CALL, "ProjectDescriptions", _project),
    listed=lambda client, _item: {"account_id": client.account_id},
    transition=in_state("creating", path=("Status",)),
    gone=GONE,
    reads=(Read(facts=("policies",), calls=(POLICIES_CALL,), run=_policies),),
)

PROCESSORS = AssetCollector(
    asset_type=StreamProcessor,
    regional=True,
    calls=(PROCESSORS_CALL,),
    items=listing(PROCESSORS_CALL, "StreamProcessors", _processor),
    gone=GONE,
    reads=(read("shared", PROCESSOR_CALL, by=lambda item: {"Name": item.name}, of=_shared),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (PROJECTS, PROCESSORS)
