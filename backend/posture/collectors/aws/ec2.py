"""Collector of the instances of Amazon EC2."""

import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, owned, read
from posture.collectors.aws.ec2_exposure import EXPOSURE_CALLS, internet_paths
from posture.collectors.aws.ec2_network import FILTER_VALUES, PAGE, arn_id, by_ids, name_of, parsed
from posture.collectors.aws.vpc import VPCS_CALL, vpcs
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import ContradictionError
from posture.domain.aws.assets.ec2 import ImageFacts, Instance, InternetPath, MetadataOptions
from posture.domain.aws.user_data import user_data
from posture.domain.evidence import Fact, Unread
from posture.domain.network import is_public
from posture.domain.secrets import secrets_in

INSTANCES_CALL = "ec2:DescribeInstances"
ATTRIBUTE_CALL = "ec2:DescribeInstanceAttribute"
IMAGES_CALL = "ec2:DescribeImages"
TYPES_CALL = "ec2:DescribeInstanceTypes"
MANAGED_CALL = "ssm:DescribeInstanceInformation"
GONE_STATES = frozenset({"shutting-down", "terminated"})
# "User initiated (2024-05-01 12:00:00 GMT)": the only place where AWS reports the time.
STOPPED_AT = re.compile(r"\((\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?:GMT|UTC)\)")


async def _instances(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    pages = client.pages(INSTANCES_CALL, "Reservations", MaxResults=PAGE)
    async for item in _items(client, pages):
        yield item


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    found = by_ids(client, INSTANCES_CALL, "Reservations", "instance-id", arns)
    async for item in _items(client, found):
        yield item


async def _items(client: RegionClient, reservations: AsyncIterator[Any]) -> AsyncIterator[Item]:
    """Yield items page by page, each with the image ids of its page, so that one call reads all."""
    page: list[Mapping[str, Any]] = []
    async for reservation in reservations:
        if not owned(client, reservation.get("OwnerId")):
            continue
        instances = reservation["Instances"]
        page += (one for one in instances if one["State"]["Name"] not in GONE_STATES)
        if len(page) >= PAGE:
            for item in _page(client, page):
                yield item
            page = []
    for item in _page(client, page):
        yield item


def _page(client: RegionClient, page: list[Mapping[str, Any]]) -> list[Item]:
    images = tuple(sorted({one["ImageId"] for one in page}))
    return [
        Item(
            client.arn("ec2", f"instance/{one['InstanceId']}"),
            name_of(one, one["InstanceId"]),
            {**one, "PageImages": images},
        )
        for one in page
    ]


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    one = item.data
    now = datetime.now(UTC)
    interfaces = one["NetworkInterfaces"]
    addresses = tuple(found for each in interfaces for found in public_addresses(each))
    return {
        "state": one["State"]["Name"],
        "age_days": (now - one["LaunchTime"]).days,
        "stopped_days": _stopped_days(one, now),
        "metadata": _metadata(one.get("MetadataOptions", {})),
        "public_ip": next(
            (found for found in (one.get("PublicIpAddress"), *addresses) if found and "." in found),
            "",
        ),
        "public_addresses": addresses,
        "interface_types": tuple(each.get("InterfaceType", "interface") for each in interfaces),
        "profile_arn": one["IamInstanceProfile"]["Arn"] if "IamInstanceProfile" in one else "",
        "detailed_monitoring": one.get("Monitoring", {}).get("State") in {"enabled", "pending"},
        "ebs_optimized": one.get("EbsOptimized", False),
        "virtualization": one["VirtualizationType"],
        "vpc_id": one.get("VpcId", ""),
    }


def public_addresses(interface: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the public addresses of an instance's interface."""
    private = interface.get("PrivateIpAddresses") or [interface]
    return (
        *(
            one["Association"]["PublicIp"]
            for one in private
            if "Association" in one and "CarrierIp" not in one["Association"]
        ),
        *(
            one["Ipv6Address"]
            for one in interface.get("Ipv6Addresses", ())
            if is_public(one["Ipv6Address"])
        ),
    )


def _stopped_days(one: Mapping[str, Any], now: datetime) -> int | None:
    found = STOPPED_AT.search(one.get("StateTransitionReason", ""))
    if one["State"]["Name"] != "stopped" or not found:
        return None
    return (now - datetime.fromisoformat(found[1]).replace(tzinfo=UTC)).days


def _metadata(options: Mapping[str, Any]) -> MetadataOptions:
    return MetadataOptions(
        enabled=options.get("HttpEndpoint", "enabled") == "enabled",
        token_required=options.get("HttpTokens") == "required",
        hop_limit=options.get("HttpPutResponseHopLimit", 1),
    )


async def _internet_paths(client: RegionClient, item: Item) -> tuple[InternetPath, ...]:
    interfaces = item.data["NetworkInterfaces"]
    return tuple(
        [
            path
            for one in interfaces
            for path in await internet_paths(client, one, public_addresses(one))
        ]
    )


async def _default_vpc(client: RegionClient, item: Item) -> bool:
    listed = {one["VpcId"]: one["IsDefault"] for one in await vpcs(client)}
    if not (vpc_id := item.data.get("VpcId")):
        return False
    if vpc_id not in listed:
        raise ContradictionError(f"{vpc_id} is not listed", VPCS_CALL)
    return bool(listed[vpc_id])


async def _image(client: RegionClient, item: Item) -> ImageFacts | None:
    ids = item.data["PageImages"]
    at = ids.index(item.data["ImageId"]) // FILTER_VALUES * FILTER_VALUES
    only = {"Name": "image-id", "Values": list(ids[at : at + FILTER_VALUES])}
    found = await client.shared(IMAGES_CALL, Filters=[only], IncludeDeprecated=True)
    for one in found["Images"]:
        if one["ImageId"] == item.data["ImageId"]:
            return _image_facts(client, one)
    return None


def _image_facts(client: RegionClient, one: Mapping[str, Any]) -> ImageFacts:
    own = one.get("OwnerId") == client.account_id
    deprecated_days = None
    if at := one.get("DeprecationTime"):
        deprecated_days = (datetime.now(UTC) - datetime.fromisoformat(at)).days
    return ImageFacts(
        owner_alias="self" if own else one.get("ImageOwnerAlias", ""),
        public=one["Public"],
        deprecated_days=deprecated_days
        if deprecated_days is not None and deprecated_days >= 0
        else None,
    )


async def _managed(client: RegionClient, item: Item) -> bool:
    managed = await parsed(
        client, MANAGED_CALL, "InstanceInformationList", _managed_id, MaxResults=50
    )
    return item.data["InstanceId"] in managed


def _managed_id(information: Mapping[str, Any]) -> str:
    return str(information["InstanceId"])


async def _optimized_by_default(client: RegionClient, item: Item) -> bool:
    response = await client.shared(TYPES_CALL, InstanceTypes=[item.data["InstanceType"]])
    support: str = response["InstanceTypes"][0]["EbsInfo"]["EbsOptimizedSupport"]
    return support == "default"


def _attribute(name: str) -> Callable[[Item], Mapping[str, str]]:
    return lambda item: {"InstanceId": arn_id(item.resource_id), "Attribute": name}


def _secrets(response: Response) -> Fact[tuple[str, ...]]:
    text = user_data(response["UserData"].get("Value", ""))
    return Unread("NotText", ATTRIBUTE_CALL) if text is None else secrets_in(text)


INSTANCES = AssetCollector(
    asset_type=Instance,
    regional=True,
    calls=(INSTANCES_CALL,),
    items=_instances,
    find=_named,
    listed=_listed,
    gone=frozenset({"InvalidInstanceID.NotFound"}),
    reads=(
        Read(facts=("internet_paths",), calls=EXPOSURE_CALLS, run=_internet_paths),
        Read(facts=("in_default_vpc",), calls=(VPCS_CALL,), run=_default_vpc),
        Read(facts=("image",), calls=(IMAGES_CALL,), run=_image),
        Read(facts=("managed_by_ssm",), calls=(MANAGED_CALL,), run=_managed),
        Read(facts=("ebs_optimized_by_default",), calls=(TYPES_CALL,), run=_optimized_by_default),
        read(
            "termination_protected",
            ATTRIBUTE_CALL,
            by=_attribute("disableApiTermination"),
            of=lambda response: response["DisableApiTermination"]["Value"],
        ),
        read(
            "secrets_in_user_data",
            ATTRIBUTE_CALL,
            by=_attribute("userData"),
            of=_secrets,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (INSTANCES,)
