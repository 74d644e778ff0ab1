"""What only the comparison looks at, of applications: queues, tables, clusters, catalogs, sites."""

import json
from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME, Account, allow, policy, trust

EVERYONE = {"AWS": "*"}
OURS = {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"}
OWN_ACCOUNT = {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}}
# Made up, in the form of a key of AWS.
SECRET = "AKIA" + "QWERTYUIOPASDFGH"


def seed(account: Account) -> None:
    """Fill a seeded account with these services."""
    role = account.client("iam").create_role(
        RoleName="oracle-apps", AssumeRolePolicyDocument=trust({"Service": "lambda.amazonaws.com"})
    )["Role"]["Arn"]
    for one in (_sqs, _sns, _dynamodb, _elasticache, _logs, _glue, _athena, _autoscaling):
        one(account)
    for other in (_eks, _codebuild, _cloudfront, _firehose, _stepfunctions, _ecs):
        other(account, role)


def _arn(service: str, rest: str) -> str:
    return f"arn:aws:{service}:{HOME}:{ACCOUNT_ID}:{rest}"


def _policies(action: str, resource: str) -> dict[str, str]:
    """Return policies by a name: closed, public, and public with a condition of each kind."""
    public = allow(action, resource, Principal=EVERYONE)
    return {
        "ours": policy(allow(action, resource, Principal=OURS)),
        "public": policy(public),
        "of-buckets": policy(public | {"Condition": OWN_ACCOUNT}),
        "over-tls": policy(public | {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}),
        "every-service": policy(
            public | {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}}}
        ),
    }


def _sqs(account: Account) -> None:
    client = account.client("sqs")
    encryptions = (
        {"SqsManagedSseEnabled": "false"},
        {"KmsMasterKeyId": "alias/aws/sqs"},
        {"SqsManagedSseEnabled": "true"},
    )
    for number, (name, document) in enumerate(_policies("sqs:SendMessage", "*").items()):
        client.create_queue(
            QueueName=f"oracle-{name}", Attributes={"Policy": document, **encryptions[number % 3]}
        )


def _sns(account: Account) -> None:
    client = account.client("sns")
    for number, (name, document) in enumerate(_policies("sns:Publish", "*").items()):
        key = {"KmsMasterKeyId": "alias/aws/sns"} if number % 2 else {}
        client.create_topic(Name=f"oracle-{name}", Attributes={"Policy": document, **key})


def _dynamodb(account: Account) -> None:
    client = account.client("dynamodb")
    for name, good in (("oracle-old", False), ("oracle-new", True)):
        client.create_table(
            TableName=name,
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
            DeletionProtectionEnabled=good,
        )
        client.update_continuous_backups(
            TableName=name,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": good},
        )


def _elasticache(account: Account) -> None:
    groups: tuple[tuple[str, str, bool, dict[str, Any]], ...] = (
        ("oracle-old", "5.0.6", False, {}),
        ("oracle-token", "5.0.6", True, {"AuthToken": "made-up-token-of-a-group"}),
        ("oracle-new", "7.1", True, {}),
    )
    for name, version, good, more in groups:
        client = account.client("elasticache")
        made = client.create_replication_group(
            ReplicationGroupId=name,
            ReplicationGroupDescription=name,
            Engine="redis",
            EngineVersion=version,
            AtRestEncryptionEnabled=good,
            TransitEncryptionEnabled=good,
            **more,
        )
        # The emulator does not make the members of a group.
        for member in made["ReplicationGroup"]["MemberClusters"]:
            client.create_cache_cluster(
                CacheClusterId=member,
                Engine="redis",
                EngineVersion=version,
                CacheNodeType="cache.t3.micro",
                NumCacheNodes=1,
            )


def _logs(account: Account) -> None:
    client = account.client("logs")
    client.create_log_group(logGroupName="/oracle/open")
    group = _arn("logs", "log-group:/oracle/open:*")
    statement = allow("logs:PutLogEvents", group, Principal=EVERYONE)
    client.put_resource_policy(policyName="oracle-open", policyDocument=policy(statement))


def _glue(account: Account) -> None:
    client = account.client("glue")
    client.create_database(DatabaseInput={"Name": "oracle"})
    everyone = allow("glue:GetTables", _arn("glue", "*"), Principal=EVERYONE)
    client.put_resource_policy(PolicyInJson=policy(everyone))
    connections = [
        {
            "Name": name,
            "ConnectionType": "JDBC",  # the emulator forgets it
            "ConnectionProperties": {
                "JDBC_CONNECTION_URL": "jdbc:postgresql://db.example/shop",
                "JDBC_ENFORCE_SSL": tls,
                **more,
            },
        }
        for name, tls, more in (
            ("plain", "false", {"USERNAME": "shop"}),
            ("tls", "true", {"SECRET_ID": "shop"}),
        )
    ]
    account.stub("glue:GetConnections", {"ConnectionList": connections}, region=HOME)
    for name, arguments in (("clean", {"--job-language": "python"}), ("leaky", {"--key": SECRET})):
        client.create_job(
            Name=name,
            Role="oracle-apps",
            Command={"Name": "glueetl", "ScriptLocation": "s3://scripts/a.py"},
            DefaultArguments=arguments,
        )


def _athena(account: Account) -> None:
    encrypted = {"EncryptionConfiguration": {"EncryptionOption": "SSE_S3"}}
    for name, good in (("oracle-old", False), ("oracle-new", True)):
        account.client("athena").create_work_group(
            Name=name,
            Configuration={
                "EnforceWorkGroupConfiguration": good,
                "ResultConfiguration": {
                    "OutputLocation": "s3://results/",
                    **(encrypted if good else {}),
                },
            },
        )


def _autoscaling(account: Account) -> None:
    client = account.client("autoscaling")
    made = account.client("ec2").create_launch_template(
        LaunchTemplateName="oracle",
        LaunchTemplateData={"ImageId": "ami-12345678", "InstanceType": "t3.micro"},
    )["LaunchTemplate"]["LaunchTemplateId"]
    balancer = account.client("elb").describe_load_balancers()["LoadBalancerDescriptions"][0]
    targets = account.client("elbv2").describe_target_groups()["TargetGroups"][0]
    for name, zones, health in (
        ("oracle-one-zone", ["a"], "EC2"),
        ("oracle-spread", ["a", "b"], "ELB"),
    ):
        client.create_auto_scaling_group(
            AutoScalingGroupName=name,
            MinSize=0,
            MaxSize=0,
            LaunchTemplate={"LaunchTemplateId": made, "Version": "$Latest"},
            AvailabilityZones=[f"{HOME}{zone}" for zone in zones],
            LoadBalancerNames=[balancer["LoadBalancerName"]],
            TargetGroupARNs=[targets["TargetGroupArn"]],
            HealthCheckType=health,
            HealthCheckGracePeriod=60,
        )


def _eks(account: Account, role: str) -> None:
    key = {"resources": ["secrets"], "provider": {"keyArn": _arn("kms", "key/oracle")}}
    kinds = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
    clusters: tuple[tuple[str, str, bool, bool, list[str], list[str]], ...] = (
        ("oracle-open", "1.24", True, False, [], ["0.0.0.0/0"]),
        ("oracle-closed", "1.34", False, True, kinds, []),
        ("oracle-office", "1.34", True, True, ["audit"], ["203.0.113.0/24"]),
    )
    for name, version, public, private, logs, ranges in clusters:
        account.client("eks").create_cluster(
            name=name,
            version=version,
            roleArn=role,
            resourcesVpcConfig={
                "endpointPublicAccess": public,
                "endpointPrivateAccess": private,
                "publicAccessCidrs": ranges,
            },
            logging={"clusterLogging": [{"types": logs, "enabled": True}]} if logs else {},
            **({"encryptionConfig": [key]} if private else {}),
        )

    versions = {"1.24": "UNSUPPORTED", "1.34": "STANDARD_SUPPORT"}
    known = [{"clusterVersion": name, "versionStatus": one} for name, one in versions.items()]
    account.stub("eks:DescribeClusterVersions", {"clusterVersions": known})


def _codebuild(account: Account, role: str) -> None:
    """Answer with projects, of which the emulator does not keep who may see them."""
    clean = "https://bitbucket.org/shop/shop.git"
    leaky = "https://x-token-auth:made-up@bitbucket.org/shop/shop.git"
    found: dict[str, dict[str, Any]] = {
        name: {
            "name": name,
            "arn": _arn("codebuild", f"project/{name}"),
            "source": {"type": "BITBUCKET", "location": location},
            "artifacts": {"type": "NO_ARTIFACTS"},
            "environment": {
                "type": "LINUX_CONTAINER",
                "image": "aws/codebuild/standard:7.0",
                "computeType": "BUILD_GENERAL1_SMALL",
                "environmentVariables": [{"name": "VALUE", "value": value, "type": "PLAINTEXT"}],
            },
            "serviceRole": role,
            "projectVisibility": visibility,
        }
        for name, location, value, visibility in (
            ("clean", clean, "production", "PRIVATE"),
            ("leaky", leaky, SECRET, "PUBLIC_READ"),
        )
    }
    account.stub("codebuild:ListProjects", {"projects": list(found)}, region=HOME)
    answers = [list(found), *([name] for name in found)]
    for names in answers:
        projects = {"projects": [found[name] for name in names]}
        account.stub("codebuild:BatchGetProjects", projects, region=HOME, names=names)


def _cloudfront(account: Account, _role: str) -> None:
    for name, good, reach in (
        ("old", False, "match-viewer"),
        ("plain", False, "http-only"),
        ("new", True, "https-only"),
    ):
        account.client("cloudfront").create_distribution(
            DistributionConfig=_distribution(name, reach, good=good)
        )


def _distribution(name: str, reach: str, *, good: bool) -> dict[str, Any]:
    protocols = ["TLSv1.2"] if good else ["SSLv3", "TLSv1"]
    origin = {
        "Id": "site",
        "DomainName": "site.example",
        "CustomOriginConfig": {
            "HTTPPort": 80,
            "HTTPSPort": 443,
            "OriginProtocolPolicy": reach,
            "OriginSslProtocols": {"Quantity": len(protocols), "Items": protocols},
        },
    }
    return {
        "CallerReference": name,
        "Comment": name,
        "Enabled": True,
        "DefaultRootObject": "index.html" if good else "",
        "WebACLId": _arn("wafv2", "global/webacl/site/1") if good else "",
        "Logging": {
            "Enabled": good,
            "IncludeCookies": False,
            "Bucket": "logs.s3.amazonaws.com" if good else "",
            "Prefix": "",
        },
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": {
            "TargetOriginId": "site",
            "ViewerProtocolPolicy": "redirect-to-https" if good else "allow-all",
            "MinTTL": 0,
            "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
        },
    }


def _firehose(account: Account, role: str) -> None:
    client = account.client("firehose")
    for name, good in (("oracle-plain", False), ("oracle-encrypted", True)):
        encryption = {"KeyType": "AWS_OWNED_CMK"}
        client.create_delivery_stream(
            DeliveryStreamName=name,
            DeliveryStreamType="DirectPut",
            ExtendedS3DestinationConfiguration={"RoleARN": role, "BucketARN": "arn:aws:s3:::a"},
            **({"DeliveryStreamEncryptionConfigurationInput": encryption} if good else {}),
        )


def _stepfunctions(account: Account, role: str) -> None:
    group = _arn("logs", "log-group:/oracle/steps:*")
    logging = {
        "level": "ALL",
        "includeExecutionData": False,
        "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": group}}],
    }
    for name, good in (("oracle-old", False), ("oracle-new", True)):
        step = {"Type": "Pass", "End": True, "Result": {"key": "none" if good else SECRET}}
        account.client("stepfunctions").create_state_machine(
            name=name,
            definition=json.dumps({"StartAt": "one", "States": {"one": step}}),
            roleArn=role,
            **({"loggingConfiguration": logging} if good else {}),
        )


def _ecs(account: Account, role: str) -> None:
    tasks: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("oracle-host", "host", {}),
        ("oracle-host-user", "host", {"user": "1000"}),
        ("oracle-host-privileged", "host", {"privileged": True}),
        ("oracle-bridge", "bridge", {}),
    )
    for name, mode, more in tasks:
        account.client("ecs").register_task_definition(
            family=name,
            networkMode=mode,
            taskRoleArn=role,
            containerDefinitions=[{"name": "app", "image": "shop", "memory": 128, **more}],
        )
