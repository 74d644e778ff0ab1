"""Collects what Vertex AI has in each location: endpoints, models, data, jobs and agents."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from posture.collectors.collecting import AssetCollector, Item
from posture.collectors.gcp.collecting import ProjectClient, Record, by_name, located
from posture.collectors.gcp.properties import flag, members, text
from posture.domain.gcp.assets.vertexai import (
    DeployedModel,
    VertexAsset,
    VertexCustomJob,
    VertexDataset,
    VertexEndpoint,
    VertexFeatureOnlineStore,
    VertexFeaturestore,
    VertexIndexEndpoint,
    VertexModel,
    VertexReasoningEngine,
    VertexRuntimeTemplate,
)
from posture.domain.secrets import secret_variables

LOCATIONS_CALL = "aiplatform:projects.locations.list"
NAME = by_name("aiplatform")
A = TypeVar("A", bound=VertexAsset)


def _none(_record: Record) -> Mapping[str, Any]:
    return {}


def _collector(
    asset_type: type[A], collection: str, facts: Callable[[Record], Mapping[str, Any]] = _none
) -> AssetCollector[ProjectClient, A]:
    """Return the collector of a type that is listed in each location."""
    call = f"aiplatform:projects.locations.{collection}.list"

    def listed(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
        key = text(item.data, "encryptionSpec.kmsKeyName")
        return {"customer_key": bool(key), **facts(item.data)}

    return AssetCollector(
        asset_type=asset_type,
        regional=False,
        scattered=True,
        calls=(call, LOCATIONS_CALL),
        items=located(call, NAME, locations=LOCATIONS_CALL),
        listed=listed,
    )


def _endpoint(record: Record) -> Mapping[str, Any]:
    connect = flag(record, "privateServiceConnectConfig.enablePrivateServiceConnect")
    old_connect = flag(record, "enablePrivateServiceConnect")
    return {
        "private": bool(text(record, "network")) or connect or old_connect,
        "requests_logged": flag(record, "predictRequestResponseLoggingConfig.enabled"),
        "models": tuple(
            DeployedModel(
                id=text(one, "id"),
                account=text(one, "serviceAccount"),
                logged=not flag(one, "disableContainerLogging"),
            )
            for one in members(record, "deployedModels")
        ),
    }


def _index_endpoint(record: Record) -> Mapping[str, Any]:
    domain = text(record, "publicEndpointDomainName")
    return {"public": flag(record, "publicEndpointEnabled") or bool(domain)}


def _online_store(record: Record) -> Mapping[str, Any]:
    serving = "dedicatedServingEndpoint"
    connect = f"{serving}.privateServiceConnectConfig.enablePrivateServiceConnect"
    return {
        "dedicated": record.get("bigtable") is None,
        "public_domain": text(record, f"{serving}.publicEndpointDomainName"),
        "private": flag(record, connect),
    }


def _custom_job(record: Record) -> Mapping[str, Any]:
    attached = text(record, "jobSpec.pscInterfaceConfig.networkAttachment")
    return {
        "shell": flag(record, "jobSpec.enableWebAccess"),
        "private": bool(text(record, "jobSpec.network") or attached),
        "account": text(record, "jobSpec.serviceAccount"),
    }


def _template(record: Record) -> Mapping[str, Any]:
    return {
        "default": flag(record, "isDefault"),
        "internet": flag(record, "networkSpec.enableInternetAccess"),
    }


def _engine(record: Record) -> Mapping[str, Any]:
    variables = members(record, "spec.deploymentSpec.env")
    attached = text(record, "spec.deploymentSpec.pscInterfaceConfig.networkAttachment")
    gateway = record.get("spec", {}).get("deploymentSpec", {}).get("agentGatewayConfig")
    return {
        "account": text(record, "spec.serviceAccount"),
        "identity": text(record, "spec.identityType"),
        "secrets": secret_variables({text(one, "name"): text(one, "value") for one in variables}),
        "private": bool(attached) or gateway is not None,
    }


COLLECTORS: tuple[AssetCollector[ProjectClient, Any], ...] = (
    _collector(VertexEndpoint, "endpoints", _endpoint),
    _collector(VertexIndexEndpoint, "indexEndpoints", _index_endpoint),
    _collector(VertexModel, "models"),
    _collector(VertexDataset, "datasets"),
    _collector(VertexFeaturestore, "featurestores"),
    _collector(VertexFeatureOnlineStore, "featureOnlineStores", _online_store),
    _collector(VertexCustomJob, "customJobs", _custom_job),
    _collector(VertexRuntimeTemplate, "notebookRuntimeTemplates", _template),
    _collector(VertexReasoningEngine, "reasoningEngines", _engine),
)
