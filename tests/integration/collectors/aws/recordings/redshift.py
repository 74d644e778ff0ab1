"""Redshift: an open cluster of years ago, one that waits for a restart, and what is shared."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

HERE = f"arn:aws:redshift:{HOME}:{ACCOUNT_ID}"
PLACE = f"{HERE}:cluster"
LISTINGS = {
    "redshift:DescribeClusters",
    "redshift:DescribeClusterSnapshots",
    "redshift:DescribeDataShares",
}
STRANGER = "999988887777"


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


def _snapshot(name: str, *accounts: str, owner: str = ACCOUNT_ID) -> str:
    shared = "".join(
        f"<AccountWithRestoreAccess>{one}</AccountWithRestoreAccess>" for one in accounts
    )
    return (
        f"<Snapshot><SnapshotIdentifier>{name}</SnapshotIdentifier>"
        f"<SnapshotArn>{HERE}:snapshot:old/{name}</SnapshotArn><Status>available</Status>"
        f"<OwnerAccount>{owner}</OwnerAccount>"
        f"<AccountsWithRestoreAccess>{shared}</AccountsWithRestoreAccess></Snapshot>"
    )


SUPPORT = "<AccountId>1</AccountId><AccountAlias>amazon-redshift-support</AccountAlias>"
SNAPSHOTS = (
    _snapshot("shared", f"<AccountId>{STRANGER}</AccountId>")
    + _snapshot("kept", SUPPORT, f"<AccountId>{ACCOUNT_ID}</AccountId>")
    + _snapshot("of-others", owner=STRANGER)
)


def _share(name: str, public: str, consumers: dict[str, str], owner: str = ACCOUNT_ID) -> str:
    found = "".join(
        f"<member><ConsumerIdentifier>{one}</ConsumerIdentifier><Status>{status}</Status></member>"
        for one, status in consumers.items()
    )
    producer = f"arn:aws:redshift:{HOME}:{owner}:namespace:n"
    return (
        f"<member><DataShareArn>{HERE}:datashare:n/{name}</DataShareArn>"
        f"<ProducerArn>{producer}</ProducerArn>"
        f"<AllowPubliclyAccessibleConsumers>{public}</AllowPubliclyAccessibleConsumers>"
        f"<DataShareAssociations>{found}</DataShareAssociations></member>"
    )


GUID = "86b5169f-01dc-4a6f-9fbb-e2e24359e9a8"
SHARES = (
    _share("sold", "false", {"ADX": "ACTIVE"})
    + _share("lake", "false", {f"DataCatalog/{STRANGER}": "AVAILABLE"})
    + _share("open", "true", {STRANGER: "ACTIVE"})
    + _share("inside", "false", {ACCOUNT_ID: "ACTIVE", GUID: "ACTIVE", STRANGER: "REJECTED"})
    + _share("inbound", "true", {ACCOUNT_ID: "ACTIVE"}, STRANGER)
)
ANSWERS: dict[str, Recording] = {
    "redshift:DescribeClusterSnapshots": _answer(
        "DescribeClusterSnapshots", f"<Snapshots>{SNAPSHOTS}</Snapshots>"
    ),
    "redshift:DescribeDataShares": _answer(
        "DescribeDataShares", f"<DataShares>{SHARES}</DataShares>"
    ),
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
    f"{HERE}:snapshot:old/shared": {"redshift_snapshot_not_shared"},
    f"{HERE}:snapshot:old/kept": set(),
    f"{HERE}:datashare:n/open": {
        "redshift_data_share_public_clusters_refused",
        "redshift_data_share_consumers_of_own_account",
    },
    f"{HERE}:datashare:n/inside": set(),
    f"{HERE}:datashare:n/sold": {"redshift_data_share_consumers_of_own_account"},
    f"{HERE}:datashare:n/lake": {"redshift_data_share_consumers_of_own_account"},
}
CALLS = {"redshift:DescribeClusterParameters": 2, "redshift:DescribeLoggingStatus": 2}
