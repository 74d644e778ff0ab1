"""What only the comparison looks at: services that the account of other tests does not have.

Each has a good asset, a bad one and the borderline cases where the two scanners may disagree. It is
not part of the account that every test fills, whose size is the time of each of them.
"""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME, Account, allow, policy

EVERYONE = {"AWS": "*"}
_OLD_TLS, _NEW_TLS = "Policy-Min-TLS-1-0-2019-07", "Policy-Min-TLS-1-2-PFS-2023-10"
_TLS = {"open": _OLD_TLS, "closed": _NEW_TLS, "office": _OLD_TLS, "two-nodes": _NEW_TLS}


def seed(account: Account) -> None:
    """Fill a seeded account with these services."""
    for one in (_redshift, _kinesis, _cognito, _clusters, _opensearch, _dms, _mq, _msk, _transfer):
        one(account)


def _arn(service: str, rest: str) -> str:
    return f"arn:aws:{service}:{HOME}:{ACCOUNT_ID}:{rest}"


def _redshift(account: Account) -> None:
    client = account.client("redshift")
    client.create_cluster_parameter_group(
        ParameterGroupName="plain", ParameterGroupFamily="redshift-2.0", Description="as made"
    )
    for name, good in (("old", False), ("new", True), ("short", True)):
        client.create_cluster(
            ClusterIdentifier=name,
            NodeType="ra3.large",
            DBName="shop",
            MasterUsername="owner" if good else "awsuser",
            MasterUserPassword="Made-up-1",
            ClusterParameterGroupName="plain",
            PubliclyAccessible=not good,
            Encrypted=good,
            EnhancedVpcRouting=good,
            AllowVersionUpgrade=good,
            AutomatedSnapshotRetentionPeriod={"old": 1, "new": 14, "short": 3}[name],
        )
    for name, delivered in (("new", "2026-11-02"), ("short", "2026-10-01")):
        account.stub(
            "redshift:DescribeLoggingStatus",
            "<DescribeLoggingStatusResponse><DescribeLoggingStatusResult>"
            "<LoggingEnabled>true</LoggingEnabled><BucketName>logs</BucketName>"
            "<LastFailureTime>2026-11-01T00:00:00Z</LastFailureTime>"
            f"<LastSuccessfulDeliveryTime>{delivered}T00:00:00Z</LastSuccessfulDeliveryTime>"
            "</DescribeLoggingStatusResult></DescribeLoggingStatusResponse>",
            ClusterIdentifier=name,
        )
    # A snapshot that a person made; there is no automatic one in the emulator.
    for name in ("new", "short"):
        client.create_cluster_snapshot(SnapshotIdentifier=f"{name}-1", ClusterIdentifier=name)


def _kinesis(account: Account) -> None:
    client = account.client("kinesis")
    for name, hours, encrypted in (
        ("plain", 24, False),
        ("kept", 168, True),
        ("almost-kept", 167, True),
    ):
        client.create_stream(StreamName=name, ShardCount=1)
        if hours > 24:
            client.increase_stream_retention_period(StreamName=name, RetentionPeriodHours=hours)
        if encrypted:
            client.start_stream_encryption(
                StreamName=name, EncryptionType="KMS", KeyId="alias/aws/kinesis"
            )


def _cognito(account: Account) -> None:
    client = account.client("cognito-idp")
    pools = (
        ("open", "OFF", "OFF", "INACTIVE"),
        ("closed", "ON", "ENFORCED", "ACTIVE"),
        ("optional", "OPTIONAL", "AUDIT", "ACTIVE"),
    )
    for name, mfa, threats, deletion in pools:
        found = client.create_user_pool(
            PoolName=name,
            MfaConfiguration=mfa,
            UserPoolAddOns={"AdvancedSecurityMode": threats},
            DeletionProtection=deletion,
        )
        client.set_user_pool_mfa_config(
            UserPoolId=found["UserPool"]["Id"],
            MfaConfiguration=mfa,
            SoftwareTokenMfaConfiguration={"Enabled": mfa != "OFF"},
        )
    for name, guests in (("guests", True), ("members", False)):
        pool = account.client("cognito-identity").create_identity_pool(
            IdentityPoolName=name, AllowUnauthenticatedIdentities=guests
        )["IdentityPoolId"]
        roles = {"IdentityPoolId": pool, "Roles": {}}
        account.stub("cognito-identity:GetIdentityPoolRoles", roles, IdentityPoolId=pool)


def _clusters(account: Account) -> None:
    """DocumentDB and Neptune, which RDS lists."""
    for engine in ("neptune",):
        for name, good in (("old", False), ("new", True)):
            account.client("rds").create_db_cluster(
                DBClusterIdentifier=f"{engine}-{name}",
                Engine=engine,
                MasterUsername="owner",
                MasterUserPassword="Made-up-1",
                StorageEncrypted=good,
                CopyTagsToSnapshot=good,
                DeletionProtection=good,
                BackupRetentionPeriod=7 if good else 1,
                EnableCloudwatchLogsExports=["audit"] if good else [],
            )


def _opensearch(account: Account) -> None:
    own = allow(
        "es:*", _arn("es", "domain/*"), Principal={"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"}
    )
    everyone = allow("es:*", _arn("es", "domain/*"), Principal=EVERYONE)
    from_office = everyone | {"Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.7/32"}}}
    client = account.client("opensearch")
    domains: tuple[tuple[str, bool, int, bool, dict[str, Any]], ...] = (
        ("open", False, 1, False, everyone),
        ("closed", True, 3, True, own),
        ("office", True, 3, False, from_office),
        ("two-nodes", True, 2, True, own),
    )
    for name, good, nodes, spread, statement in domains:
        client.create_domain(
            DomainName=name,
            EngineVersion="OpenSearch_2.17",
            ClusterConfig={"InstanceCount": nodes, "ZoneAwarenessEnabled": spread},
            AccessPolicies=policy(statement),
            EncryptionAtRestOptions={"Enabled": good},
            NodeToNodeEncryptionOptions={"Enabled": good},
            DomainEndpointOptions={"EnforceHTTPS": good, "TLSSecurityPolicy": _TLS[name]},
            AdvancedSecurityOptions={"Enabled": good},
            LogPublishingOptions={"AUDIT_LOGS": {"Enabled": good}},
        )


def _dms(account: Account) -> None:
    for name, good in (("old", False), ("new", True)):
        account.client("dms").create_replication_instance(
            ReplicationInstanceIdentifier=name,
            ReplicationInstanceClass="dms.t3.medium",
            MultiAZ=good,
            AutoMinorVersionUpgrade=good,
            PubliclyAccessible=not good,
            KmsKeyId=_arn("kms", "key/oracle"),
        )


def _mq(account: Account) -> None:
    brokers = (
        ("open", "ACTIVEMQ", True, {"General": False, "Audit": False}),
        ("closed", "ACTIVEMQ", False, {"General": True, "Audit": True}),
        ("half-logged", "ACTIVEMQ", False, {"General": True, "Audit": False}),
        ("rabbit", "RABBITMQ", False, {"General": True}),
    )
    for name, engine, public, logs in brokers:
        account.client("mq").create_broker(
            BrokerName=name,
            EngineType=engine,
            EngineVersion="5.18",
            DeploymentMode="SINGLE_INSTANCE",
            HostInstanceType="mq.m5.large",
            PubliclyAccessible=public,
            AutoMinorVersionUpgrade=not public,
            Logs=logs,
            Users=[{"Username": "owner", "Password": "Made-up-password-1"}],
        )


def _msk(account: Account) -> None:
    """Answer with clusters that the emulator cannot make."""
    iam = {"Sasl": {"Iam": {"Enabled": True}}, "Unauthenticated": {"Enabled": False}}
    clusters = (
        (
            "open",
            "SERVICE_PROVIDED_EIPS",
            {"Unauthenticated": {"Enabled": True}},
            "PLAINTEXT",
            True,
        ),
        ("closed", "DISABLED", iam, "TLS", True),
        ("as-made", "DISABLED", None, "TLS", True),
        ("plain-inside", "DISABLED", iam, "TLS", False),
        ("either", "DISABLED", iam, "TLS_PLAINTEXT", True),
    )
    found: list[dict[str, Any]] = [
        {
            "clusterArn": _arn("kafka", f"cluster/{name}/1-1"),
            "clusterName": name,
            "clusterType": "PROVISIONED",
            "state": "ACTIVE",
            "provisioned": {
                "brokerNodeGroupInfo": {"connectivityInfo": {"publicAccess": {"type": public}}},
                "encryptionInfo": {
                    "encryptionInTransit": {"clientBroker": clients, "inCluster": inside}
                },
                **({"clientAuthentication": _camel(signing_in)} if signing_in else {}),
            },
        }
        for name, public, signing_in, clients, inside in clusters
    ]
    found.append(
        {
            "clusterArn": _arn("kafka", "cluster/no-servers/2-1"),
            "clusterName": "no-servers",
            "clusterType": "SERVERLESS",
            "state": "ACTIVE",
            "serverless": {"clientAuthentication": {"sasl": {"iam": {"enabled": True}}}},
        }
    )
    account.stub("kafka:ListClustersV2", {"clusterInfoList": found}, region=HOME)


def _camel(value: Any) -> Any:  # noqa: ANN401  # any part of an answer
    """Return an answer with the names of members on the wire of Amazon MSK."""
    if not isinstance(value, dict):
        return value
    return {name[0].lower() + name[1:]: _camel(one) for name, one in value.items()}


def _transfer(account: Account) -> None:
    for protocols in (["FTP"], ["SFTP"], ["SFTP", "FTP"], ["FTPS"]):
        account.client("transfer").create_server(
            Protocols=protocols, EndpointType="VPC", IdentityProviderType="SERVICE_MANAGED"
        )
