"""Collects machines, the project's settings for them, images and disks."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from posture.collectors.collecting import AssetCollector, Item, Read, Unreached
from posture.collectors.errors import CallError
from posture.collectors.gcp.collecting import (
    ProjectClient,
    Record,
    Response,
    by_self_link,
    listing,
    read,
)
from posture.collectors.gcp.errors import GONE
from posture.collectors.gcp.firewall_rules import network_rules, policy_rules
from posture.collectors.gcp.partial import raise_unreached
from posture.collectors.gcp.properties import (
    flag,
    members,
    metadata,
    number,
    part,
    policy,
    text,
    texts,
)
from posture.domain.gcp.assets.compute import (
    ComputeDisk,
    ComputeImage,
    ComputeInstance,
    ComputeProject,
    MachineAccount,
    Reach,
)
from posture.domain.gcp.assets.notebooks import Shielding
from posture.domain.gcp.firewall import Layer, for_instance, open_ports, with_tags
from posture.domain.gcp.names import full_name, path_in, region_in
from posture.domain.network import Ports
from posture.domain.secrets import secret_variables, secrets_in

INSTANCES_CALL = "compute:instances.aggregatedList"
PROJECT_CALL = "compute:projects.get"
EFFECTIVE_CALL = "compute:networks.getEffectiveFirewalls"
POLICIES_CALL = "compute:networkFirewallPolicies.aggregatedList"
NETWORKS_CALL = "compute:networks.list"
IMAGES_CALL = "compute:images.list"
IMAGE_POLICY_CALL = "compute:images.getIamPolicy"
DISKS_CALL = "compute:disks.aggregatedList"
LINK = by_self_link("compute")
SCRIPTS = ("script", "user-data", "config")
BEFORE_NETWORK = "BEFORE_CLASSIC_FIREWALL"
SECURE = "secure:"


async def _project(client: ProjectClient) -> Response:
    async def once() -> Response:
        return await client.call(PROJECT_CALL)

    found: Response = await client.once(PROJECT_CALL, once)
    return found


def _lowered(found: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): one.lower() for name, one in found.items()}


async def _project_metadata(client: ProjectClient, _item: Item) -> dict[str, str]:
    return _lowered(metadata(await _project(client), "commonInstanceMetadata"))


def _instance(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    record = item.data
    own = metadata(record, "metadata")
    accounts = members(record, "serviceAccounts")
    licenses = [one for disk in members(record, "disks") for one in texts(disk, "licenses")]
    return {
        "public": any(map(_external, members(record, "networkInterfaces"))),
        "gke": "goog-gke-node" in part(record, "labels"),
        "windows": any("windows" in one for one in licenses),
        "accounts": tuple(
            MachineAccount(text(one, "email"), frozenset(texts(one, "scopes"))) for one in accounts
        ),
        "ip_forwarding": flag(record, "canIpForward"),
        "shielding": shielding(record),
        "confidential": flag(record, "confidentialInstanceConfig.enableConfidentialCompute")
        or bool(text(record, "confidentialInstanceConfig.confidentialInstanceType")),
        "metadata": _lowered(own),
        "secrets": _secrets(own),
    }


def _external(interface: Record) -> bool:
    return bool(members(interface, "accessConfigs") or members(interface, "ipv6AccessConfigs"))


def shielding(record: Record) -> Shielding:
    """Return what protects the boot of a machine."""
    config = "shieldedInstanceConfig"
    return Shielding(
        vtpm=flag(record, f"{config}.enableVtpm"),
        integrity=flag(record, f"{config}.enableIntegrityMonitoring"),
        secure_boot=flag(record, f"{config}.enableSecureBoot"),
    )


def _secrets(found: Mapping[str, str]) -> tuple[str, ...]:
    """Return the places in metadata that contain a secret, in scripts and in single values."""
    scripts = {name: one for name, one in found.items() if name.endswith(SCRIPTS) or "\n" in one}
    inside = tuple(f"{name}: {one}" for name, it in scripts.items() for one in secrets_in(it))
    values = {name: one for name, one in found.items() if name not in scripts}
    return inside + secret_variables(values)


async def _reach(client: ProjectClient, item: Item) -> Reach:
    tags = frozenset(texts(item.data, "tags.items"))
    accounts = [text(one, "email") for one in members(item.data, "serviceAccounts")]
    tcp: list[Ports] = []
    udp: list[Ports] = []
    for interface in members(item.data, "networkInterfaces"):
        if not _external(interface):
            continue
        network = path_in(text(interface, "network"))
        found = await _layers(client, network, region_in(item.resource_id))
        account = accounts[0] if accounts else ""
        layers = for_instance(found, tags, account)
        ports = (open_ports(layers, "tcp"), open_ports(layers, "udp"))
        for tagged in with_tags(found, tags, account, secure=SECURE):
            if (open_ports(tagged, "tcp"), open_ports(tagged, "udp")) != ports:
                # The secure tags of a machine are not part of its record.
                raise CallError("SecureTagsDecide", EFFECTIVE_CALL)
        tcp += ports[0]
        udp += ports[1]
    return Reach(tuple(sorted(set(tcp))), tuple(sorted(set(udp))))


async def _layers(client: ProjectClient, network: str, region: str) -> Sequence[Layer]:
    """Return the layers of rules that are in force in a network, for machines of a region.

    Raises:
        CallError: one of them cannot be read.
    """

    async def once() -> Response:
        return await client.call(EFFECTIVE_CALL, path=network)

    found: Response = await client.once((EFFECTIVE_CALL, network), once)
    above: list[Layer] = []
    own: list[Layer] = []
    ordered = sorted(members(found, "firewallPolicys"), key=lambda one: number(one, "priority"))
    for one in ordered:
        rules = policy_rules(
            rule for rule in members(one, "rules") if _is_for_network(rule, network)
        )
        (above if text(one, "type") == "HIERARCHY" else own).append(rules)
    own += await _regional(client, network, region)
    classic = network_rules(members(found, "firewalls"))
    # Their order is of no matter where there is one kind alone.
    first = bool(own and classic) and await _policies_first(client, network)
    return [*above, *own, classic] if first else [*above, classic, *own]


def _is_for_network(rule: Record, network: str) -> bool:
    """Return whether a rule of an organization or a folder is for a network; most are for all."""
    targets = texts(rule, "targetResources")
    return not targets or network in map(path_in, targets)


async def _regional(client: ProjectClient, network: str, region: str) -> list[Layer]:
    """Return the policies that are in force in one region of a network."""
    layers = []
    for one in await client.shared(POLICIES_CALL):
        if isinstance(one, Unreached):
            if one.region in {"", region}:
                raise CallError(one.unread.reason, one.unread.call)
            continue
        targets = (text(each, "attachmentTarget") for each in members(one, "associations"))
        if region_in(path_in(text(one, "selfLink"))) == region and network in map(path_in, targets):
            layers.append(policy_rules(members(one, "rules")))
    return layers


async def _policies_first(client: ProjectClient, network: str) -> bool:
    """Return whether a network's policies are evaluated before its rules.

    Raises:
        CallError: the networks cannot be listed, or this one is not among them, as one that
            another project shares.
    """
    found = await client.shared(NETWORKS_CALL)
    for one in found:
        if not isinstance(one, Unreached) and path_in(text(one, "selfLink")) == network:
            return text(one, "networkFirewallPolicyEnforcementOrder") == BEFORE_NETWORK
    raise_unreached(found)
    raise CallError("NetworkNotListed", NETWORKS_CALL)


async def _projects(client: ProjectClient, _ask: object) -> AsyncIterator[Item]:
    found = await _project(client)
    name = full_name("compute", f"projects/{client.account_id}")
    yield Item(name, client.account_id, found, "global")


def _settings(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    return {"metadata": _lowered(metadata(item.data, "commonInstanceMetadata"))}


def _disk(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    keys = ("diskEncryptionKey.kmsKeyName", "diskEncryptionKey.sha256")
    return {"customer_key": any(text(item.data, one) for one in keys)}


INSTANCES = AssetCollector(
    asset_type=ComputeInstance,
    regional=False,
    scattered=True,
    calls=(INSTANCES_CALL,),
    items=listing(INSTANCES_CALL, LINK),
    listed=_instance,
    reads=(
        Read(facts=("project_metadata",), calls=(PROJECT_CALL,), run=_project_metadata),
        Read(facts=("reach",), calls=(POLICIES_CALL, NETWORKS_CALL, EFFECTIVE_CALL), run=_reach),
    ),
)
PROJECTS = AssetCollector(
    asset_type=ComputeProject,
    regional=False,
    scattered=True,
    calls=(PROJECT_CALL,),
    items=_projects,
    listed=_settings,
)
IMAGES = AssetCollector(
    asset_type=ComputeImage,
    regional=False,
    scattered=True,
    calls=(IMAGES_CALL,),
    items=listing(IMAGES_CALL, LINK),
    gone=GONE,
    reads=(read("policy", IMAGE_POLICY_CALL, of=policy),),
)
DISKS = AssetCollector(
    asset_type=ComputeDisk,
    regional=False,
    scattered=True,
    calls=(DISKS_CALL,),
    items=listing(DISKS_CALL, LINK),
    listed=_disk,
)

COLLECTORS: tuple[AssetCollector[ProjectClient, Any], ...] = (INSTANCES, PROJECTS, IMAGES, DISKS)
