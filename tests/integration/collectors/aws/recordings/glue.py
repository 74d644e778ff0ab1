"""Glue: a plain catalog, a connection with a password, a job with one, and a crawler."""

import json

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:glue:{HOME}:{ACCOUNT_ID}"
ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "glue:*", "Resource": "*"}
LISTINGS = {"glue:GetDatabases", "glue:GetConnections", "glue:GetJobs", "glue:GetCrawlers"}


def _connections(received: ReceivedCall) -> Body:
    assert received.members["HidePassword"] is True
    properties = {"USERNAME": "app", "JDBC_CONNECTION_URL": "jdbc:postgresql://db/app"}
    return {
        "ConnectionList": [
            {"Name": "db", "ConnectionType": "JDBC", "ConnectionProperties": properties},
            {"Name": "net", "ConnectionType": "NETWORK", "ConnectionProperties": {}},
        ]
    }


ANSWERS: dict[str, Recording] = {
    "glue:GetDatabases": {"DatabaseList": [{"Name": "sales"}]},
    "glue:GetDataCatalogEncryptionSettings": {
        "DataCatalogEncryptionSettings": {
            "EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"},
            "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False},
        }
    },
    "glue:GetResourcePolicy": {"PolicyInJson": json.dumps({"Statement": ANYONE})},
    "glue:GetConnections": _connections,
    "glue:GetJobs": {
        "Jobs": [
            {
                "Name": "load",
                "Command": {"Name": "glueetl"},
                "GlueVersion": "2.0",
                "DefaultArguments": {"--db_password": "Zk3-mX9q!rT7"},
            },
            {
                "Name": "good",
                "Command": {"Name": "pythonshell"},
                "SecurityConfiguration": "strict",
            },
        ]
    },
    "glue:GetCrawlers": {
        "Crawlers": [{"Name": "sales", "CrawlerSecurityConfiguration": "strict"}, {"Name": "bare"}]
    },
    "glue:GetSecurityConfigurations": {
        "SecurityConfigurations": [
            {
                "Name": "strict",
                "EncryptionConfiguration": {
                    "S3Encryption": [{"S3EncryptionMode": "SSE-KMS"}],
                    "CloudWatchEncryption": {"CloudWatchEncryptionMode": "SSE-KMS"},
                    "JobBookmarksEncryption": {"JobBookmarksEncryptionMode": "CSE-KMS"},
                },
            }
        ]
    },
}
OUTPUTS = "glue_program_outputs_encrypted"
FAILED: dict[str, set[str]] = {
    f"{PLACE}:catalog": {
        "glue_catalog_encrypted",
        "glue_catalog_connection_passwords_encrypted",
        "glue_catalog_policy_not_public",
    },
    f"{PLACE}:connection/db": {"glue_connection_tls_required", "glue_connection_without_secrets"},
    f"{PLACE}:connection/net": set(),
    f"{PLACE}:job/load": {
        OUTPUTS,
        "glue_job_arguments_without_secrets",
        "glue_job_version_supported",
    },
    f"{PLACE}:job/good": set(),
    f"{PLACE}:crawler/sales": set(),
    f"{PLACE}:crawler/bare": {OUTPUTS},
}
CALLS: dict[str, int] = {}
