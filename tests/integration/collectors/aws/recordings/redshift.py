"""Redshift: an open cluster as it was made years ago, and one that waits for a restart."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:redshift:{HOME}:{ACCOUNT_ID}:cluster"
LISTINGS = {"redshift:DescribeClusters"}


def _answer(operation: str, members: str) -> str:
    return (
        f"<{operation}Response><{operation}Result>{members}</{operation}Result>"
        f"</{operation}Response>"
    )


def _cluster(name: str, more: str, status: str) -> str:
    return (
        f"<Cluster><ClusterIdentifier>{name}</ClusterIdentifier>"
        "<ClusterStatus>available</ClusterStatus><ClusterParameterGroups><ClusterParameterGroup>"
        f"<ParameterGroupName>{name}</ParameterGroupName>"
        f"<ParameterApplyStatus>{status}</ParameterApplyStatus></ClusterParameterGroup>"
        f"</ClusterParameterGroups>{more}</Cluster>"
    )


OLD = _cluster(
    "old",
    "<PubliclyAccessible>true</PubliclyAccessible><Encrypted>false</Encrypted>"
    "<MasterUsername>awsuser</MasterUsername><DBName>dev</DBName>"
    "<EnhancedVpcRouting>false</EnhancedVpcRouting>"
    "<AllowVersionUpgrade>false</AllowVersionUpgrade>"
    "<AutomatedSnapshotRetentionPeriod>1</AutomatedSnapshotRetentionPeriod>",
    "in-sync",
)
NEW = _cluster(
    "new",
    "<PubliclyAccessible>false</PubliclyAccessible><Encrypted>true</Encrypted>"
    "<MasterUsername>owner</MasterUsername><DBName>warehouse</DBName>"
    "<EnhancedVpcRouting>true</EnhancedVpcRouting>"
    "<AllowVersionUpgrade>true</AllowVersionUpgrade>"
    "<AutomatedSnapshotRetentionPeriod>14</AutomatedSnapshotRetentionPeriod>",
    "pending-reboot",
)


def _clusters(received: ReceivedCall) -> Body:
    name = received.members.get("ClusterIdentifier")
    found = {"old": OLD, "new": NEW}
    chosen = found[str(name)] if name else OLD + NEW
    return _answer("DescribeClusters", f"<Clusters>{chosen}</Clusters>")


def _parameters(received: ReceivedCall) -> Body:
    value = "true" if received.names("new") else "false"
    one = f"<ParameterName>require_ssl</ParameterName><ParameterValue>{value}</ParameterValue>"
    return _answer(
        "DescribeClusterParameters", f"<Parameters><Parameter>{one}</Parameter></Parameters>"
    )


def _logging(received: ReceivedCall) -> Body:
    delivery = (
        "<LoggingEnabled>true</LoggingEnabled>"
        "<LastFailureTime>2026-11-01T00:00:00Z</LastFailureTime>"
        "<LastSuccessfulDeliveryTime>2026-11-02T00:00:00Z</LastSuccessfulDeliveryTime>"
    )
    off = "<LoggingEnabled>false</LoggingEnabled>"
    return _answer("DescribeLoggingStatus", delivery if received.names("new") else off)


ANSWERS: dict[str, Recording] = {
    "redshift:DescribeClusters": _clusters,
    "redshift:DescribeClusterParameters": _parameters,
    "redshift:DescribeLoggingStatus": _logging,
}
WRONG = (
    "public_access_disabled",
    "encrypted",
    "tls_required",
    "audit_logged",
    "snapshots_kept",
    "traffic_in_vpc",
    "upgraded_automatically",
    "administrator_renamed",
    "database_renamed",
)
FAILED: dict[str, set[str]] = {
    f"{PLACE}:old": {f"redshift_cluster_{one}" for one in WRONG},
    f"{PLACE}:new": {"redshift_cluster_tls_required"},
}
CALLS = {"redshift:DescribeClusterParameters": 2, "redshift:DescribeLoggingStatus": 2}
