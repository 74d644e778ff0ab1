"""Collects agents of Dialogflow, and data stores of search and agents."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from posture.collectors.collecting import Ask, AssetCollector, Item, Read, Unreached
from posture.collectors.errors import CallError
from posture.collectors.gcp.collecting import (
    ProjectClient,
    Record,
    by_name,
    in_places,
    located,
)
from posture.collectors.gcp.properties import flag, text
from posture.domain.gcp.assets.agents import DialogflowAgent, SearchDataStore, Webhook
from posture.domain.gcp.names import with_project

LOCATIONS_CALL = "dialogflow:projects.locations.list"
AGENTS_CALL = "dialogflow:projects.locations.agents.list"
SETTINGS_CALL = "dialogflow:projects.locations.securitySettings.list"
WEBHOOKS_CALL = "dialogflow:projects.locations.agents.webhooks.list"
STORES_CALL = "discoveryengine:projects.locations.collections.dataStores.list"
# Search has data stores in these places alone.
# Source: https://cloud.google.com/generative-ai-app-builder/docs/locations
PLACES = ("global", "us", "eu")
STORE = by_name("discoveryengine")
UNPROVEN = frozenset({"", "NONE", "SERVICE_AGENT_AUTH_UNSPECIFIED"})


def _place(item: Item) -> str:
    return item.resource_id.partition("/locations/")[2].partition("/")[0]


def _agent(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    settings = "advancedSettings.loggingSettings"
    names = ("enableStackdriverLogging", "enableInteractionLogging")
    on = any(flag(item.data, f"{settings}.{one}") for one in names)
    return {"logged": on or flag(item.data, "enableStackdriverLogging")}


async def _redacts(client: ProjectClient, item: Item) -> bool:
    wanted = _own_name(client, item.data, "securitySettings")
    if not wanted:
        return False
    for one in await client.shared(SETTINGS_CALL, location=_place(item)):
        if isinstance(one, Unreached):
            raise CallError(one.unread.reason, one.unread.call)
        if _own_name(client, one, "name") == wanted:
            return text(one, "redactionStrategy") == "REDACT_WITH_SERVICE"
    raise CallError("SettingsNotListed", SETTINGS_CALL)


def _own_name(client: ProjectClient, record: Record, member: str) -> str:
    """Return a name in a record, with the project's id."""
    name = f"/{text(record, member)}"
    return with_project(name, client.number, client.account_id).removeprefix("/")


async def _webhooks(client: ProjectClient, item: Item) -> tuple[Webhook, ...]:
    parent = item.resource_id.split("/", 3)[3]
    found = []
    async for one in client.pages(WEBHOOKS_CALL, location=_place(item), parent=parent):
        if isinstance(one, Unreached):
            raise CallError(one.unread.reason, one.unread.call)
        if not flag(one, "disabled"):
            found.append(_webhook(one))
    return tuple(found)


def _webhook(record: Record) -> Webhook:
    service = "genericWebService"
    in_directory = "serviceDirectory.genericWebService"
    base = service if record.get(service) is not None else in_directory
    proven = any(
        text(record, f"{base}.{one}")
        for one in (
            "oauthConfig.clientId",
            "secretVersionForUsernamePassword",
            "serviceAccountAuthConfig.serviceAccount",
        )
    )
    return Webhook(
        name=text(record, "displayName") or text(record, "name").rpartition("/")[2],
        plain=text(record, f"{base}.uri").startswith("http://"),
        authenticated=proven or text(record, f"{base}.serviceAgentAuth") not in UNPROVEN,
        password=bool(text(record, f"{base}.password")),
    )


async def _stores(client: ProjectClient, _ask: Ask) -> AsyncIterator[Item | Unreached]:
    for found in await in_places(client, STORES_CALL, PLACES):
        yield found if isinstance(found, Unreached) else STORE.item(client, found)


def _store(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    keys = ("cmekConfig.kmsKey", "kmsKeyName")
    return {
        "website": text(item.data, "contentConfig") == "PUBLIC_WEBSITE",
        "access_controlled": flag(item.data, "aclEnabled"),
        "customer_key": any(text(item.data, one) for one in keys),
    }


AGENTS = AssetCollector(
    asset_type=DialogflowAgent,
    regional=False,
    scattered=True,
    calls=(AGENTS_CALL, LOCATIONS_CALL),
    items=located(AGENTS_CALL, by_name("dialogflow"), locations=LOCATIONS_CALL),
    listed=_agent,
    reads=(
        Read(facts=("redacts",), calls=(SETTINGS_CALL,), run=_redacts),
        Read(facts=("webhooks",), calls=(WEBHOOKS_CALL,), run=_webhooks),
    ),
)
STORES = AssetCollector(
    asset_type=SearchDataStore,
    regional=False,
    scattered=True,
    calls=(STORES_CALL,),
    items=_stores,
    listed=_store,
)

COLLECTORS: tuple[AssetCollector[ProjectClient, Any], ...] = (AGENTS, STORES)
