"""Collector of launch templates and machine images, from which instances are started."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, NamedTuple

from posture.collectors.aws.collecting import RegionClient, owned, read
from posture.collectors.aws.ec2_network import PAGE, arn_id, by_ids, name_of, parsed
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import CallError, ContradictionError
from posture.domain.aws.assets.ec2_template import LaunchTemplate, MachineImage, TemplateVersion
from posture.domain.aws.user_data import user_data
from posture.domain.evidence import Fact, Unread, contradiction
from posture.domain.secrets import secrets_in

TEMPLATES_CALL = "ec2:DescribeLaunchTemplates"
VERSIONS_CALL = "ec2:DescribeLaunchTemplateVersions"
IMAGES_CALL = "ec2:DescribeImages"
TEMPLATES_PAGE = 200
# What a device of an image can be: a volume, a disk of the host, or nothing.
DISKS = frozenset({"Ebs", "VirtualName", "NoDevice"})
NO_TEMPLATE = frozenset({"InvalidLaunchTemplateId.NotFound"})
DEFAULT_AND_LATEST = ("$Default", "$Latest")


class Version(NamedTuple):
    """A version of a launch template, and the kinds of secrets in its user data.

    Attributes:
        secrets: None if the user data is not text.
    """

    template_id: str
    set: TemplateVersion
    secrets: tuple[str, ...] | None


async def _templates(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    found = client.pages(TEMPLATES_CALL, "LaunchTemplates", MaxResults=TEMPLATES_PAGE)
    async for one in found:
        yield _template(client, one)


async def _named_templates(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    # This call has no filter for ids, and fails if one of several ids is unknown.
    for template_id in map(arn_id, arns):
        try:
            response = await client.call(TEMPLATES_CALL, LaunchTemplateIds=[template_id])
        except CallError as error:
            if error.code in NO_TEMPLATE:
                continue
            raise
        for one in response["LaunchTemplates"]:
            yield _template(client, one)


def _template(client: RegionClient, one: Mapping[str, Any]) -> Item:
    arn = client.arn("ec2", f"launch-template/{one['LaunchTemplateId']}")
    return Item(arn, one["LaunchTemplateName"], one)


def version(described: Mapping[str, Any]) -> Version:
    """Parse the description of a version."""
    data = described["LaunchTemplateData"]
    metadata = data.get("MetadataOptions", {})
    text = user_data(data.get("UserData") or "")
    return Version(
        described["LaunchTemplateId"],
        TemplateVersion(
            number=described["VersionNumber"],
            http_tokens=metadata.get("HttpTokens"),
            metadata_off=metadata.get("HttpEndpoint") == "disabled",
            public_ip=any(
                one.get("AssociatePublicIpAddress", False)
                for one in data.get("NetworkInterfaces", ())
            ),
            unencrypted_disks=_unencrypted(data.get("BlockDeviceMappings", ())),
        ),
        None if text is None else secrets_in(text),
    )


def _unencrypted(devices: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(
        one.get("DeviceName", "?")
        for one in devices
        if "Ebs" in one and not one["Ebs"].get("Encrypted", False)
    )


async def _used(client: RegionClient, item: Item) -> list[Version]:
    """Return a template's default and latest version, read once for all templates."""

    async def make() -> Mapping[str, dict[int, Version]]:
        index: dict[str, dict[int, Version]] = defaultdict(dict)
        found = await parsed(
            client,
            VERSIONS_CALL,
            "LaunchTemplateVersions",
            version,
            Versions=list(DEFAULT_AND_LATEST),
            MaxResults=TEMPLATES_PAGE,
        )
        for one in found:
            index[one.template_id][one.set.number] = one
        return index

    index: Mapping[str, dict[int, Version]] = await client.once("ec2 versions in use", make)
    found = index.get(item.data["LaunchTemplateId"], {})
    if item.data.get("DefaultVersionNumber", next(iter(found), None)) not in found:
        raise ContradictionError("the default version is not described", VERSIONS_CALL)
    return list(found.values())


async def _versions(client: RegionClient, item: Item) -> tuple[TemplateVersion, ...]:
    return tuple(one.set for one in await _used(client, item))


async def _secrets(client: RegionClient, item: Item) -> Fact[tuple[str, ...]]:
    """Return the secrets of every version: old versions can be read like new ones."""
    found = await _used(client, item)
    if len(found) < item.data["LatestVersionNumber"]:
        pages = client.pages(
            VERSIONS_CALL,
            "LaunchTemplateVersions",
            LaunchTemplateId=item.data["LaunchTemplateId"],
            MaxResults=TEMPLATES_PAGE,
        )
        found = [version(one) async for one in pages]
    if seen := tuple(
        f"{secret} of version {one.set.number}" for one in found for secret in one.secrets or ()
    ):
        return seen
    if any(one.secrets is None for one in found):
        return Unread("NotText", VERSIONS_CALL)
    return ()


async def _images(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    found = client.pages(
        IMAGES_CALL, "Images", Owners=["self"], IncludeDeprecated=True, MaxResults=PAGE
    )
    async for one in found:
        if owned(client, one.get("OwnerId")):
            yield _image(client, one)


async def _named_images(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    async for one in by_ids(client, IMAGES_CALL, "Images", "image-id", arns):
        if owned(client, one.get("OwnerId")):
            yield _image(client, one)


def _image(client: RegionClient, one: Mapping[str, Any]) -> Item:
    name = name_of(one, one.get("Name", one["ImageId"]))
    return Item(client.arn("ec2", f"image/{one['ImageId']}"), name, one)


def _image_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "public": item.data["Public"],
        "imdsv2": item.data.get("ImdsSupport") == "v2.0",
        "unencrypted_disks": _image_disks(item.data),
    }


def _image_disks(image: Mapping[str, Any]) -> Fact[tuple[str, ...]]:
    disks = image["BlockDeviceMappings"]
    starts_nowhere = image["RootDeviceType"] == "ebs" and not any("Ebs" in one for one in disks)
    if starts_nowhere or any(DISKS.isdisjoint(one) for one in disks):
        return contradiction("a disk of an image is not described", IMAGES_CALL)
    return _unencrypted(disks)


TEMPLATES = AssetCollector(
    asset_type=LaunchTemplate,
    regional=True,
    calls=(TEMPLATES_CALL,),
    items=_templates,
    find=_named_templates,
    gone=NO_TEMPLATE,
    reads=(
        Read(facts=("versions",), calls=(VERSIONS_CALL,), run=_versions),
        read(
            "region_tokens",
            "ec2:GetInstanceMetadataDefaults",
            by=lambda _item: {},
            of=lambda response: response.get("AccountLevel", {}).get("HttpTokens"),
            shared=True,
        ),
        read(
            "region_encrypts",
            "ec2:GetEbsEncryptionByDefault",
            by=lambda _item: {},
            of=lambda response: response["EbsEncryptionByDefault"],
            shared=True,
        ),
        Read(facts=("secrets",), calls=(VERSIONS_CALL,), run=_secrets),
    ),
)

IMAGES = AssetCollector(
    asset_type=MachineImage,
    regional=True,
    calls=(IMAGES_CALL,),
    items=_images,
    find=_named_images,
    listed=_image_listed,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (TEMPLATES, IMAGES)
