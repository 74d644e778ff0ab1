"""Collects services of Cloud Run and functions."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.collecting import AssetCollector, Item, Read, in_state
from posture.collectors.gcp.collecting import ProjectClient, by_name, listing, located, read
from posture.collectors.gcp.errors import GONE
from posture.collectors.gcp.properties import flag, has, members, part, policy, text
from posture.domain.gcp.assets.serverless import CloudFunction, RunService
from posture.domain.gcp.iam import Policy
from posture.domain.secrets import secret_variables

LOCATIONS_CALL = "run:projects.locations.list"
SERVICES_CALL = "run:projects.locations.services.list"
SERVICE_POLICY_CALL = "run:projects.locations.services.getIamPolicy"
FUNCTIONS_CALL = "cloudfunctions:projects.locations.functions.list"
FUNCTION_POLICY_CALL = "cloudfunctions:projects.locations.functions.getIamPolicy"
# What is written where a setting was never made.
OPEN_INGRESS = frozenset({"", "INGRESS_TRAFFIC_ALL", "INGRESS_TRAFFIC_UNSPECIFIED"})
OPEN_SETTINGS = frozenset({"", "ALLOW_ALL", "INGRESS_SETTINGS_UNSPECIFIED"})


def _service(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    record = item.data
    # Containers can have variables of the same name.
    secrets = {
        found: None
        for one in members(record, "template.containers")
        for each in members(one, "env")
        for found in secret_variables({text(each, "name"): text(each, "value")})
    }
    return {
        "open": text(record, "ingress") in OPEN_INGRESS,
        "checks_callers": not flag(record, "invokerIamDisabled"),
        "proxied": flag(record, "iapEnabled"),
        "account": text(record, "template.serviceAccount"),
        "secrets": tuple(secrets),
        "customer_key": bool(text(record, "template.encryptionKey")),
    }


def _function(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    config = part(item.data, "serviceConfig")
    # A variable of the build can have the name of one of the function.
    secrets = {
        found: None
        for place in ("serviceConfig.environmentVariables", "buildConfig.environmentVariables")
        for name, value in part(item.data, place).items()
        for found in secret_variables({name: str(value)})
    }
    return {
        "open": text(config, "ingressSettings") in OPEN_SETTINGS,
        "account": text(config, "serviceAccountEmail"),
        "secrets": tuple(secrets),
        # A function that an event starts has no address.
        "plain_http": text(config, "securityLevel") != "SECURE_ALWAYS"
        and text(item.data, "environment") != "GEN_2"
        and not has(item.data, "eventTrigger"),
        "connected": bool(
            text(config, "vpcConnector") or members(config, "directVpcNetworkInterface")
        ),
    }


async def _callers(client: ProjectClient, item: Item) -> Policy:
    service = text(item.data, "serviceConfig.service")
    if text(item.data, "environment") == "GEN_2" and service:
        return policy(await client.call(SERVICE_POLICY_CALL, path=service))
    path = item.resource_id.split("/", 3)[3]
    return policy(await client.call(FUNCTION_POLICY_CALL, path=path))


SERVICES = AssetCollector(
    asset_type=RunService,
    regional=False,
    scattered=True,
    calls=(SERVICES_CALL, LOCATIONS_CALL),
    items=located(SERVICES_CALL, by_name("run"), locations=LOCATIONS_CALL),
    listed=_service,
    transition=lambda item: "RECONCILING" if item.data.get("reconciling") is True else None,
    gone=GONE,
    reads=(read("policy", SERVICE_POLICY_CALL, of=policy),),
)
FUNCTIONS = AssetCollector(
    asset_type=CloudFunction,
    regional=False,
    scattered=True,
    calls=(FUNCTIONS_CALL,),
    items=listing(FUNCTIONS_CALL, by_name("cloudfunctions")),
    listed=_function,
    transition=in_state("deploying", path=("state",)),
    gone=GONE,
    reads=(
        Read(facts=("policy",), calls=(FUNCTION_POLICY_CALL, SERVICE_POLICY_CALL), run=_callers),
    ),
)

COLLECTORS: tuple[AssetCollector[ProjectClient, Any], ...] = (SERVICES, FUNCTIONS)
