"""The subscription that another scanner reads, too: its resources are whole, and vary one by one.

Another scanner can drop all resources of a service where one of them lacks a property that Azure
returns in most cases. So each has those, and each variant of a good resource differs in one thing.
"""

from collections.abc import Mapping
from typing import Any

from posture.domain.azure.roles import OWNER, USER_ACCESS_ADMINISTRATOR
from tests.emulator.arm import GROUP, SUBSCRIPTION, TENANT, EmulatedSubscription
from tests.emulator.arm.seed import LOCATION, rule
from tests.emulator.arm.seed_compared_directory import compared_directory

WHOLE = f"/subscriptions/{SUBSCRIPTION}"
Properties = dict[str, Any]
EVERYWHERE = "0.0.0.0"  # noqa: S104  # the first address of a rule
LAST = "255.255.255.255"
OFFICE = "198.51.100.7"
PLATFORM_KEY = "EncryptionAtRestWithPlatformKey"
CUSTOMER_KEY = "EncryptionAtRestWithCustomerKey"


def endpoint(status: str) -> list[Properties]:
    """Return the connections of a service with one private endpoint."""
    state = {"privateLinkServiceConnectionState": {"status": status}}
    return [{"id": f"{GROUP}/endpoint", "name": "endpoint", "type": "t", "properties": state}]


def fill_compared(subscription: EmulatedSubscription) -> None:
    """Put the resources into the subscription."""
    subscription.subscriptions.append(
        {"id": WHOLE, "subscriptionId": SUBSCRIPTION, "tenantId": TENANT, "displayName": "Shop"}
    )
    subscription.graph |= compared_directory()
    for fill in (
        _storage,
        _vaults,
        _groups,
        _networks,
        _sql,
        _flexible,
        _cosmos,
        _apps,
        _registries,
        _clusters,
        _machines,
        _ai,
        _access,
        _monitoring,
    ):
        fill(subscription)


def _vary(
    subscription: EmulatedSubscription,
    type_: str,
    good: Mapping[str, Any],
    variants: Mapping[str, Mapping[str, Any]],
    **top: object,
) -> dict[str, str]:
    """Add a good resource and its variants; return their ids by their names."""
    short = type_.rpartition("/")[2][:6].lower()
    known: dict[str, Any] = {"location": LOCATION, **top}
    return {
        name: subscription.add(type_, f"{short}-{name}", {**good, **changed}, **known)
        for name, changed in {"good": {}, **variants}.items()
    }


def _storage(subscription: EmulatedSubscription) -> None:
    closed = {"bypass": "AzureServices", "defaultAction": "Deny", "ipRules": []}
    good: Properties = {
        "creationTime": "2025-05-01T10:00:00.1234567Z",
        "supportsHttpsTrafficOnly": True,
        "allowBlobPublicAccess": False,
        "allowSharedKeyAccess": False,
        "allowCrossTenantReplication": False,
        "minimumTlsVersion": "TLS1_2",
        "publicNetworkAccess": "Disabled",
        "encryption": {"keySource": "Microsoft.Keyvault"},
        "networkAcls": closed,
        "privateEndpointConnections": endpoint("Approved"),
        "keyPolicy": {"keyExpirationPeriodInDays": 60},
        "keyCreationTime": {"key1": "2026-11-01T00:00:00Z", "key2": "2026-11-01T00:00:00Z"},
    }
    ids = _vary(
        subscription,
        "Microsoft.Storage/storageAccounts",
        good,
        {
            "http": {"supportsHttpsTrafficOnly": False},
            "public": {"allowBlobPublicAccess": True},
            "keyed": {"allowSharedKeyAccess": True},
            "keysnull": {"allowSharedKeyAccess": None},
            "tenants": {"allowCrossTenantReplication": True},
            "tenantsnull": {"allowCrossTenantReplication": None},
            "tls10": {"minimumTlsVersion": "TLS1_0"},
            "tls13": {"minimumTlsVersion": "TLS1_3"},
            "open": {"publicNetworkAccess": "Enabled"},
            "opennull": {"publicNetworkAccess": None},
            "perimeter": {"publicNetworkAccess": "SecuredByPerimeter"},
            "allowed": {
                "publicNetworkAccess": "Enabled",
                "networkAcls": {**closed, "defaultAction": "Allow"},
            },
            "allowedclosed": {"networkAcls": {**closed, "defaultAction": "Allow"}},
            "untrusted": {"networkAcls": {**closed, "bypass": "None"}},
            "logging": {"networkAcls": {**closed, "bypass": "Logging, AzureServices"}},
            "ownkey": {"encryption": {"keySource": "Microsoft.Storage"}},
            "alone": {"privateEndpointConnections": []},
            "pending": {"privateEndpointConnections": endpoint("Pending")},
            "policyold": {"keyPolicy": {"keyExpirationPeriodInDays": 365}},
            "nopolicy": {"keyPolicy": None},
            "oldkeys": {
                "allowSharedKeyAccess": True,
                "keyCreationTime": {
                    "key1": "2020-01-01T00:00:00Z",
                    "key2": "2020-01-01T00:00:00Z",
                },
            },
        },
        kind="StorageV2",
        sku={"name": "Standard_LRS", "tier": "Standard"},
    )
    for name, account in ids.items():
        kept = {"enabled": True, "days": 7}
        gone = {"enabled": False}
        subscription.add(
            "Microsoft.Storage/storageAccounts/blobServices",
            "default",
            {
                "deleteRetentionPolicy": gone if name == "http" else kept,
                "containerDeleteRetentionPolicy": gone if name == "public" else kept,
                "isVersioningEnabled": name not in {"http", "keyed"},
            },
            under=account,
        )
        subscription.add(
            "Microsoft.Storage/storageAccounts/fileServices",
            "default",
            {"shareDeleteRetentionPolicy": gone if name == "http" else kept},
            under=account,
        )


def _vaults(subscription: EmulatedSubscription) -> None:
    good: Properties = {
        "tenantId": TENANT,
        "sku": {"family": "A", "name": "standard"},
        "enableRbacAuthorization": True,
        "enableSoftDelete": True,
        "enablePurgeProtection": True,
        "publicNetworkAccess": "Disabled",
        "networkAcls": {"bypass": "AzureServices", "defaultAction": "Deny"},
        "privateEndpointConnections": endpoint("Approved"),
        "accessPolicies": [],
    }
    ids = _vary(
        subscription,
        "Microsoft.KeyVault/vaults",
        good,
        {
            "policies": {"enableRbacAuthorization": False},
            "policiesnull": {"enableRbacAuthorization": None},
            "purgeable": {"enablePurgeProtection": None},
            "softnull": {"enableSoftDelete": None},
            "open": {"publicNetworkAccess": "Enabled", "networkAcls": None},
            "selected": {"publicNetworkAccess": "Enabled"},
            "groups": {},
            "auditgroup": {},
            "silent": {},
        },
    )
    logs = {
        "groups": [
            {"categoryGroup": "audit", "enabled": True},
            {"categoryGroup": "allLogs", "enabled": True},
        ],
        "auditgroup": [{"categoryGroup": "audit", "enabled": True}],
        "silent": [{"category": "AuditEvent", "enabled": False}],
    }
    for name, vault in ids.items():
        subscription.add(
            "Microsoft.Insights/diagnosticSettings",
            "logs",
            {
                "workspaceId": f"{GROUP}/workspace",
                "logs": logs.get(name, [{"category": "AuditEvent", "enabled": True}]),
            },
            under=vault,
        )
        if name not in {"good", "policies"}:
            continue
        for kind in ("keys", "secrets"):
            for label, attributes in {
                "kept": {"enabled": True, "exp": 1_900_000_000},
                "endless": {"enabled": True},
                "disabled": {"enabled": False},
            }.items():
                subscription.add(
                    f"Microsoft.KeyVault/vaults/{kind}",
                    f"{name}-{label}",
                    {"attributes": attributes},
                    under=vault,
                    location=LOCATION,
                )


def _groups(subscription: EmulatedSubscription) -> None:
    def one(name: str, *rules: dict[str, object]) -> None:
        rules_ = [{**found, "id": f"{GROUP}/{name}/{found['name']}"} for found in rules]
        subscription.add(
            "Microsoft.Network/networkSecurityGroups",
            f"group-{name}",
            {"securityRules": rules_, "defaultSecurityRules": []},
            location=LOCATION,
        )

    for port, name in (("22", "ssh"), ("3389", "rdp"), ("80", "http"), ("443", "https")):
        one(name, rule("in", 200, "Allow", port, "*"))
    one("quiet", rule("in", 200, "Allow", "443", "10.0.0.0/8"))
    one("nothing")
    one("internet", rule("in", 200, "Allow", "20-30", "Internet"))
    one("zeros", rule("in", 200, "Allow", "22", "0.0.0.0/0"))
    one("any", rule("in", 200, "Allow", "*", "*"))
    one("denied", rule("out", 100, "Deny", "0-65535", "*"), rule("in", 200, "Allow", "22", "*"))
    one("deniedlater", rule("in", 100, "Allow", "22", "*"), rule("out", 200, "Deny", "*", "*"))
    one("half", rule("in", 200, "Allow", "22", "0.0.0.0/1"))
    plural = rule("in", 200, "Allow", "22", "*")
    of: Any = plural["properties"]
    del of["destinationPortRange"]
    of["destinationPortRanges"] = ["22", "3389", "80"]
    one("plural", plural)
    sources = rule("in", 200, "Allow", "22", "*")
    of = sources["properties"]
    del of["sourceAddressPrefix"]
    of["sourceAddressPrefixes"] = ["10.0.0.0/8", "0.0.0.0/0"]
    one("sources", sources)
    for protocol, name in (("Udp", "udp"), ("*", "protocols")):
        found = rule("in", 200, "Allow", "5000", "*")
        of = found["properties"]
        of["protocol"] = protocol
        one(name, found)
    outbound = rule("out", 200, "Allow", "22", "*")
    of = outbound["properties"]
    of["direction"] = "Outbound"
    one("outbound", outbound)


def _networks(subscription: EmulatedSubscription) -> None:
    group = f"{GROUP}/providers/Microsoft.Network/networkSecurityGroups/group-quiet"
    network = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net"
    names = ("guarded", "bare", "GatewaySubnet", "AzureBastionSubnet", "AzureFirewallSubnet")
    subnets = [
        {
            "name": name,
            "id": f"{network}/subnets/{name}",
            "properties": {"networkSecurityGroup": {"id": group}} if name == "guarded" else {},
        }
        for name in names
    ]
    network = subscription.add(
        "Microsoft.Network/virtualNetworks", "net", {"subnets": subnets}, location=LOCATION
    )
    watcher = subscription.add(
        "Microsoft.Network/networkWatchers", "watcher", {}, location=LOCATION
    )
    for name, enabled, days in (
        ("kept", True, 120),
        ("short", True, 7),
        ("forever", True, 0),
        ("stopped", False, 120),
    ):
        subscription.add(
            "Microsoft.Network/networkWatchers/flowLogs",
            name,
            {
                "enabled": enabled,
                "targetResourceId": network,
                "retentionPolicy": {"enabled": True, "days": days},
            },
            under=watcher,
            location=LOCATION,
        )


def _sql(subscription: EmulatedSubscription) -> None:
    good: Properties = {
        "publicNetworkAccess": "Disabled",
        "minimalTlsVersion": "1.2",
        "administrators": {
            "administratorType": "ActiveDirectory",
            "login": "dba",
            "sid": TENANT,
            "azureADOnlyAuthentication": True,
        },
    }
    ids = _vary(
        subscription,
        "Microsoft.Sql/servers",
        good,
        {
            "tls10": {"minimalTlsVersion": "1.0"},
            "tls13": {"minimalTlsVersion": "1.3"},
            "tlsnone": {"minimalTlsVersion": "None"},
            "nobody": {"administrators": None},
            "world": {"publicNetworkAccess": "Enabled"},
            "wide": {"publicNetworkAccess": "Enabled"},
            "azure": {"publicNetworkAccess": "Enabled"},
            "worldclosed": {},
            "unaudited": {},
            "unkept": {},
            "unguarded": {},
            "ownkey": {},
            "plain": {},
        },
    )
    ranges = {
        "world": (EVERYWHERE, LAST),
        "wide": ("1.0.0.0", LAST),
        "azure": (EVERYWHERE, EVERYWHERE),
        "worldclosed": (EVERYWHERE, LAST),
    }
    for name, server in ids.items():

        def add(kind: str, called: str, properties: Mapping[str, Any], under: str = server) -> str:
            return subscription.add(
                f"Microsoft.Sql/servers/{kind}", called, properties, under=under, location=LOCATION
            )

        first, last = ranges.get(name, (OFFICE, OFFICE))
        add("firewallRules", "rule", {"startIpAddress": first, "endIpAddress": last})
        state = "Disabled" if name == "unaudited" else "Enabled"
        kept: Properties = {"storageEndpoint": "https://s.blob.core.windows.net"}
        target = {"isAzureMonitorTargetEnabled": True} if name == "unkept" else kept
        add("auditingSettings", "default", {"state": state, **target})
        own = name == "ownkey"
        kind = "ServiceManaged" if own else "AzureKeyVault"
        add("encryptionProtector", "current", {"serverKeyType": kind, "serverKeyName": kind})
        guarded = "Disabled" if name == "unguarded" else "Enabled"
        add("advancedThreatProtectionSettings", "Default", {"state": guarded})
        add("securityAlertPolicies", "default", {"state": guarded})
        add("vulnerabilityAssessments", "default", {"recurringScans": {"isEnabled": True}})
        for database in ("master", "shop"):
            at = add("databases", database, {})
            encrypted = "Disabled" if name == "plain" or database == "master" else "Enabled"
            # The older version has the name that the peer's SDK reads.
            both = {"state": encrypted, "status": encrypted}
            add("databases/transparentDataEncryption", "current", both, under=at)


def _flexible(subscription: EmulatedSubscription) -> None:
    parameters = {
        "PostgreSQL": {
            "require_secure_transport": "on",
            "log_checkpoints": "on",
            "log_connections": "on",
            "log_disconnections": "on",
            "logfiles.retention_days": "7",
            "connection_throttle.enable": "on",
        },
        "MySQL": {
            "require_secure_transport": "ON",
            "tls_version": "TLSv1.2,TLSv1.3",
            "audit_log_enabled": "ON",
            "audit_log_events": "CONNECTION",
        },
    }
    wrong = {
        "PostgreSQL": {
            "unsafe": ("require_secure_transport", "off"),
            "quiet": ("log_connections", "off"),
        },
        "MySQL": {
            "unsafe": ("require_secure_transport", "OFF"),
            "tls11": ("tls_version", "TLSv1.1,TLSv1.2"),
            "tls12": ("tls_version", "TLSv1.2"),
            "quiet": ("audit_log_enabled", "OFF"),
            "blind": ("audit_log_events", "DDL"),
        },
    }
    for provider, right in parameters.items():
        type_ = f"Microsoft.DBfor{provider}/flexibleServers"
        closed = {
            "version": "16",
            "network": {"publicNetworkAccess": "Disabled"},
            "authConfig": {"activeDirectoryAuth": "Enabled", "passwordAuth": "Disabled"},
        }
        opened = {"network": {"publicNetworkAccess": "Enabled"}}
        variants: dict[str, Mapping[str, Any]] = {
            **{key: {} for key in wrong[provider]},
            "world": opened,
            "azure": opened,
            "azureclosed": {},
        }
        if provider == "PostgreSQL":
            variants["passwords"] = {"authConfig": {"activeDirectoryAuth": "Disabled"}}
            variants["nobody"] = {}
        for name, server in _vary(subscription, type_, closed, variants).items():
            first, last = (OFFICE, OFFICE)
            if name.startswith("azure"):
                first = last = EVERYWHERE
            if name == "world":
                first, last = EVERYWHERE, LAST
            subscription.add(
                f"{type_}/firewallRules",
                "rule",
                {"startIpAddress": first, "endIpAddress": last},
                under=server,
            )
            changed, value = wrong[provider].get(name, ("", ""))
            for parameter, usual in right.items():
                found = value if parameter == changed else usual
                subscription.add(
                    f"{type_}/configurations", parameter, {"value": found}, under=server
                )
            if provider == "PostgreSQL" and name not in {"passwords", "nobody"}:
                subscription.add(
                    f"{type_}/administrators",
                    TENANT,
                    {
                        "objectId": TENANT,
                        "principalName": "dba",
                        "principalType": "User",
                        "tenantId": TENANT,
                    },
                    under=server,
                )


def _cosmos(subscription: EmulatedSubscription) -> None:
    good: Properties = {
        "publicNetworkAccess": "Disabled",
        "disableLocalAuth": True,
        "isVirtualNetworkFilterEnabled": True,
        "ipRules": [],
        "minimalTlsVersion": "Tls12",
        "privateEndpointConnections": endpoint("Approved"),
        "backupPolicy": {"type": "Continuous"},
    }
    opened = {"publicNetworkAccess": "Enabled"}
    _vary(
        subscription,
        "Microsoft.DocumentDB/databaseAccounts",
        good,
        {
            "keyed": {"disableLocalAuth": False},
            "open": {**opened, "isVirtualNetworkFilterEnabled": False},
            "selected": opened,
            "addresses": {
                **opened,
                "isVirtualNetworkFilterEnabled": False,
                "ipRules": [{"ipAddressOrRange": OFFICE}],
            },
            "unfiltered": {"isVirtualNetworkFilterEnabled": False},
            "perimeter": {"publicNetworkAccess": "SecuredByPerimeter"},
            "tls10": {"minimalTlsVersion": "Tls"},
            "tlsnull": {"minimalTlsVersion": None},
            "alone": {"privateEndpointConnections": []},
            "pending": {"privateEndpointConnections": endpoint("Pending")},
        },
        kind="GlobalDocumentDB",
    )


def _apps(subscription: EmulatedSubscription) -> None:
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


def _registries(subscription: EmulatedSubscription) -> None:
    good: Properties = {
        "loginServer": "r.azurecr.io",
        "adminUserEnabled": False,
        "publicNetworkAccess": "Disabled",
        "networkRuleSet": {"defaultAction": "Deny", "ipRules": []},
        "privateEndpointConnections": [],
    }
    opened = {"publicNetworkAccess": "Enabled"}
    _vary(
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


def _clusters(subscription: EmulatedSubscription) -> None:
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
    _vary(
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


def _machines(subscription: EmulatedSubscription) -> None:
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
    _vary(
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


def _ai(subscription: EmulatedSubscription) -> None:
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
    ids = _vary(
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
        _vary(
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


def _access(subscription: EmulatedSubscription) -> None:
    for name, role, scope in (
        ("admin", USER_ACCESS_ADMINISTRATOR, WHOLE),
        ("root", USER_ACCESS_ADMINISTRATOR, "/"),
        ("owner", OWNER, WHOLE),
    ):
        subscription.add(
            "Microsoft.Authorization/roleAssignments",
            f"assignment-{name}",
            {
                "roleDefinitionId": f"{WHOLE}/providers/Microsoft.Authorization/roleDefinitions/"
                f"{role}",
                "scope": scope,
                "principalId": f"7a1f3b52-0000-4000-8000-0000000000{len(name):02}",
                "principalType": "User",
            },
            under=WHOLE,
        )
    subscription.add(
        "Microsoft.Authorization/roleDefinitions",
        USER_ACCESS_ADMINISTRATOR,
        {
            "roleName": "User Access Administrator",
            "type": "BuiltInRole",
            "permissions": [],
            "assignableScopes": ["/"],
        },
        under=WHOLE,
    )
    for name, actions, excluded, scope in (
        ("reader", ["*/read"], [], WHOLE),
        ("all", ["*"], [], WHOLE),
        ("allbut", ["*"], ["Microsoft.Authorization/*/Write"], WHOLE),
        ("group", ["*"], [], GROUP),
    ):
        subscription.add(
            "Microsoft.Authorization/roleDefinitions",
            f"role-{name}",
            {
                "roleName": name,
                "type": "CustomRole",
                "permissions": [{"actions": actions, "notActions": excluded}],
                "assignableScopes": [scope],
            },
            under=WHOLE,
        )


def _monitoring(subscription: EmulatedSubscription) -> None:
    add = subscription.add
    for name, tier in {
        "VirtualMachines": "Standard",
        "StorageAccounts": "Standard",
        "SqlServers": "Free",
        "KeyVaults": "Standard",
        "Containers": "Free",
        "Arm": "Standard",
        "CloudPosture": "Free",
        "AI": "Standard",
    }.items():
        add(
            "Microsoft.Security/pricings",
            name,
            {"pricingTier": tier, "freeTrialRemainingTime": "PT0S"},
            under=WHOLE,
        )
    add(
        "Microsoft.Security/securityContacts",
        "default",
        {
            "isEnabled": True,
            "emails": "",
            "notificationsByRole": {"state": "Off", "roles": []},
        },
        under=WHOLE,
    )
    categories = ("Administrative", "Security", "Alert", "Policy")
    add(
        "Microsoft.Insights/diagnosticSettings",
        "activity",
        {
            "storageAccountId": f"{GROUP}/storage",
            "logs": [{"category": one, "enabled": True} for one in categories],
        },
        under=WHOLE,
    )
    for name, operation, enabled in (
        ("groups", "Microsoft.Network/networkSecurityGroups/write", True),
        ("policies", "Microsoft.Authorization/policyAssignments/write", False),
    ):
        conditions = {"category": "Administrative", "operationName": operation}
        add(
            "Microsoft.Insights/activityLogAlerts",
            f"alert-{name}",
            {
                "enabled": enabled,
                "scopes": [WHOLE],
                "condition": {
                    "allOf": [
                        {"field": field, "equals": equals} for field, equals in conditions.items()
                    ]
                },
                "actions": {"actionGroups": [{"actionGroupId": f"{GROUP}/group"}]},
            },
            location="global",
        )
