"""Further resources of the emulated subscription: databases, and who may reach them."""

from tests.emulator.arm import EmulatedSubscription
from tests.emulator.arm.seed import ADDRESS, LOCATION, PROGRAM

ALL_OF_AZURE = "0.0.0.0"  # noqa: S104  # the address of a rule


def databases(subscription: EmulatedSubscription) -> dict[str, str]:
    add = subscription.add
    ids = {
        "sql": add(
            "Microsoft.Sql/servers",
            "sql",
            {
                "publicNetworkAccess": "Enabled",
                "minimalTlsVersion": "1.2",
                "administrators": {
                    "administratorType": "ActiveDirectory",
                    "login": "dba",
                    "azureADOnlyAuthentication": True,
                },
            },
            location=LOCATION,
        )
    }
    ids["sql rule"] = add(
        "Microsoft.Sql/servers/firewallRules",
        "all",
        {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"},  # noqa: S104  # a rule
        under=ids["sql"],
    )
    for kind, name, properties in (
        ("auditingSettings", "default", {"state": "Disabled"}),
        ("encryptionProtector", "current", {"serverKeyType": "ServiceManaged"}),
        ("advancedThreatProtectionSettings", "Default", {"state": "Enabled"}),
    ):
        add(f"Microsoft.Sql/servers/{kind}", name, properties, under=ids["sql"])
    for name in ("master", "shop"):
        ids[name] = add(
            "Microsoft.Sql/servers/databases", name, {}, under=ids["sql"], location=LOCATION
        )
        add(
            "Microsoft.Sql/servers/databases/transparentDataEncryption",
            "current",
            {"state": "Disabled"},
            under=ids[name],
        )
    for name, provider in (("postgresql", "DBforPostgreSQL"), ("mysql", "DBforMySQL")):
        ids[name] = add(
            f"Microsoft.{provider}/flexibleServers",
            name,
            {"network": {"publicNetworkAccess": "Enabled"}},
            location=LOCATION,
        )
        add(
            f"Microsoft.{provider}/flexibleServers/firewallRules",
            "office",
            {"startIpAddress": ADDRESS, "endIpAddress": ADDRESS},
            under=ids[name],
        )
        add(
            f"Microsoft.{provider}/flexibleServers/configurations",
            "require_secure_transport",
            {"value": "OFF"},
            under=ids[name],
        )
    _signed_in(subscription, ids)
    ids["cosmos"] = add(
        "Microsoft.DocumentDB/databaseAccounts",
        "cosmos",
        {"publicNetworkAccess": "Enabled", "disableLocalAuth": True, "ipRules": []},
        location=LOCATION,
        kind="GlobalDocumentDB",
    )
    return ids


def _signed_in(subscription: EmulatedSubscription, ids: dict[str, str]) -> None:
    """Add servers of PostgreSQL that accept identities of Entra, one without administrator."""
    type_ = "Microsoft.DBforPostgreSQL/flexibleServers"
    for name in ("administered", "nobody"):
        ids[name] = subscription.add(
            type_,
            name,
            {
                "network": {"publicNetworkAccess": "Enabled"},
                "authConfig": {"activeDirectoryAuth": "Enabled"},
            },
            location=LOCATION,
        )
        for parameter in ("require_secure_transport", "log_connections", "log_disconnections"):
            subscription.add(f"{type_}/configurations", parameter, {"value": "ON"}, under=ids[name])
        rule = {"startIpAddress": ALL_OF_AZURE, "endIpAddress": ALL_OF_AZURE}
        subscription.add(f"{type_}/firewallRules", "azure", rule, under=ids[name])
    subscription.add(
        f"{type_}/administrators",
        PROGRAM,
        {"objectId": PROGRAM, "principalName": "dba", "principalType": "Group"},
        under=ids["administered"],
    )
