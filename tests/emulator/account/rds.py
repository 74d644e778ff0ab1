"""RDS: the orders that are kept well, the customers that the world can dial, and old snapshots."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, FORGOTTEN, HOME, Account, tags
from tests.emulator.account.kms import DATA_KEY

_TOPIC = f"arn:aws:sns:{HOME}:{ACCOUNT_ID}:operations"
_ROLE = f"arn:aws:iam::{ACCOUNT_ID}:role/app-server"
_WELL: dict[str, Any] = {
    "StorageEncrypted": True,
    "KmsKeyId": DATA_KEY,
    "MultiAZ": True,
    "DeletionProtection": True,
    "AutoMinorVersionUpgrade": True,
    "EnableIAMDatabaseAuthentication": True,
    "CopyTagsToSnapshot": True,
    "BackupRetentionPeriod": 14,
    "EnableCloudwatchLogsExports": ["postgresql", "upgrade"],
    "MasterUsername": "orders_owner",
    "ManageMasterUserPassword": True,
    "Port": 15432,
    "MonitoringInterval": 60,
    "MonitoringRoleArn": _ROLE,
    "DBParameterGroupName": "tls-only",
    "PubliclyAccessible": False,
}
_BADLY: dict[str, Any] = {
    "CACertificateIdentifier": "rds-ca-2019",
    "StorageEncrypted": False,
    "MultiAZ": False,
    "DeletionProtection": False,
    "AutoMinorVersionUpgrade": False,
    "CopyTagsToSnapshot": False,
    "BackupRetentionPeriod": 0,
    "MasterUsername": "admin",
    "MasterUserPassword": "correct-horse",
    "PubliclyAccessible": True,
}


def seed(aws: Account, n: int) -> None:
    """Make 4 instances, 2 clusters, 4 snapshots, 2 proxies, 3 subscriptions; 22 more per `n`."""
    rds = aws.client("rds")
    private, public, closed, opened = _network(aws)
    rds.create_db_parameter_group(
        DBParameterGroupName="tls-only", DBParameterGroupFamily="postgres13", Description="TLS"
    )
    rds.modify_db_parameter_group(
        DBParameterGroupName="tls-only",
        Parameters=[_set("rds.force_ssl", "1")],
    )
    well = _WELL | {"DBSubnetGroupName": private, "VpcSecurityGroupIds": [closed]}
    badly = _BADLY | {"DBSubnetGroupName": public, "VpcSecurityGroupIds": [opened]}
    _instance(aws, "prod-orders", well)
    _instance(aws, "prod-customers", badly | {"Engine": "mysql", "EngineVersion": "8.0.32"})
    _instance(
        aws,
        "prod-reporting",
        badly | {"DBSubnetGroupName": private, "MasterUsername": "postgres"},
    )
    _instance(
        aws,
        "prod-billing",
        well
        | {
            "Engine": "sqlserver-se",
            "EngineVersion": "15.00",
            "DBParameterGroupName": "default.sqlserver-se-15.0",
        },
    )
    _clusters(aws)
    _snapshots(aws)
    _subscriptions(aws)
    _proxies(aws)
    for i in range(20 * n):
        _instance(aws, f"team-{i:02}-db", (well, badly, well | {"MultiAZ": False})[i % 3])
        if i % 10 == 0:
            rds.create_db_snapshot(
                DBSnapshotIdentifier=f"team-{i:02}-before", DBInstanceIdentifier=f"team-{i:02}-db"
            )


def _set(name: str, value: str) -> dict[str, str]:
    return {"ParameterName": name, "ParameterValue": value, "ApplyMethod": "pending-reboot"}


def _instance(aws: Account, name: str, settings: dict[str, Any]) -> None:
    engine = {"Engine": "postgres", "EngineVersion": "13.11", "DBInstanceClass": "db.t3.micro"}
    aws.client("rds").create_db_instance(
        DBInstanceIdentifier=name, AllocatedStorage=20, Tags=tags(name), **engine | settings
    )


def _clusters(aws: Account) -> None:
    rds = aws.client("rds")
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName="tls-only-aurora",
        DBParameterGroupFamily="aurora-mysql8.0",
        Description="TLS",
    )
    rds.modify_db_cluster_parameter_group(
        DBClusterParameterGroupName="tls-only-aurora",
        Parameters=[_set("require_secure_transport", "ON")],
    )
    rds.create_db_cluster(
        DBClusterIdentifier="prod-ledger",
        Engine="aurora-mysql",
        MasterUsername="ledger_owner",
        ManageMasterUserPassword=True,
        StorageEncrypted=True,
        DeletionProtection=True,
        EnableIAMDatabaseAuthentication=True,
        CopyTagsToSnapshot=True,
        BackupRetentionPeriod=14,
        BacktrackWindow=86400,
        EnableCloudwatchLogsExports=["audit"],
        Port=13306,
        DBClusterParameterGroupName="tls-only-aurora",
    )
    forgotten = aws.client("rds", FORGOTTEN)
    forgotten.create_db_cluster_parameter_group(
        DBClusterParameterGroupName="poc",
        DBParameterGroupFamily="aurora-postgresql13",
        Description="nothing set",
    )
    forgotten.create_db_cluster(
        DBClusterIdentifier="poc-2021",
        Engine="aurora-postgresql",
        MasterUsername="postgres",
        MasterUserPassword="correct-horse",  # an emulated database
        DBClusterParameterGroupName="poc",
    )


def _snapshots(aws: Account) -> None:
    rds = aws.client("rds")
    for name, source, shared_with in (
        ("orders-before-migration", "prod-orders", ()),
        ("customers-for-vendor", "prod-customers", ("999988887777",)),
        ("customers-dump", "prod-customers", ("all",)),
    ):
        rds.create_db_snapshot(DBSnapshotIdentifier=name, DBInstanceIdentifier=source)
        if shared_with:
            rds.modify_db_snapshot_attribute(
                DBSnapshotIdentifier=name, AttributeName="restore", ValuesToAdd=list(shared_with)
            )
    rds.create_db_cluster_snapshot(
        DBClusterSnapshotIdentifier="ledger-year-end", DBClusterIdentifier="prod-ledger"
    )


def _subscriptions(aws: Account) -> None:
    everything = {"SnsTopicArn": _TOPIC, "Enabled": True, "SourceIds": []}
    for source, categories in (
        ("db-instance", ["maintenance", "configuration change", "failure"]),
        ("db-cluster", ["failure"]),
        ("db-parameter-group", []),
    ):
        aws.client("rds").create_event_subscription(
            SubscriptionName=f"{source}-events",
            SourceType=source,
            EventCategories=categories,
            **everything,
        )


def _proxies(aws: Account) -> None:
    subnets = aws.client("rds").describe_db_subnet_groups(DBSubnetGroupName="data-private")
    secret = f"arn:aws:secretsmanager:{HOME}:{ACCOUNT_ID}:secret:orders"
    for name, careful in (("orders-proxy", True), ("customers-proxy", False)):
        aws.client("rds").create_db_proxy(
            DBProxyName=name,
            EngineFamily="POSTGRESQL",
            Auth=[{"SecretArn": secret, "IAMAuth": "REQUIRED" if careful else "DISABLED"}],
            RoleArn=_ROLE,
            VpcSubnetIds=[
                one["SubnetIdentifier"] for one in subnets["DBSubnetGroups"][0]["Subnets"]
            ],
            RequireTLS=careful,
            DebugLogging=not careful,
        )


def _network(aws: Account) -> tuple[str, str, str, str]:
    """Make a network of databases; return its subnet groups and security groups."""
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    names = []
    for index, name in enumerate(("private", "public")):
        subnets = [
            ec2.create_subnet(
                VpcId=vpc,
                CidrBlock=f"10.20.{2 * index + zone}.0/24",
                AvailabilityZone=f"{HOME}{letter}",
            )["Subnet"]["SubnetId"]
            for zone, letter in enumerate("ab")
        ]
        if name == "public":
            for subnet in subnets:
                ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        aws.client("rds").create_db_subnet_group(
            DBSubnetGroupName=f"data-{name}", DBSubnetGroupDescription=name, SubnetIds=subnets
        )
        names.append(f"data-{name}")
    groups = []
    for name, source in (("closed", "10.20.0.0/16"), ("open", "0.0.0.0/0")):
        group = ec2.create_security_group(GroupName=f"data-{name}", Description=name, VpcId=vpc)[
            "GroupId"
        ]
        rule = {"IpProtocol": "tcp", "FromPort": 1433, "ToPort": 15432}
        ec2.authorize_security_group_ingress(
            GroupId=group, IpPermissions=[rule | {"IpRanges": [{"CidrIp": source}]}]
        )
        groups.append(group)
    return names[0], names[1], groups[0], groups[1]
