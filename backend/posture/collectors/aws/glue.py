"""Collector of AWS Glue: the data catalog, connections without passwords, jobs and crawlers."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.assets.glue import GlueCatalog, GlueConnection, GlueCrawler, GlueJob
from posture.domain.aws.policy import Policy, policy
from posture.domain.secrets import secret_variables

DATABASES_CALL = "glue:GetDatabases"
CATALOG_CALL = "glue:GetDataCatalogEncryptionSettings"
POLICY_CALL = "glue:GetResourcePolicy"
CONNECTIONS_CALL = "glue:GetConnections"
JOBS_CALL = "glue:GetJobs"
CRAWLERS_CALL = "glue:GetCrawlers"
CONFIGURATIONS_CALL = "glue:GetSecurityConfigurations"
OFF = "DISABLED"
OUTPUTS = ("S3", "logs", "bookmarks")
SPARK = frozenset({"glueetl", "gluestreaming"})
# Glue takes jobs without a version for ones of the first.
FIRST_VERSION = "0.9"
# The setting that requires TLS, by the type of the connection, and what holds without it.
TLS = {"JDBC": ("JDBC_ENFORCE_SSL", "false"), "KAFKA": ("KAFKA_SSL_ENABLED", "true")}


async def _catalog(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    if (await client.shared(DATABASES_CALL, MaxResults=1))["DatabaseList"]:
        yield Item(client.arn("glue", "catalog"), client.region, {})


def _settings(response: Response) -> Mapping[str, Any]:
    found = response["DataCatalogEncryptionSettings"]
    mode = found.get("EncryptionAtRest", {}).get("CatalogEncryptionMode", OFF)
    passwords = found.get("ConnectionPasswordEncryption", {})
    return {
        "encrypted": mode != OFF,
        "passwords_encrypted": passwords.get("ReturnConnectionPasswordEncrypted", False),
    }


def _policy(response: Response) -> Policy | None:
    document = response.get("PolicyInJson")
    return policy(document) if document else None


def _connection(client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(client.arn("glue", f"connection/{one['Name']}"), one["Name"], one)


def _connection_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data.get("ConnectionProperties", {})
    name, default = TLS.get(item.data["ConnectionType"], (None, ""))
    required = properties.get(name, default).lower() == "true" if name else None
    return {
        "tls_required": required,
        "password_kept": "USERNAME" in properties and "SECRET_ID" not in properties,
    }


def _job(client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(client.arn("glue", f"job/{one['Name']}"), one["Name"], one)


def _job_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    one = item.data
    arguments = {**one.get("DefaultArguments", {}), **one.get("NonOverridableArguments", {})}
    spark = one["Command"]["Name"] in SPARK
    return {
        "secrets": secret_variables(arguments),
        "spark_version": one.get("GlueVersion", FIRST_VERSION) if spark else None,
    }


def _crawler(client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(client.arn("glue", f"crawler/{one['Name']}"), one["Name"], one)


async def _plain_outputs(client: RegionClient, item: Item) -> tuple[str, ...]:
    name = item.data.get("SecurityConfiguration") or item.data.get("CrawlerSecurityConfiguration")
    if not name:
        return OUTPUTS
    found = await client.shared_pages(CONFIGURATIONS_CALL, "SecurityConfigurations")
    (encryption,) = (one["EncryptionConfiguration"] for one in found if one["Name"] == name)
    s3 = [one.get("S3EncryptionMode", OFF) for one in encryption.get("S3Encryption", ())]
    modes = {
        "S3": OFF if OFF in s3 or not s3 else s3[0],
        "logs": encryption.get("CloudWatchEncryption", {}).get("CloudWatchEncryptionMode", OFF),
        "bookmarks": encryption.get("JobBookmarksEncryption", {}).get(
            "JobBookmarksEncryptionMode", OFF
        ),
    }
    return tuple(what for what, mode in modes.items() if mode == OFF)


OF_OUTPUTS: Read[RegionClient] = Read(
    facts=("plain_outputs",), calls=(CONFIGURATIONS_CALL,), run=_plain_outputs
)

CATALOGS = AssetCollector(
    asset_type=GlueCatalog,
    regional=True,
    calls=(DATABASES_CALL,),
    items=_catalog,
    reads=(
        read(
            ("encrypted", "passwords_encrypted"),
            CATALOG_CALL,
            by=lambda _item: {},
            of=_settings,
        ),
        read(
            "policy",
            POLICY_CALL,
            by=lambda _item: {},
            of=_policy,
            absent={"EntityNotFoundException": None},
        ),
    ),
)

CONNECTIONS = AssetCollector(
    asset_type=GlueConnection,
    regional=True,
    calls=(CONNECTIONS_CALL,),
    items=listing(CONNECTIONS_CALL, "ConnectionList", _connection, HidePassword=True),
    listed=_connection_listed,
)

JOBS = AssetCollector(
    asset_type=GlueJob,
    regional=True,
    calls=(JOBS_CALL,),
    items=listing(JOBS_CALL, "Jobs", _job),
    listed=_job_listed,
    reads=(OF_OUTPUTS,),
)

CRAWLERS = AssetCollector(
    asset_type=GlueCrawler,
    regional=True,
    calls=(CRAWLERS_CALL,),
    items=listing(CRAWLERS_CALL, "Crawlers", _crawler),
    reads=(OF_OUTPUTS,),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (
    CATALOGS,
    CONNECTIONS,
    JOBS,
    CRAWLERS,
)
