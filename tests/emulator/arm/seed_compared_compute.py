"""The compared subscription: apps, registries, clusters, machines and AI."""

from collections.abc import Mapping

from tests.emulator.arm import GROUP, TENANT, EmulatedSubscription
from tests.emulator.arm.compared import (
    CUSTOMER_KEY,
    OFFICE,
    PLATFORM_KEY,
    Properties,
    endpoint,
    vary,
)
from tests.emulator.arm.seed import LOCATION


def apps(subscription: EmulatedSubscription) -> None:
    for kind, short in (("app,linux", "site"), ("functionapp", "function")):
        changed: Mapping[str, Properties] = {
            "good": {},
            "http": {"httpsOnly": False},
            "httpnull": {"httpsOnly": None},
            "closed": {"publicNetworkAccess": "Disabled"},
            "tls10": {},
            "tls13": {},
            "ftp": {},
            "ftps": {},
        }
        for name, properties in changed.items():
            site = subscription.add(
                "Microsoft.Web/sites",
                f"{short}-{name}",
                {"resourceGroup": GROUP.rpartition("/")[2], "httpsOnly": True, **properties},
                location=LOCATION,
                kind=kind,
            )
            versions = {"tls10": "1.0", "tls13": "1.3"}
            states = {"ftp": "AllAllowed", "ftps": "FtpsOnly"}
            subscription.add(
                "Microsoft.Web/sites/config",
                "web",
                {
                    "minTlsVersion": versions.get(name, "1.2"),
                    "scmMinTlsVersion": "1.2",
                    "ftpsState": states.get(name, "Disabled"),
                },
                under=site,
            )
            subscription.add("Microsoft.Web/sites/config", "authsettingsV2", {}, under=site)
            for policy in ("ftp", "scm"):
                subscription.add(
                    "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
                    policy,
                    {"allow": False},
                    under=site,
                )


def registries(subscription: EmulatedSubscription) -> None:
    good: Properties = {
        "loginServer": "r.azurecr.io",
        "adminUserEnabled": False,
        "publicNetworkAccess": "Disabled",
        "networkRuleSet": {"defaultAction": "Deny", "ipRules": []},
        "privateEndpointConnections": [],
    }
    opened = {"publicNetworkAccess": "Enabled"}
    vary(
        subscription,
        "Microsoft.ContainerRegistry/registries",
        good,
        {
            "admin": {"adminUserEnabled": True},
            "open": {**opened, "networkRuleSet": {"defaultAction": "Allow"}},
            "selected": opened,
        },
        sku={"name": "Premium"},
    )


def clusters(subscription: EmulatedSubscription) -> None:
    pool = {"name": "web", "enableNodePublicIP": False}
    good: Properties = {
        "kubernetesVersion": "1.33",
        "fqdn": "c.azmk8s.io",
        "privateFQDN": "c.privatelink.azmk8s.io",
        "apiServerAccessProfile": {"enablePrivateCluster": True},
        "disableLocalAccounts": True,
        "enableRBAC": True,
        "networkProfile": {"networkPolicy": "calico"},
        "agentPoolProfiles": [pool],
        "securityProfile": {"defender": {"securityMonitoring": {"enabled": True}}},
    }
    vary(
        subscription,
        "Microsoft.ContainerService/managedClusters",
        good,
        {
            "public": {"privateFQDN": None, "apiServerAccessProfile": None},
            "ranges": {
                "privateFQDN": None,
                "apiServerAccessProfile": {"authorizedIPRanges": [f"{OFFICE}/32"]},
            },
            "nodes": {"agentPoolProfiles": [{**pool, "enableNodePublicIP": True}]},
            "accounts": {"disableLocalAccounts": False},
            "rbacless": {"enableRBAC": False},
            "flat": {"networkProfile": {}},
            "cilium": {"networkProfile": {"networkDataplane": "cilium"}},
            "unguarded": {"securityProfile": None},
        },
    )


def machines(subscription: EmulatedSubscription) -> None:
    good: Properties = {
        "storageProfile": {
            "osDisk": {"name": "os", "osType": "Linux", "managedDisk": {"id": f"{GROUP}/disk"}},
            "dataDisks": [],
        },
        "osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": True}},
        "securityProfile": {
            "securityType": "TrustedLaunch",
            "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True},
            "encryptionAtHost": True,
        },
    }
    unsafe = {"secureBootEnabled": False, "vTpmEnabled": True}
    vary(
        subscription,
        "Microsoft.Compute/virtualMachines",
        good,
        {
            "passwords": {
                "osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": False}}
            },
            "windows": {"osProfile": {"windowsConfiguration": {}}},
            "standard": {"securityProfile": None},
            "insecure": {
                "securityProfile": {"securityType": "TrustedLaunch", "uefiSettings": unsafe}
            },
            "confidential": {
                "securityProfile": {
                    "securityType": "ConfidentialVM",
                    "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True},
                }
            },
        },
    )
    disk: Properties = {"publicNetworkAccess": "Disabled", "networkAccessPolicy": "DenyAll"}
    for number, (name, kind, owner) in enumerate(
        (
            ("attached", CUSTOMER_KEY, f"{GROUP}/machine"),
            ("attachedplain", PLATFORM_KEY, f"{GROUP}/machine"),
            ("loose", "EncryptionAtRestWithPlatformAndCustomerKeys", None),
            ("looseplain", PLATFORM_KEY, None),
        )
    ):
        subscription.add(
            "Microsoft.Compute/disks",
            f"disk-{name}",
            {**disk, "uniqueId": str(number), "encryption": {"type": kind}},
            location=LOCATION,
            managedBy=owner,
        )


def ai(subscription: EmulatedSubscription) -> None:
    closed = {"bypass": "AzureServices", "defaultAction": "Deny"}
    good: Properties = {
        "publicNetworkAccess": "Disabled",
        "networkAcls": closed,
        "disableLocalAuth": True,
        "restrictOutboundNetworkAccess": True,
        "encryption": {"keySource": "Microsoft.KeyVault"},
        "privateEndpointConnections": endpoint("Approved"),
    }
    type_ = "Microsoft.CognitiveServices/accounts"
    ids = vary(
        subscription,
        type_,
        good,
        {
            "keyed": {"disableLocalAuth": False},
            "keysnull": {"disableLocalAuth": None},
            "open": {"publicNetworkAccess": "Enabled"},
            "opennull": {"publicNetworkAccess": None},
            "allowed": {
                "publicNetworkAccess": "Enabled",
                "networkAcls": {**closed, "defaultAction": "Allow"},
            },
            "noacls": {"publicNetworkAccess": "Enabled", "networkAcls": None},
            "outbound": {"restrictOutboundNetworkAccess": False},
            "ownkey": {"encryption": None},
            "alone": {"privateEndpointConnections": []},
            "pending": {"privateEndpointConnections": endpoint("Pending")},
        },
        kind="OpenAI",
        identity={"type": "SystemAssigned", "principalId": TENANT},
    )
    subscription.add(
        type_, "accoun-nobody", good, location=LOCATION, kind="OpenAI", identity={"type": "None"}
    )
    for name, account in ids.items():
        if name == "keyed":
            continue
        categories = ("Audit",) if name == "outbound" else ("Audit", "RequestResponse")
        subscription.add(
            "Microsoft.Insights/diagnosticSettings",
            "logs",
            {
                "workspaceId": f"{GROUP}/workspace",
                "logs": [{"category": one, "enabled": name != "open"} for one in categories],
            },
            under=account,
        )

    def filters(name: str, *found: tuple[str, bool, bool], also: str = "") -> None:
        names = ("Hate", "Sexual", "Selfharm", "Violence")
        contents = [
            {"name": one, "source": source, "enabled": True, "blocking": True}
            for one in names
            for source in ("Prompt", "Completion")
        ]
        contents += [
            {"name": "Jailbreak", "source": source, "enabled": enabled, "blocking": blocking}
            for source, enabled, blocking in found
        ]
        if also:
            contents.append({"name": also, "source": "Prompt", "enabled": True, "blocking": True})
        subscription.add(
            f"{type_}/raiPolicies", name, {"contentFilters": contents}, under=ids["good"]
        )

    filters("Shielded", ("Prompt", True, True))
    filters("Whole", ("Prompt", True, True), also="Indirect Attack")
    filters("Watching", ("Prompt", True, False))
    filters("Off", ("Prompt", False, True))
    filters("Bare")
    for name, policy in {
        "shielded": "shielded",
        "whole": "whole",
        "watching": "Watching",
        "off": "Off",
        "bare": "Bare",
        "default": None,
    }.items():
        subscription.add(
            f"{type_}/deployments",
            f"deployment-{name}",
            {"raiPolicyName": policy, "model": {"name": "gpt-5"}},
            under=ids["good"],
        )
    for kind, service in (
        ("Microsoft.Search/searchServices", {"disableLocalAuth": True}),
        ("Microsoft.Databricks/workspaces", {}),
    ):
        vary(
            subscription,
            kind,
            {
                "publicNetworkAccess": "Disabled",
                "parameters": {"enableNoPublicIp": {"value": True}},
                **service,
            },
            {
                "open": {"publicNetworkAccess": "Enabled"},
                "nodes": {"parameters": {"enableNoPublicIp": {"value": False}}},
            },
        )
