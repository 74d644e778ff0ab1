"""Further resources of the emulated subscription: models, agents, and where they are trained."""

from tests.emulator.arm import EmulatedSubscription
from tests.emulator.arm.seed import CLOSED_NETWORK, LOCATION

LEARNING = "Microsoft.MachineLearningServices/workspaces"
PRIVATE = {
    "publicNetworkAccess": "Disabled",
    "privateEndpointConnections": CLOSED_NETWORK["privateEndpointConnections"],
}


def ai(subscription: EmulatedSubscription) -> dict[str, str]:
    add = subscription.add
    accounts = "Microsoft.CognitiveServices/accounts"
    foundry = add(
        accounts,
        "foundry",
        {
            "disableLocalAuth": True,
            "restrictOutboundNetworkAccess": True,
            "encryption": {"keySource": "Microsoft.KeyVault"},
            **CLOSED_NETWORK,
        },
        location=LOCATION,
        kind="AIServices",
        identity={"type": "SystemAssigned"},
    )
    add(f"{accounts}/defenderForAISettings", "Default", {"state": "Disabled"}, under=foundry)
    project = add(f"{accounts}/projects", "project", {}, under=foundry, location=LOCATION)
    return {
        "foundry": foundry,
        "connection": add(
            f"{accounts}/connections", "search", {"authType": "ApiKey"}, under=foundry
        ),
        "project connection": add(
            f"{accounts}/projects/connections", "files", {"authType": "AccountKey"}, under=project
        ),
        "bot": add(
            "Microsoft.BotService/botServices",
            "bot",
            {"disableLocalAuth": True, "publicNetworkAccess": "Enabled"},
            location="global",
            kind="azurebot",
        ),
        "model registry": add(
            "Microsoft.MachineLearningServices/registries",
            "models",
            {"publicNetworkAccess": "Enabled"},
            location=LOCATION,
        ),
    }


def learning(subscription: EmulatedSubscription) -> dict[str, str]:
    add = subscription.add
    ids = {
        "learning": add(LEARNING, "learning", PRIVATE, location=LOCATION, kind="Default"),
        "search": add(
            "Microsoft.Search/searchServices",
            "search",
            {"publicNetworkAccess": "Enabled", "disableLocalAuth": True},
            location=LOCATION,
        ),
        "databricks": add(
            "Microsoft.Databricks/workspaces",
            "databricks",
            {"publicNetworkAccess": "Enabled"},
            location=LOCATION,
        ),
    }
    ids["instance"] = add(
        f"{LEARNING}/computes",
        "instance",
        {
            "computeType": "ComputeInstance",
            "disableLocalAuth": True,
            "properties": {
                "enableNodePublicIp": False,
                "sshSettings": {"sshPublicAccess": "Enabled"},
                "idleTimeBeforeShutdown": "PT60M",
            },
        },
        under=ids["learning"],
    )
    ids["endpoint"] = add(
        f"{LEARNING}/onlineEndpoints",
        "endpoint",
        {"authMode": "Key", "publicNetworkAccess": "Disabled"},
        under=ids["learning"],
    )
    return ids
