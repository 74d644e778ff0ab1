"""The compared subscription: storage, vaults and databases."""

from collections.abc import Mapping
from typing import Any

from tests.emulator.arm import GROUP, TENANT, EmulatedSubscription
from tests.emulator.arm.compared import EVERYWHERE, LAST, OFFICE, Properties, endpoint, vary
from tests.emulator.arm.seed import LOCATION


def storage(subscription: EmulatedSubscription) -> None:
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
    ids = vary(
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


def vaults(subscription: EmulatedSubscription) -> None:
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
    ids = vary(
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


def sql(subscription: EmulatedSubscription) -> None:
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
    ids = vary(
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


def flexible(subscription: EmulatedSubscription) -> None:
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
        for name, server in vary(subscription, type_, closed, variants).items():
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


def cosmos(subscription: EmulatedSubscription) -> None:
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
    vary(
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
