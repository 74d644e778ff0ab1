"""DocumentDB and Neptune in RDS's listing, with a cluster of Aurora, which is RDS's own."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:rds:{HOME}:{ACCOUNT_ID}:cluster"
KINDS = {"DocDbCluster", "NeptuneCluster"}
LISTINGS = {"rds:DescribeDBClusters"}


def _answer(operation: str, members: str) -> str:
    return (
        f"<{operation}Response><{operation}Result>{members}</{operation}Result>"
        f"</{operation}Response>"
    )


def _cluster(name: str, engine: str, more: str = "") -> str:
    return (
        f"<DBCluster><DBClusterIdentifier>{name}</DBClusterIdentifier><Engine>{engine}</Engine>"
        f"<DBClusterArn>{PLACE}:{name}</DBClusterArn><Status>available</Status>"
        f"<DBClusterParameterGroup>{name}</DBClusterParameterGroup>{more}</DBCluster>"
    )


GOOD = (
    "<StorageEncrypted>true</StorageEncrypted><BackupRetentionPeriod>7</BackupRetentionPeriod>"
    "<DeletionProtection>true</DeletionProtection>"
    "<EnabledCloudwatchLogsExports><member>audit</member></EnabledCloudwatchLogsExports>"
)
CLUSTERS = "".join(
    (
        _cluster("papers", "docdb"),
        _cluster("kept", "docdb", GOOD),
        _cluster("graph", "neptune"),
        _cluster("aurora", "aurora-mysql"),
    )
)


def _parameters(received: ReceivedCall) -> Body:
    value = "enabled" if received.names("kept") else "disabled"
    one = f"<ParameterName>tls</ParameterName><ParameterValue>{value}</ParameterValue>"
    return _answer(
        "DescribeDBClusterParameters", f"<Parameters><Parameter>{one}</Parameter></Parameters>"
    )


ANSWERS: dict[str, Recording] = {
    "rds:DescribeDBClusters": _answer("DescribeDBClusters", f"<DBClusters>{CLUSTERS}</DBClusters>"),
    "rds:DescribeDBClusterParameters": _parameters,
}
WRONG = ("encrypted", "audit_logged", "recoverable")
FAILED: dict[str, set[str]] = {
    f"{PLACE}:papers": {f"docdb_cluster_{one}" for one in (*WRONG, "tls_required")},
    f"{PLACE}:kept": set(),
    f"{PLACE}:graph": {
        f"neptune_cluster_{one}"
        for one in (*WRONG, "iam_authentication_enabled", "tags_copied_to_snapshots")
    },
}
CALLS = {"rds:DescribeDBClusterParameters": 2}
